# SPDX-License-Identifier: LGPL-2.1-or-later
"""visit.py PORT NAME ROOT.pem: one TLS handshake of Python's own ssl."""
import socket
import ssl
import sys

port, name, root = sys.argv[1:]
try:
    context = ssl.create_default_context(cafile=root)
    with socket.create_connection(("127.0.0.1", int(port)), timeout=20) as s, \
            context.wrap_socket(s, server_hostname=name):
        print("accepts")
except (ssl.SSLError, OSError) as e:
    print("refuses", getattr(e, "verify_message", "") or
          getattr(e, "reason", "") or e)

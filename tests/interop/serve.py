# SPDX-License-Identifier: LGPL-2.1-or-later
"""serve.py PORT CHAIN KEY VERSION: a TLS server of Python's own ssl."""
import socket
import ssl
import sys

port, chain, key, version = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(chain, key)
context.minimum_version = context.maximum_version = \
    ssl.TLSVersion["TLSv" + version.replace(".", "_")]
with socket.create_server(("127.0.0.1", int(port))) as listener:
    while True:
        plain, _ = listener.accept()
        plain.settimeout(20)
        try:
            with context.wrap_socket(plain, server_side=True) as s:
                s.recv(4096)
        except OSError:
            plain.close()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""visit_curl.py PORT NAME ROOT.pem: curl with GnuTLS, as Debian's pycurl has it."""
import sys

import pycurl

port, name, root = sys.argv[1:4]
c = pycurl.Curl()
c.setopt(c.URL, f"https://{name}:{port}/")
c.setopt(c.RESOLVE, [f"{name}:{port}:127.0.0.1"])
c.setopt(c.CAINFO, root)
c.setopt(c.TIMEOUT, 20)
c.setopt(c.WRITEFUNCTION, lambda data: len(data))
if "--status" in sys.argv:
    c.setopt(c.SSL_VERIFYSTATUS, 1)
try:
    c.perform()
    print("accepts")
except pycurl.error as e:
    print("refuses", f"{e.args[0]}: {e.args[1]}")

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every range of octets that inspect shows is an element of the certificate, or
the contents of one, as openssl asn1parse sees it."""
import base64
import re
import subprocess

from program import check, end, folder, run, run_json, skip, tool

OPENSSL = tool("OPENSSL")
EXTENSIONS = """
[x]
basicConstraints=critical,CA:TRUE,pathlen:3
keyUsage=critical,keyCertSign,cRLSign,digitalSignature
extendedKeyUsage=serverAuth,clientAuth
subjectKeyIdentifier=hash
subjectAltName=DNS:www.example.test,IP:192.0.2.1,email:me@example.test,\
URI:https://example.test/
authorityInfoAccess=OCSP;URI:http://example.test/,\
caIssuers;URI:http://example.test/ca
crlDistributionPoints=URI:http://example.test/crl
certificatePolicies=1.2.3.4,2.5.29.32.0
policyConstraints=requireExplicitPolicy:2,inhibitPolicyMapping:1
inhibitAnyPolicy=2
nameConstraints=critical,permitted;DNS:example.test,\
excluded;IP:192.0.2.0/255.255.255.0
tlsfeature=status_request
"""


def elements(der, base=0):
    """(offset, length) of each element and of its contents."""
    done = subprocess.run([OPENSSL, "asn1parse", "-inform", "DER"], input=der,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False)
    found = set()
    if done.returncode != 0:
        return found
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        m = re.match(r" *(\d+):d=\d+ +hl=(\d+) +l= *(\d+) +(\w+): (.*)", line)
        if m is None:
            continue
        at, head, length = (int(m.group(i)) for i in (1, 2, 3))
        contents = der[at + head:at + head + length]
        found |= {(base + at, head + length), (base + at + head, length)}
        if m.group(5).startswith("BIT STRING"):
            found.add((base + at + head + 1, length - 1))
        elif m.group(5).startswith("OCTET STRING"):
            found |= elements(contents, base + at + head)
    return found


def der_of(path):
    with open(path) as f:
        text = f.read()
    body = text.split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]
    return base64.b64decode(body)


def judge(path):
    der = der_of(path)
    known = elements(der)
    status, document = run_json("inspect", path)
    check(f"{path}: inspected", status == 0, status)
    fields = document["certificates"][0]["fields"]
    ranges = [(f["field"], f["bytes"]["offset"], f["bytes"]["length"])
              for f in fields if f["bytes"] is not None]
    check(f"{path}: has fields", len(ranges) > 10, ranges)
    for name, offset, length in ranges:
        check(f"{path}: {name} is an element", (offset, length) in known,
              offset, length, sorted(known))


if OPENSSL is None:
    skip("no openssl")
with folder() as top:
    with open(f"{top}/x.cnf", "w") as f:
        f.write("[req]\ndistinguished_name=dn\n[dn]\n" + EXTENSIONS)
    subprocess.run([OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    f"{top}/key.pem", "-out", f"{top}/all.pem", "-subj",
                    "/C=XX/O=Example/CN=Every extension", "-config",
                    f"{top}/x.cnf", "-extensions", "x"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    status, _, err = run("mint", "localhost", cwd=top)
    check("minted", status == 0, err)
    for path in ("all.pem", "pki/root.pem", "pki/issuing.pem",
                 "pki/certs/localhost/1/cert.pem"):
        judge(f"{top}/{path}")
end()

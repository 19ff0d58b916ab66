# SPDX-License-Identifier: LGPL-2.1-or-later
"""verify accepts chains that openssl and certtool made, and refuses them for
the right reason."""
import subprocess

from program import check, end, folder, run, run_json, skip, slugs, tool

OPENSSL = tool("OPENSSL")
CERTTOOL = tool("CERTTOOL")


def call(*args, cwd):
    subprocess.run(args, cwd=cwd, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def write(path, text):
    with open(path, "w") as f:
        f.write(text)


def openssl_chain(top, key):
    """Root, intermediate and leaf by openssl req and x509."""
    make = (["-newkey", "rsa:2048"] if key == "rsa2048" else
            ["-newkey", "ed25519"] if key == "ed25519" else
            ["-newkey", "ec", "-pkeyopt",
             f"ec_paramgen_curve:{'P-256' if key == 'p256' else 'P-384'}"])
    ca = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign," \
         "cRLSign\nsubjectKeyIdentifier=hash\n"
    leaf = "subjectAltName=DNS:www.example.test,IP:192.0.2.1," \
           "email:me@example.test\nextendedKeyUsage=serverAuth,clientAuth," \
           "emailProtection\nkeyUsage=digitalSignature\n" \
           "basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\n"
    aki = "authorityKeyIdentifier=keyid\n"
    write(f"{top}/ca.ext", ca + aki)
    write(f"{top}/leaf.ext", leaf + aki)
    call(OPENSSL, "req", "-x509", *make, "-nodes", "-keyout", "root.key",
         "-out", "root.pem", "-subj", "/CN=Openssl Root", "-days", "30",
         "-addext", "keyUsage=critical,keyCertSign,cRLSign", cwd=top)
    for name, subject, issuer, ext in (
            ("sub", "/CN=Openssl Sub", "root", "ca.ext"),
            ("leaf", "/CN=www.example.test", "sub", "leaf.ext")):
        call(OPENSSL, "req", "-new", *make, "-nodes", "-keyout",
             f"{name}.key", "-out", f"{name}.csr", "-subj", subject, cwd=top)
        call(OPENSSL, "x509", "-req", "-in", f"{name}.csr", "-CA",
             f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial",
             "-days", "20", "-extfile", ext, "-out", f"{name}.pem", cwd=top)


def certtool_chain(top, key):
    kind = {"p256": ["--key-type", "ecdsa", "--curve", "secp256r1"],
            "p384": ["--key-type", "ecdsa", "--curve", "secp384r1"],
            "rsa2048": ["--key-type", "rsa", "--bits", "2048"],
            "ed25519": ["--key-type", "ed25519"]}[key]
    write(f"{top}/root.cfg", 'cn = "Certtool Root"\nca\ncert_signing_key\n'
          "crl_signing_key\nexpiration_days = 30\n")
    write(f"{top}/sub.cfg", 'cn = "Certtool Sub"\nca\ncert_signing_key\n'
          "expiration_days = 25\n")
    write(f"{top}/leaf.cfg", 'cn = "www.example.test"\n'
          'dns_name = "www.example.test"\nip_address = "192.0.2.1"\n'
          "tls_www_server\ntls_www_client\nsigning_key\n"
          "expiration_days = 20\n")
    for name in ("root", "sub", "leaf"):
        call(CERTTOOL, "--generate-privkey", *kind, "--outfile",
             f"{name}.key", cwd=top)
    call(CERTTOOL, "--generate-self-signed", "--load-privkey", "root.key",
         "--template", "root.cfg", "--outfile", "root.pem", cwd=top)
    for name, issuer in (("sub", "root"), ("leaf", "sub")):
        call(CERTTOOL, "--generate-certificate", "--load-privkey",
             f"{name}.key", "--load-ca-certificate", f"{issuer}.pem",
             "--load-ca-privkey", f"{issuer}.key", "--template",
             f"{name}.cfg", "--outfile", f"{name}.pem", cwd=top)


def judge(label, top):
    with open(f"{top}/chain.pem", "w") as out:
        for name in ("leaf", "sub"):
            out.write(open(f"{top}/{name}.pem").read())
    base = ["verify", "--trust", f"{top}/root.pem", f"{top}/chain.pem"]
    # certtool writes no mailbox beside a host name.
    for name in ("dns:www.example.test", "ip:192.0.2.1",
                 "email:me@example.test")[:2 if "certtool" in label else 3]:
        purpose = "email" if name.startswith("email") else "server"
        status, out, err = run(*base, "--name", name, "--purpose", purpose)
        check(f"{label}: valid for {name}", status == 0, out, err)
    for args, slug in ((["--hostname", "other.test"],
                        "peer-name-dns-mismatch"),
                       (["--at", "+2y"], "validity-expired"),
                       (["--at", "-2d"], "validity-not-yet-valid")):
        status, report = run_json(*base, *args)
        check(f"{label}: {slug}", status == 1 and
              slugs(report, "error")[0] == slug, status, slugs(report))
    status, report = run_json("verify", "--trust", f"{top}/root.pem",
                              f"{top}/leaf.pem")
    check(f"{label}: without its intermediate", status == 1 and
          slugs(report, "error") == ["issuer-not-found"], slugs(report))
    der = f"{top}/leaf.der"
    if OPENSSL is not None:
        call(OPENSSL, "x509", "-in", "leaf.pem", "-outform", "DER", "-out",
             der, cwd=top)
        status, out, err = run("verify", "--trust", f"{top}/root.pem",
                               "--untrusted", f"{top}/sub.pem", der)
        check(f"{label}: DER and --untrusted", status == 0, out, err)


if OPENSSL is None and CERTTOOL is None:
    skip("neither openssl nor certtool is here")
for tool_name, make, there in (("openssl", openssl_chain, OPENSSL),
                               ("certtool", certtool_chain, CERTTOOL)):
    if there is None:
        print(f"{tool_name} is not here, passed over")
        continue
    for key in ("p256", "p384", "ed25519", "rsa2048"):
        with folder() as top:
            make(top, key)
            judge(f"{tool_name} {key}", top)
end()

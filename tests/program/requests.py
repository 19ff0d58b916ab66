# SPDX-License-Identifier: LGPL-2.1-or-later
"""sign: requests that openssl and certtool made, and bad ones."""
import subprocess

from program import (check, check_refusal, end, folder, run, run_json, skip,
                     tool, validate)

openssl, certtool = tool("OPENSSL"), tool("CERTTOOL")
if not openssl:
    skip("no openssl")


def call(*args, **kwargs):
    done = subprocess.run(args, capture_output=True, text=True, **kwargs)
    check(f"{args[:3]}", done.returncode == 0, done.stderr)


def request(top, name, key, *extensions, subject="/CN=asks.test"):
    """A key of that kind and a request by it, made by openssl."""
    path = f"{top}/{name}.csr"
    args = [openssl, "req", "-new", "-nodes", "-subj", subject, "-newkey",
            *key, "-keyout", f"{top}/{name}.key", "-out", path]
    for e in extensions:
        args += ["-addext", e]
    call(*args)
    return path


def good(top, pki):
    for name, key in (("ec", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
                      ("p384", ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]),
                      ("ed", ["ed25519"]), ("rsa", ["rsa:2048"])):
        csr = request(top, name, key, f"subjectAltName=DNS:{name}.test,"
                      "IP:127.0.0.1")
        status, made = run_json("sign", "--pki", pki, csr)
        why = validate(made)
        check(f"{name}: as its schema says", why is None, why)
        check(f"{name}: names are kept", status == 0 and made["kept"] ==
              [f"DNS {name}.test", "IP 127.0.0.1"], made)
        status, out, err = run(
            "verify", "--trust", f"{pki}/root.pem", "--hostname",
            f"{name}.test", f"{made['folder']}/fullchain.pem")
        check(f"{name}: valid", status == 0, out, err)
        keys = [subprocess.run([openssl, *args], capture_output=True).stdout
                for args in (["x509", "-in", f"{made['folder']}/cert.pem",
                              "-noout", "-pubkey"],
                             ["pkey", "-in", f"{top}/{name}.key", "-pubout"])]
        check(f"{name}: of the key that asked", keys[0] == keys[1] != b"", keys)
        _, shown = run_json("show", "--pki", pki, made["serial"])
        check(f"{name}: recorded", shown["certificate"]["source"] == "request",
              shown)
    csr = request(top, "old", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
                  subject="/CN=old.test")
    status, made = run_json("sign", "--pki", pki, csr, "--valid", "3d")
    check("without subjectAltName: the common name", status == 0 and
          made["kept"] == ["commonName as name old.test"], made)
    der = f"{top}/old.der"
    call(openssl, "req", "-in", csr, "-outform", "DER", "-out", der)
    with open(der, "rb") as f:
        octets = f.read()
    status, _, err = run("sign", "--pki", pki, "-", stdin=octets)
    check("DER on standard input", status == 0, err)


def greedy(top, pki):
    csr = request(top, "greedy", ["rsa:2048"],
                  "subjectAltName=DNS:a.test,DNS:www.example.com,IP:8.8.8.8,"
                  "email:me@a.test,URI:https://a.test/",
                  "basicConstraints=critical,CA:TRUE",
                  "keyUsage=digitalSignature,keyCertSign,cRLSign",
                  "extendedKeyUsage=serverAuth,codeSigning",
                  "tlsfeature=status_request", subject="/O=Somebody/CN=x.test")
    status, made = run_json("sign", "--pki", pki, csr)
    check("greedy: signed", status == 0, made)
    kept = set(made["kept"])
    refused = {r["what"] for r in made["refused"]}
    check("greedy: kept", kept == {"DNS a.test", "keyUsage digitalSignature",
                                   "extKeyUsage serverAuth (1.3.6.1.5.5.7.3.1)"}, kept)
    for what in ("DNS www.example.com", "IP 8.8.8.8", "email me@a.test",
                 "URI https://a.test/", "basicConstraints CA:TRUE",
                 "keyUsage keyCertSign", "keyUsage cRLSign",
                 "extKeyUsage codeSigning (1.3.6.1.5.5.7.3.3)"):
        check(f"greedy: {what} is refused", what in refused, refused)
    done = subprocess.run([openssl, "x509", "-in",
                           f"{made['folder']}/cert.pem", "-noout", "-text"],
                          capture_output=True, text=True)
    check("greedy: got none of it", "CA:FALSE" in done.stdout and not any(
        w in done.stdout for w in ("CA:TRUE", "Certificate Sign", "Code Sign",
                                   "example.com", "8.8.8.8")), done.stdout)
    status, out, err = run("sign", "--pki", pki, csr)
    check("greedy as text", status == 0 and
          "refused basicConstraints CA:TRUE: " in out and
          "kept    DNS a.test" in out and not err, out, err)


def bad(top, pki):
    with open(f"{top}/old.der", "rb") as f:
        octets = bytearray(f.read())
    octets[octets.index(b"old.test")] = ord("b")
    status, out, err = run("sign", "--pki", pki, "-", stdin=bytes(octets))
    check("a changed request: refused", status == 1 and not out and
          "not by the key" in err and len(err.splitlines()) == 1, out, err)
    csr = request(top, "weak", ["rsa:1024"], "subjectAltName=DNS:a.test")
    status, out, err = run("sign", "--pki", pki, csr)
    check("a weak key: refused", status == 1 and "1024 bits" in err, err)
    csr = request(top, "foreign", ["ed25519"],
                  "subjectAltName=DNS:www.example.com")
    status, out, err = run("sign", "--pki", pki, csr)
    check("foreign names alone: refused", status == 1 and
          "no name is left" in err, out, err)
    call(openssl, "req", "-new", "-key", f"{pki}/keys/issuing.pem", "-subj",
         "/CN=a.test", "-out", f"{top}/ca.csr")
    status, out, err = run("sign", "--pki", pki, f"{top}/ca.csr")
    check("the CA's own key: refused", status == 1 and "issuing CA" in err, err)
    for name, octets in (("empty", b""), ("text", b"hello"),
                         ("cut", bytes(octets[:60])),
                         ("longer", bytes(octets) + b"x")):
        check_refusal(f"sign: {name}", run("sign", "--pki", pki, "-",
                                           stdin=octets), "at byte")
    check_refusal("sign a certificate", run(
        "sign", "--pki", pki, f"{pki}/root.pem"), "no certificate request")
    check_refusal("sign nothing", run("sign", "--pki", pki, f"{top}/none"))
    status, out, err = run("check", "--pki", pki)
    check("check", status == 0, out, err)


def by_certtool(top, pki):
    with open(f"{top}/template", "w") as f:
        f.write('cn = "tool.test"\ndns_name = "tool.test"\n'
                "tls_www_server\nsigning_key\n")
    call(certtool, "--generate-privkey", "--key-type", "ecdsa", "--outfile",
         f"{top}/tool.key")
    call(certtool, "--generate-request", "--load-privkey", f"{top}/tool.key",
         "--template", f"{top}/template", "--outfile", f"{top}/tool.csr")
    status, made = run_json("sign", "--pki", pki, f"{top}/tool.csr")
    check("certtool: signed", status == 0 and "DNS tool.test" in made["kept"],
          made)


with folder() as top:
    pki = f"{top}/pki"
    run("mint", "--pki", pki, "first.test")
    good(top, pki)
    greedy(top, pki)
    bad(top, pki)
    if certtool:
        by_certtool(top, pki)
end()

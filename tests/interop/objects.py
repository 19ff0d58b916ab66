# SPDX-License-Identifier: LGPL-2.1-or-later
"""What chainwright issued, read by the programs of others; requests of others,
signed by it."""
import os
import shutil

from clients import HERE, call, first_line
from table import Table


def absent(*programs):
    gone = [p for p in programs if shutil.which(p) is None]
    return f"not here: {', '.join(gone)}" if gone else None


def verdict(done):
    code, out, err = done
    return "yes" if code == 0 else f"no: {first_line(err) or first_line(out)}"[:120]


def leaf_of(top, name, chain):
    """The first certificate alone, for programs that take no more."""
    with open(chain) as f:
        end = "-----END CERTIFICATE-----\n"
        leaf, rest = f.read().split(end, 1)
    with open(f"{top}/{name}.leaf.pem", "w") as f:
        f.write(leaf + end)
    with open(f"{top}/{name}.rest.pem", "w") as f:
        f.write(rest)
    return f"{top}/{name}.leaf.pem", f"{top}/{name}.rest.pem"


def openssl_chain(top, name, chain, key, root):
    leaf, rest = leaf_of(top, name, chain)
    return call(["openssl", "verify", "-x509_strict", "-no-CApath", "-no-CAstore",
                 "-CAfile", root, "-untrusted", rest, "-verify_hostname", name,
                 "-purpose", "sslserver", leaf])


def certtool_chain(top, name, chain, key, root):
    return call(["certtool", "--verify", "--load-ca-certificate", root,
                 f"--verify-hostname={name}", "--infile", chain])


def nss_chain(top, name, chain, key, root):
    """certutil judges what lies in a database: the intermediates too."""
    where = f"{top}/nss-{name}"
    os.makedirs(where)
    leaf, rest = leaf_of(top, name, chain)
    steps = (["-N", "--empty-password"],
             ["-A", "-t", "C,,", "-n", "root", "-i", root],
             ["-A", "-t", ",,", "-n", "issuing", "-i", rest],
             ["-A", "-t", ",,", "-n", "leaf", "-i", leaf],
             ["-V", "-u", "V", "-e", "-n", "leaf"])
    for step in steps:
        done = call(["certutil", "-d", f"sql:{where}", *step])
        if done[0]:
            break
    return done


def java_chain(top, name, chain, key, root):
    store = f"{top}/{name}.jks"
    done = call(["keytool", "-importcert", "-noprompt", "-storepass", "changeit",
                 "-keystore", store, "-alias", "root", "-file", root])
    return done if done[0] else call(
        ["keytool", "-printcert", "-file", chain])


def openssl_key(top, name, chain, key, root):
    return call(["openssl", "pkey", "-check", "-noout", "-in", key])


def certtool_key(top, name, chain, key, root):
    return call(["certtool", "--key-info", "--infile", key])


READERS = (("openssl verify -x509_strict", openssl_chain, ("openssl",)),
           ("certtool --verify", certtool_chain, ("certtool",)),
           ("NSS certutil -V", nss_chain, ("certutil",)),
           ("Java keytool -printcert", java_chain, ("keytool",)),
           ("openssl pkey -check", openssl_key, ("openssl",)),
           ("certtool --key-info", certtool_key, ("certtool",)))


# NSS 3.87 keeps no certificate with an Ed25519 key.
UNABLE = {("NSS certutil -V", "ed25519")}


def chains(run, made, root):
    table = Table("reader", *made)
    for label, reader, programs in READERS:
        gone = absent(*programs)
        row = [gone or verdict(reader(run.top, name, chain, key, root))
               for name, chain, key in made.values()]
        for kind, cell in zip(made, row):
            run.must(cell == "yes" or gone or (label, kind) in UNABLE,
                     f"{label} of what was minted, {kind}: {cell}")
        table.add(label, *row)
    return str(table)


def crls(run, root):
    pki = f"{run.top}/pki"
    for words in (("mint", "--pki", pki, f"revoked.{run.domain}"),
                  ("revoke", "--pki", pki, "--reason", "superseded",
                   f"revoked.{run.domain}"), ("crl", "--pki", pki)):
        code, _, err = run.chainwright(*words)
        run.must(code == 0, f"{words}: {err}")
    crl = f"{pki}/crl/issuing.pem"
    name = f"revoked.{run.domain}"
    chain = f"{pki}/certs/{name}/current/fullchain.pem"
    leaf, rest = leaf_of(run.top, name, chain)
    with open(f"{run.top}/both.pem", "w") as out:
        for part in (root, rest, crl):
            with open(part) as f:
                out.write(f.read())
    revoked = call(["openssl", "verify", "-crl_check", "-no-CApath", "-no-CAstore",
                    "-CAfile", f"{run.top}/both.pem", leaf])
    table = Table("reader", "signature", "says that the certificate is revoked")
    signed = call(["openssl", "crl", "-noout", "-CAfile", rest, "-in", crl])
    holds = "verify OK" in signed[1] + signed[2]
    says = "certificate revoked" in revoked[1] + revoked[2]
    table.add("openssl", "yes" if holds else verdict(signed), "yes" if says else "no")
    run.must(holds and says, "openssl and the CRL")
    signed = call(["certtool", "--verify-crl", "--load-ca-certificate", rest,
                   "--infile", crl])
    shown = call(["certtool", "--crl-info", "--infile", crl])
    serial = call(["openssl", "x509", "-noout", "-serial", "-in", leaf])[1]
    listed = serial.strip().split("=")[1].lower() in shown[1].lower()
    table.add("certtool", verdict(signed), "yes" if listed else "no")
    run.must(signed[0] == 0 and listed, "certtool and the CRL")
    return str(table)


def openssl_request(top, name):
    return call(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{top}/o.key", "-subj",
                 f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-out",
                 f"{top}/openssl.csr"]), f"{top}/openssl.csr"


def certtool_request(top, name):
    call(["certtool", "--generate-privkey", "--key-type", "ed25519", "--outfile",
          f"{top}/c.key"])
    with open(f"{top}/c.cfg", "w") as f:
        f.write(f'cn = "{name}"\ndns_name = "{name}"\n')
    return call(["certtool", "--generate-request", "--load-privkey", f"{top}/c.key",
                 "--template", f"{top}/c.cfg", "--outfile",
                 f"{top}/certtool.csr"]), f"{top}/certtool.csr"


def keytool_request(top, name):
    store = ["-keystore", f"{top}/k.p12", "-storepass", "changeit", "-alias", "k"]
    call(["keytool", "-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-dname",
          f"CN={name}", *store])
    return call(["keytool", "-certreq", "-ext", f"san=dns:{name}", "-file",
                 f"{top}/keytool.csr", *store]), f"{top}/keytool.csr"


def go_request(top, name):
    program = f"{top}/request-go"
    done = call(["go", "build", "-o", program, f"{HERE}/request.go"],
                env={"GOCACHE": f"{top}/go-cache", "GO111MODULE": "off"}, timeout=600)
    return (done if done[0] else call([program, name, f"{top}/go.csr"])), f"{top}/go.csr"


REQUESTS = (("openssl req (P-256)", openssl_request, "openssl"),
            ("certtool (Ed25519)", certtool_request, "certtool"),
            ("Java keytool (RSA)", keytool_request, "keytool"),
            ("Go (P-384)", go_request, "go"))


def requests(run, root):
    table = Table("request made by", "signed", "valid for its name")
    for label, make, program in REQUESTS:
        if absent(program):
            table.add(label, absent(program), "")
            continue
        name = f"asked-{program}.{run.domain}"
        done, path = make(run.top, name)
        run.must(done[0] == 0, f"{label}: {done[2]}")
        signed = run.chainwright("sign", "--pki", f"{run.top}/pki", path)
        judged = run.chainwright(
            "verify", "--trust", root, "--hostname", name,
            f"{run.top}/pki/certs/{name}/current/fullchain.pem")
        table.add(label, verdict(signed), verdict(judged))
        run.must(signed[0] == 0 and judged[0] == 0,
                 f"{label}: {signed[2]}{judged[2]}")
    return str(table)


def tables(run, made, root):
    yield "chains", chains(run, made, root)
    yield "crls", crls(run, root)
    yield "requests", requests(run, root)

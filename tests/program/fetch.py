# SPDX-License-Identifier: LGPL-2.1-or-later
"""verify --fetch: issuers and CRLs over HTTP, and every way a server fails."""
import http.server
import os
import subprocess
import threading
import time

from program import (check, check_refusal, end, folder, run, run_json, skip,
                     slugs, tool, validate)

OPENSSL = tool("OPENSSL")
SECONDS = 2                             # an address gets so many


def openssl(top, *args):
    subprocess.run([OPENSSL, *args], cwd=top, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def write(path, text):
    with open(path, "w") as f:
        f.write(text)


def read(path):
    with open(path, "rb") as f:
        return f.read()


class Site(http.server.BaseHTTPRequestHandler):
    """Each path answers in its own way."""
    content = {}
    asked = []
    stop = threading.Event()

    def log_message(self, *args):
        pass

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, octets, pause):
        """An answer without an end, or one that takes too long."""
        self.send_response(200)
        self.end_headers()
        try:
            while not self.stop.is_set():
                self.wfile.write(octets)
                self.wfile.flush()
                self.stop.wait(pause)
        except OSError:
            pass

    def do_GET(self):
        path = self.path
        self.asked.append(path)
        if path in self.content:
            self.reply(200, self.content[path], Cache_Control="no-store")
        elif path == "/kept":
            self.reply(200, self.content["/ca"],
                       Cache_Control="max-age=3600")
        elif path == "/away":
            self.reply(302, Location="/ca")
        elif path == "/loop":
            self.reply(302, Location="/loop")
        elif path == "/file":
            self.reply(302, Location="file:///etc/passwd")
        elif path == "/html":
            self.reply(200, b"<!DOCTYPE html><title>Hello</title>")
        elif path == "/silent":
            self.stop.wait(30)
        elif path == "/slow":
            self.drip(b"0", 0.2)
        elif path == "/endless":
            self.drip(b"0" * 65536, 0)
        elif path == "/nothing":
            self.close_connection = True
        else:
            self.reply(404, b"no such thing")


class Pki:
    """Root, issuing CA and leaves whose addresses are at one server."""

    def __init__(self, top, port):
        self.top, self.base = top, f"http://127.0.0.1:{port}"
        write(f"{top}/ca.cnf", "[ca]\ndefault_ca=d\n[d]\ndatabase=index\n"
              "crlnumber=number\ndefault_md=sha256\ndefault_crl_days=7\n")
        self.key("root")
        openssl(top, "req", "-x509", "-key", "root.key", "-out", "root.pem",
                "-subj", "/CN=Fetch Root", "-days", "30", "-addext",
                "keyUsage=critical,keyCertSign,cRLSign")
        self.sign("issuing", "/CN=Fetch Issuing", "root",
                  "basicConstraints=critical,CA:TRUE\n"
                  "keyUsage=critical,keyCertSign,cRLSign\n"
                  f"crlDistributionPoints=URI:{self.base}/root-crl\n",
                  "20")
        openssl(top, "x509", "-in", "issuing.pem", "-outform", "DER", "-out",
                "issuing.der")

    def key(self, name):
        openssl(self.top, "genpkey", "-algorithm", "EC", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-out", f"{name}.key")

    def sign(self, name, subject, issuer, extensions, days="10"):
        self.key(name)
        write(f"{self.top}/{name}.ext", extensions +
              "authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n")
        openssl(self.top, "req", "-new", "-key", f"{name}.key", "-subj",
                subject, "-out", f"{name}.csr")
        openssl(self.top, "x509", "-req", "-in", f"{name}.csr", "-CA",
                f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-days", days,
                "-extfile", f"{name}.ext", "-out", f"{name}.pem")

    def leaf(self, name, issuer_path=None, crl_path=None):
        aia = (f"authorityInfoAccess=caIssuers;URI:{issuer_path}\n"
               if issuer_path else "")
        crl = (f"crlDistributionPoints=URI:{crl_path}\n" if crl_path else "")
        self.sign(name, f"/CN={name}", "issuing",
                  f"subjectAltName=DNS:{name}.test\n"
                  "extendedKeyUsage=serverAuth\n"
                  "keyUsage=critical,digitalSignature\n" + aia + crl)
        return f"{self.top}/{name}.pem"

    def crl(self, issuer, revoked=None):
        write(f"{self.top}/index", "")
        if not os.path.exists(f"{self.top}/number"):
            write(f"{self.top}/number", "01\n")
        ca = ("ca", "-config", "ca.cnf", "-cert", f"{issuer}.pem", "-keyfile",
              f"{issuer}.key")
        if revoked:
            openssl(self.top, *ca, "-revoke", f"{revoked}.pem",
                    "-crl_reason", "keyCompromise")
        openssl(self.top, *ca, "-gencrl", "-out", f"{issuer}.crl")
        openssl(self.top, "crl", "-in", f"{issuer}.crl", "-outform", "DER",
                "-out", f"{issuer}.crl.der")
        return read(f"{self.top}/{issuer}.crl.der")


class Case:
    def __init__(self, top, pki):
        self.top, self.pki = top, pki
        self.env = {"XDG_CACHE_HOME": f"{top}/cache"}
        os.mkdir(f"{top}/cache")

    def args(self, target, *more):
        name = os.path.basename(target)[:-len(".pem")]
        return ("verify", "--trust", f"{self.top}/root.pem", "--hostname",
                f"{name}.test", *more, target)

    def json(self, target, *more):
        status, report = run_json(*self.args(target, *more), env=self.env)
        try:
            why = validate(report)
            check(f"{target}: as its schema says", why is None, why)
        except ImportError:
            pass
        return status, report

    def text(self, target, *more):
        return run(*self.args(target, *more), env=self.env)


PRIVATE = ("--fetch-private", "--fetch-timeout", str(SECONDS))


def issuer_fetched(c):
    leaf = c.pki.leaf("good", c.pki.base + "/ca")
    status, report = c.json(leaf)
    check("without --fetch no issuer is there", status == 1, report)
    status, report = c.json(leaf, "--fetch")
    check("a loopback address is not asked unbidden", status == 1 and
          [f["outcome"] for f in report["fetched"]] == ["not-allowed"] and
          Site.asked == [], report["fetched"], Site.asked)
    status, report = c.json(leaf, *PRIVATE, "--save", f"{c.top}/saved")
    got = report["fetched"]
    check("the issuer is fetched, and the chain is valid", status == 0 and
          len(got) == 1 and got[0]["outcome"] == "done" and
          got[0]["completes"] and got[0]["kind"] == "issuer", report)
    der = subprocess.run([OPENSSL, "x509", "-in", leaf, "-outform", "DER"],
                         check=True, stdout=subprocess.PIPE).stdout
    at = got[0]["bytes"]
    check("its address is told by its octets", der[at["offset"]:][
        :at["length"]].decode() == got[0]["url"] == c.pki.base + "/ca", got)
    status, out, err = c.text(leaf, *PRIVATE)
    check("the text says that the server should send it", status == 0 and
          "have the server send it" in " ".join(out.split()) and
          c.pki.base + "/ca" in out, out, err)
    return leaf


def saved(c, leaf):
    chain = f"{c.top}/saved/fullchain.pem"
    status, out, err = run("verify", "--trust", f"{c.top}/root.pem",
                           "--hostname", "good.test", chain)
    check("the saved chain is valid by itself", status == 0, out, err)
    check("it holds leaf and issuer, and no root",
          read(chain).count(b"BEGIN CERTIFICATE") == 2)
    before = read(chain)
    status, out, err = c.text(leaf, *PRIVATE, "--save", f"{c.top}/saved")
    check("--save overwrites nothing", status == 2 and "exists already" in err
          and read(chain) == before, status, err)
    alone = c.pki.leaf("alone")
    status, out, err = c.text(alone, *PRIVATE, "--save", f"{c.top}/none")
    check("without a path nothing is saved", status == 2 and
          not os.path.exists(f"{c.top}/none") and "nothing was written" in err,
          status, err)
    check_refusal("--save of two", c.text(leaf, "--save", f"{c.top}/two",
                                          leaf), "one target")
    check_refusal("--fetch-timeout 0", c.text(leaf, "--fetch-timeout", "0"),
                  "1 to 600")


def cache_kept(c):
    leaf = c.pki.leaf("kept", c.pki.base + "/kept")
    for again in (False, True):
        status, report = c.json(leaf, *PRIVATE)
        check(f"what may be kept is kept (again: {again})", status == 0 and
              report["fetched"][0]["from_cache"] is again, report)
    check("and is asked for once", Site.asked.count("/kept") == 1, Site.asked)
    check("what may not be kept is not", not any(
        n.endswith("%2Fca") for n in os.listdir(f"{c.top}/cache/chainwright")))
    kept = f"{c.top}/cache/chainwright"
    for name in os.listdir(kept):
        os.utime(f"{kept}/{name}", (0, time.time() - 1))
    status, report = c.json(leaf, *PRIVATE)
    check("what is too old is asked for again", status == 0 and
          not report["fetched"][0]["from_cache"] and
          Site.asked.count("/kept") == 2, report["fetched"], Site.asked)


FAILURES = {"silent": "timed-out", "slow": "timed-out",
            "endless": "too-large", "loop": "redirected",
            "file": "redirected", "html": "not-understood",
            "missing": "refused", "nothing": "broken"}


def failures_named(c):
    for path, outcome in FAILURES.items():
        leaf = c.pki.leaf(path, f"{c.pki.base}/{path}")
        begin = time.monotonic()
        status, report = c.json(leaf, *PRIVATE)
        took = time.monotonic() - begin
        got = report["fetched"]
        check(f"{path}: {outcome}", status == 1 and len(got) == 1 and
              got[0]["outcome"] == outcome and got[0]["detail"], got)
        check(f"{path}: within its deadline", took < SECONDS + 1, took)
        check(f"{path}: the missing issuer is the error",
              "issuer-not-found" in slugs(report) or
              any("issuer" in s or "chain" in s for s in slugs(report)),
              slugs(report))
    away = c.pki.leaf("away", c.pki.base + "/away")
    status, report = c.json(away, *PRIVATE)
    check("a redirection is followed", status == 0, report["fetched"])
    for name, address in (("tls", "https://127.0.0.1/ca"),
                          ("disk", "file:///etc/passwd"),
                          ("ldap", "ldap://127.0.0.1/cn=x")):
        leaf = c.pki.leaf(name, address)
        status, report = c.json(leaf, *PRIVATE)
        check(f"{address} is not asked", status == 1 and
              [f["outcome"] for f in report["fetched"]] == ["not-allowed"],
              report["fetched"])
    closed = c.pki.leaf("closed", "http://127.0.0.1:1/ca")
    status, report = c.json(closed, *PRIVATE)
    check("nobody listens", [f["outcome"] for f in report["fetched"]] ==
          ["unreachable"], report["fetched"])


def crls_fetched(c):
    base = c.pki.base
    good = c.pki.leaf("unrevoked", base + "/ca", base + "/issuing-crl")
    bad = c.pki.leaf("revoked", base + "/ca", base + "/issuing-crl")
    Site.content["/root-crl"] = c.pki.crl("root")
    Site.content["/issuing-crl"] = c.pki.crl("issuing", "revoked")
    hard = (*PRIVATE, "--revocation", "hard")
    status, report = c.json(good, *hard)
    check("its CRLs are fetched, and nothing is revoked", status == 0 and
          [(f["kind"], f["outcome"]) for f in report["fetched"]] ==
          [("issuer", "done"), ("crl", "done"), ("crl", "done")], report)
    check("each is known to be good",
          [x["status"] for x in report["revocation"]["certificates"]] ==
          ["good", "good"], report["revocation"])
    status, report = c.json(bad, *hard)
    check("what is revoked is refused", status == 1 and
          slugs(report, "error") == ["certificate-revoked-crl"], slugs(report))
    status, report = c.json(bad, *PRIVATE)
    check("no CRL is fetched when nobody asks", status == 0 and
          [f["kind"] for f in report["fetched"]] == ["issuer"], report)
    lost = c.pki.leaf("lost", base + "/ca", base + "/html")
    status, report = c.json(lost, *hard)
    check("a CRL that is none", status == 1 and
          "crl-not-available" in slugs(report, "error") and
          "not-understood" in [f["outcome"] for f in report["fetched"]],
          slugs(report), report["fetched"])
    status, out, err = c.text(lost, *hard)
    check("the text names what failed", "[not-understood]" in out, out, err)


def main():
    if OPENSSL is None:
        skip("openssl is not installed; it makes the certificates")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with folder() as top:
        pki = Pki(top, server.server_address[1])
        Site.content["/ca"] = read(f"{top}/issuing.der")
        c = Case(top, pki)
        leaf = issuer_fetched(c)
        saved(c, leaf)
        cache_kept(c)
        failures_named(c)
        crls_fetched(c)
        Site.stop.set()
    server.shutdown()
    end()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Staples over the network: serve sends what is wrong with an OCSP response, in
TLS 1.2 and TLS 1.3, and connect names it, tells its alert, and is told off."""
import json
import subprocess
import urllib.request

from program import CHAINWRIGHT, check, end, folder, run_json

BAD = ("certificate-revoked-ocsp", "ocsp-must-staple-not-honoured",
       "ocsp-response-malformed", "ocsp-response-unsuccessful",
       "ocsp-certid-mismatch", "ocsp-signature-invalid",
       "ocsp-responder-not-found", "ocsp-responder-not-authorised",
       "ocsp-responder-expired", "ocsp-algorithm-unacceptable",
       "ocsp-response-expired", "ocsp-response-not-yet-valid",
       "ocsp-response-too-old", "ocsp-critical-extension-unknown")


def connect(server, name, root, *options):
    result = run_json("connect", f"127.0.0.1:{server.port}", "--hostname", name,
                      "--trust", root, *options)
    server.stdout.readline()            # what serve says of it
    return result


def errors(report):
    return [f["slug"] for f in report["findings"]
            if f["severity"] == "error"]


def judge(server, site, root, version):
    name, slug = site["name"], site["slug"]
    status, report = connect(server, name, root)
    check(f"{slug} in TLS {version}: named alone", status == 1 and
          errors(report) == [slug], report)
    status, report = connect(server, name, root, "--revocation", "off")
    check(f"{slug} in TLS {version}: nobody asks", status == 0, report)


def unknown(server, site, root, version):
    status, report = connect(server, site["name"], root)
    check(f"unknown in TLS {version}: told, and taken", status == 0 and
          [f["slug"] for f in report["findings"]] == ["ocsp-status-unknown"], report)
    status, report = connect(server, site["name"], root, "--revocation", "hard",
                             "--target-only")
    check(f"unknown in TLS {version}: refused by who insists", status == 1 and
          errors(report) == ["ocsp-status-unknown"], report)


def visit(top, server, version):
    begin = json.loads(server.stdout.readline())
    server.port, seen = begin["port"], set()
    for site in begin["sites"]:
        root = f"{top}/{version}-{len(seen)}.pem"
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{site['root']}",
                                    timeout=60) as answer, open(root, "wb") as f:
            f.write(answer.read())
        seen.add(site["slug"])
        (judge if site["slug"] in BAD else unknown)(server, site, root, version)
    check(f"all are served in TLS {version}", len(seen) == len(BAD) + 1, seen)


def serve(top, version):
    words = [w for slug in BAD + ("ocsp-status-unknown",) for w in ("--break", slug)]
    with subprocess.Popen(
            [CHAINWRIGHT, "serve", "--format", "json", *words, "--tls", version,
             "--timeout", "120"], stdout=subprocess.PIPE) as server:
        try:
            visit(top, server, version)
        finally:
            server.terminate()


with folder() as top:
    for version in ("1.2", "1.3"):
        serve(top, version)
end()

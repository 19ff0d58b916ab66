# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every JSON document that the program prints is what its schema says, and
the report holds everything that its text shows."""
import json

from program import check, end, folder, run, run_json, skip, validate

try:
    import jsonschema  # noqa: F401
except ImportError:
    skip("python3-jsonschema is not here")


def valid(label, document):
    why = validate(document)
    check(f"{label}: as its schema says", why is None, why)


def strings(value):
    """Every string of a document, joined."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return " ".join(f"{k} {strings(v)}" for k, v in value.items())
    if isinstance(value, list):
        return " ".join(strings(v) for v in value)
    return str(value)


def words(text):
    for c in "|`^-_<>:=,()'":
        text = text.replace(c, " ")
    return set(text.split())


# What the text adds to lay itself out, or to lead on.
LAYOUT = words("error warning note help byte of expected found path rule alert "
               "valid until trusted ok name signatures public key not checked "
               "and more in total errors warnings days day the whether "
               "revoked response matches correct wrong signature self "
               "wants again certificates root")

def responses(case):
    """OCSP responses as a file and as standard input, and what they tell."""
    _, document = run_json("inspect", f"{case}/ocsp.pem")
    valid("inspect: OCSP responses", document)
    check("inspect: OCSP responses: all, and nothing else",
          [o["answers"] for o in document["ocsp"]] == [1, 1] and
          not document["certificates"] and not document["crls"], document)
    status, text, err = run("inspect", f"{case}/ocsp.pem")
    check("inspect: OCSP responses as text", status == 0 and not err and
          text.count("OCSP response ") == 2 and "keyCompromise" in text, text, err)
    with open(f"{case}/ocsp.pem", "rb") as f:
        status, text, err = run("inspect", "-", stdin=f.read())
    check("inspect: OCSP responses of standard input", status == 0 and
          text.count("OCSP response ") == 2, text, err)
    status, document = run_json("verify", "--trust", f"{case}/root.pem", "--ocsp",
                                f"{case}/ocsp.pem", f"{case}/fullchain.pem")
    told = document["revocation"]["certificates"]
    check("verify --ocsp: revoked, good, and by what", status == 1 and
          [c["status"] for c in told] == ["revoked", "good"] and
          all(c["ocsp"] and not c["crl"] for c in told), told)


def crls(case):
    """CRLs as a file and as standard input, alone and behind a chain."""
    _, document = run_json("inspect", f"{case}/crls.pem")
    valid("inspect: CRLs", document)
    check("inspect: CRLs: all, and nothing else",
          [c["entries"] for c in document["crls"]] == [1, 2] and
          document["certificates"] == [], document)
    octets = b""
    for name in ("fullchain.pem", "crls.pem"):
        with open(f"{case}/{name}", "rb") as f:
            octets += f.read()
    _, both = run_json("inspect", "-", stdin=octets)
    valid("inspect: both", both)
    check("inspect: both: the same fields", len(both["certificates"]) == 2 and
          [c["fields"] for c in both["crls"]] ==
          [c["fields"] for c in document["crls"]], both)
    status, text, err = run("inspect", f"{case}/crls.pem")
    check("inspect: CRLs as text", status == 0 and not err and
          text.count("\nCRL ") == 1 and "keyCompromise" in text, text, err)


_, catalogue = run_json("demo", "--break", "list")
valid("the list", catalogue)
with folder() as top:
    status, out, err = run("break", "--all", "--out", f"{top}/all", "--seed",
                           "chainwright")
    check("break --all", status == 0, out, err)
    with open(f"{top}/all/index.json") as f:
        valid("index.json", json.load(f))
    for row in catalogue["failures"]:
        slug = row["slug"]
        case = f"{top}/all/{slug}"
        with open(f"{case}/expect.json") as f:
            expect = json.load(f)
        valid(f"{slug}: expect.json", expect)
        ask = expect["verify"]
        if slug in ("target-certificate-missing", "trust-store-unusable"):
            # The program cannot be asked this: a file without a certificate
            # is no question.
            status, _, err = run(*ask[1:], cwd=case)
            check(f"{slug}: no verdict", status == 2 and err, err)
            continue
        status, report = run_json(*ask[1:], cwd=case)
        valid(f"{slug}: report", report)
        check(f"{slug}: found where expect.json says",
              slug in [f["slug"] for f in report["findings"]], report)
        _, text, _ = run(*ask[1:], cwd=case)
        missing = [w for w in words(text) - words(strings(report)) - LAYOUT
                   if w.isalpha() and len(w) > 3 and w.lower()
                   not in LAYOUT and w.strip("abcdef")]
        check(f"{slug}: JSON holds what the text shows", not missing, missing)
        with open(f"{case}/good/expect.json") as f:
            expect = json.load(f)
        valid(f"{slug}: expect.json of its twin", expect)
        status, report = run_json(*expect["verify"][1:], cwd=f"{case}/good")
        check(f"{slug}: the repaired twin is valid",
              status == 0 and not report["findings"], report)
        _, document = run_json("explain", slug)
        valid(f"{slug}: explain", document)
    _, document = run_json("inspect", f"{top}/all/validity-expired/"
                           "fullchain.pem")
    valid("inspect", document)
    crls(f"{top}/all/certificate-revoked-crl")
    responses(f"{top}/all/certificate-revoked-ocsp")
    _, document = run_json("mint", "--pki", f"{top}/pki", "a.example.test")
    valid("mint", document)
for form in ("1.3", "1.2", "1.2-rsa"):
    for args in ([], ["--break", "issuer-not-ca"]):
        _, document = run_json("demo", "--tls", form, *args)
        valid(f"demo --tls {form} {args}", document)
_, document = run_json("demo", "--tls", "all")
valid("demo --tls all", document)
end()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""serve --break all: what is wrong with each chain is found by connect over the
network, the alert is that of the table, and serve names it."""
import json
import subprocess

from program import CHAINWRIGHT, check, end, folder, run_json
import urllib.request

DOMAIN = "chainwright.test"
# What needs another question than "is this the server of that name, by the
# rules of TLS clients": another type of name, a policy, a list of what is
# distrusted, a limit.
OTHER_QUESTION = 13


def needs_files(row):
    """No server sends CRLs: they are files of who asks; of staples see
    stapling.py."""
    return row["group"] in ("revocation-crl", "revocation-ocsp") or row["slug"] in (
        "crl-too-large", "ocsp-response-too-large")


def page(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}",
                                timeout=60) as answer:
        return answer.read().decode()


def sites(top, begin):
    """Name, slug and a file with the root of each."""
    files = {}
    for site in begin["sites"]:
        path = site["root"]
        if path not in files:
            files[path] = f"{top}/{len(files)}.pem"
            with open(files[path], "w") as f:
                f.write(page(begin["port"], path))
        yield site["name"], site["slug"], files[path]


def visit(begin, process, name, root):
    status, report = run_json("connect", f"127.0.0.1:{begin['port']}",
                              "--hostname", name, "--trust", root)
    return status, report, json.loads(process.stdout.readline())


def compare(slug, report, told):
    """True: the alert was compared."""
    errors = [f for f in report["findings"] if f["severity"] == "error"]
    said = told["alert"]
    if not errors:
        check(f"{slug}: nothing wrong, no alert", said is None, said)
        return False
    check(f"{slug}: found", errors[0]["slug"] == slug,
          [f["slug"] for f in errors])
    check(f"{slug}: serve names the alert that was sent",
          said is not None and said["number"] == errors[0]["alert"]["number"]
          and said["name"] == errors[0]["alert"]["name"], said,
          errors[0]["alert"])
    check(f"{slug}: encrypted", said is not None and said["encrypted"], said)
    check(f"{slug}: the alert is the one that was wanted",
          told["expected_alert"] is not None and said is not None and
          told["expected_alert"]["number"] == said["number"],
          told["expected_alert"], said)
    return True


with folder() as top:
    rows = {f["slug"]: f for f in
            run_json("demo", "--break", "list")[1]["failures"]}
    process = subprocess.Popen(
        [CHAINWRIGHT, "serve", "--format", "json", "--break", "all", "--tls",
         "1.3", "--timeout", "120"], stdout=subprocess.PIPE)
    begin = json.loads(process.stdout.readline())
    shown = {s["slug"] for s in begin["sites"]}
    check("every failure that can be sent is served", shown == {None} |
          {s for s, r in rows.items() if r["sendable"]},
          shown ^ set(rows))
    index = page(begin["port"], "/")
    compared = other = 0
    for name, slug, root in sites(top, begin):
        check(f"{slug}: on the page", name in index)
        status, report, told = visit(begin, process, name, root)
        if slug is None:
            check("the good one is valid", status == 0 and told["complete"],
                  report)
        elif rows[slug]["tls"] == "error" and not needs_files(rows[slug]):
            if compare(slug, report, told):
                compared += 1
            else:
                other += 1
                print(f"asked otherwise: {slug}")
    process.terminate()
    check("serve ends", process.wait(30) == 0)
    print(f"{compared} alerts compared, {other} need another question")
    check("at least 60 alerts", compared >= 60, compared)
    check("few need another question", other <= OTHER_QUESTION, other)
end()

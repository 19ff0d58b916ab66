# SPDX-License-Identifier: LGPL-2.1-or-later
"""demo: every failure, each form of the handshake, exit status and alert."""
import time

from program import check, end, run, run_json, slugs

STEPS = ("client hello", "server hello", "certificate review", "key exchange",
         "finished")


def the_tour():
    status, out, err = run("demo")
    check("demo: exit status 0", status == 0, status, err)
    for word in STEPS + ("validity-expired", "Demo Root CA", "Next"):
        check(f"demo: says {word!r}", word in out, out)
    check("demo: at most 80 columns",
          all(len(line) <= 80 for line in out.splitlines()),
          [line for line in out.splitlines() if len(line) > 80])
    check("demo: no colour in a pipe", "\x1b" not in out)
    check("demo: colour on demand", "\x1b[" in
          run("demo", "--color", "always")[1])


def the_forms():
    """What each form of the handshake has to show."""
    shows = {"1.3": ["TLS 1.3"], "1.2": ["TLS 1.2", "ECDHE"],
             "1.2-rsa": ["TLS 1.2", "RSA", "premaster"]}
    for form, words in shows.items():
        status, out, err = run("demo", "--break", "chain-unordered", "--tls",
                               form)
        check(f"demo --tls {form}, a warning: exit status 0", status == 0,
              status, out, err)
        check(f"demo --tls {form}: the warning is shown",
              "chain-unordered" in out, out)
        status, document = run_json("demo", "--tls", form)
        check(f"demo --tls {form}: accepted", status == 0, status)
        check(f"demo --tls {form}: nothing found",
              document["report"]["findings"] == [])
        _, out, _ = run("demo", "--tls", form)
        for word in words:
            check(f"demo --tls {form}: says {word!r}", word in out, out)


def every_failure():
    status, document = run_json("demo", "--break", "list")
    check("the list: exit status 0", status == 0)
    rows = document["failures"]
    check("at least 40 failures", len(rows) >= 40, len(rows))
    _, text, _ = run("demo", "--break", "list")
    begin = time.monotonic()
    for row in rows:
        slug = row["slug"]
        check(f"{slug}: in the list", slug in text)
        status, shown = run_json("demo", "--break", slug)
        report = shown["report"]
        profile = report["profile"]
        severity = row[profile]
        if report["strict"] and severity == "warning":
            severity = "error"
        check(f"{slug}: it is found", slug in slugs(report), slugs(report))
        errors = slugs(report, "error")
        if severity == "error":
            check(f"{slug}: the only error", errors == [slug], errors)
            check(f"{slug}: exit status 1", status == 1, status)
        else:
            check(f"{slug}: no error", errors == [], errors)
            check(f"{slug}: exit status 0", status == 0, status)
        check(f"{slug}: sent or judged on the file",
              (shown["handshake"] is not None) == row["sendable"])
        if severity == "error" and shown["handshake"] is not None:
            finding = [f for f in report["findings"] if f["slug"] == slug][0]
            check(f"{slug}: the server received the alert",
                  shown["handshake"]["alert_received"]["number"] ==
                  finding["alert"]["number"],
                  shown["handshake"].get("alert_received"), finding["alert"])
    seconds = time.monotonic() - begin
    print(f"{len(rows)} failures shown in {seconds:.1f} s")


the_tour()
the_forms()
every_failure()
end()

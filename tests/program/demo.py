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


def every_message():
    """--trace, -v and -vv; --step; all forms."""
    listed = {"1.3": ["EncryptedExtensions", "CertificateVerify"],
              "1.2": ["ServerKeyExchange", "ServerHelloDone"],
              "1.2-rsa": ["ClientKeyExchange", "change_cipher_spec"]}
    for form, words in listed.items():
        status, out, err = run("demo", "--tls", form, "--break",
                               "chain-unordered", "--trace")
        check(f"--trace {form}: exit status 0", status == 0, status, err)
        for word in words + ["ClientHello", "Finished", "proof\n",
                             "[ok]   Finished of the client"]:
            check(f"--trace {form}: lists {word!r}", word in out, out)
        check(f"--trace {form}: nothing fails", "[FAIL]" not in out, out)
        _, fields, _ = run("demo", "--tls", form, "--break",
                           "chain-unordered", "-v")
        for word in ("cipher_suite ", "random ", "signature_algorithms",
                     "host_name"):
            check(f"-v {form}: shows {word!r}", word in fields, fields)
        _, octets, _ = run("demo", "--tls", form, "--break",
                           "chain-unordered", "-vv")
        check(f"-vv {form}: shows more", len(octets) > len(fields) + 2000)
        for text in (out, fields, octets):
            check(f"--trace {form}: at most 80 columns",
                  all(len(line) <= 80 for line in text.splitlines()),
                  [line for line in text.splitlines() if len(line) > 80])


def the_steps():
    status, out, err = run("demo", "--break", "chain-unordered", "--step", "2")
    check("--step 2: exit status 0", status == 0, status, err)
    check("--step 2: shows the second", "2 server hello" in out, out)
    check("--step 2: not the third", "certificate review" not in out, out)
    check("--step 6: misuse", run("demo", "--step", "6")[0] == 2)
    status, paused, err = run("demo", "--break", "chain-unordered", "--pause")
    check("--pause: ends with its input", status == 0 and
          "5 finished" in paused, status, paused, err)


def all_forms():
    status, out, err = run("demo", "--tls", "all")
    check("--tls all: exit status 0", status == 0, status, err)
    for form in ("1.3", "1.2", "1.2-rsa"):
        check(f"--tls all: shows {form}", f"==== TLS {form}\n" in out)
    status, document = run_json("demo", "--tls", "all", "--break",
                                "validity-expired")
    check("--tls all: exit status 1 when refused", status == 1, status)
    check("--tls all: three of them", len(document["demos"]) == 3)
    for demo in document["demos"]:
        handshake = demo["handshake"]
        for message in handshake["messages"]:
            check("the fields cover the message",
                  sum(f["octets"] for f in message["fields"]) ==
                  message["octets"], message)
        check("nothing is unproved",
              not [c for c in handshake["checks"] if c["result"] == "fails"],
              handshake["checks"])


the_tour()
the_forms()
every_message()
the_steps()
all_forms()
every_failure()
end()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""A test CA with its store: mint, list, show, check."""
import os
import shutil
import subprocess

from program import (CHAINWRIGHT, check, check_refusal, end, folder, run,
                     run_json, tool, validate)


def valid(label, document):
    why = validate(document)
    check(f"{label}: as its schema says", why is None, why)


def minting(top):
    pki = f"{top}/pki"
    status, first = run_json("mint", "--pki", pki, "www.example.test", "::1")
    valid("mint", first)
    check("mint: exit status 0, with a new CA", status == 0 and
          first["created_ca"], first)
    status, many = run_json("mint", "--pki", pki, "--count", "3", "--valid",
                            "7d", "--key", "ed25519", "d{}.test")
    valid("mint --count", many)
    check("mint --count: three of them, of their own names",
          [i["folder"] for i in many["issued"]] ==
          [f"{pki}/certs/d{n}.test/1" for n in (1, 2, 3)], many)
    status, out, err = run("mint", "--pki", pki, "--count", "2", "x.test")
    check("mint --count as text", status == 0 and "issued  2" in out, out, err)
    status, listed = run_json("list", "--pki", pki)
    valid("list", listed)
    rows = listed["certificates"]
    check("list: all in the order of issue", [r["names"] for r in rows] ==
          ["", "", "www.example.test, ::1", "d1.test", "d2.test", "d3.test",
           "x.test", "x.test"], rows)
    check("list: CAs and leaves", [r["profile"] for r in rows] ==
          ["root", "ca"] + ["server"] * 6, rows)
    _, soon = run_json("list", "--pki", pki, "--expiring", "10d")
    check("list --expiring", [r["names"] for r in soon["certificates"]] ==
          ["d1.test", "d2.test", "d3.test"], soon)
    _, newest = run_json("list", "--pki", pki, "--current")
    check("list --current", len(newest["certificates"]) == 7, newest)
    _, none = run_json("list", "--pki", pki, "--revoked")
    check("list --revoked", none["certificates"] == [], none)
    for reference in (first["serial"], first["serial"].upper(),
                      rows[2]["sha256"][:12], "www.example.test", "::1"):
        status, shown = run_json("show", "--pki", pki, reference)
        valid("show", shown)
        check(f"show {reference}", status == 0 and
              shown["certificate"] == rows[2], shown)
    _, shown = run_json("show", "--pki", pki, "x.test/1")
    check("show NAME/NUMBER", shown["certificate"] == rows[6], shown)
    _, shown = run_json("show", "--pki", pki, "root")
    check("show a CA", shown["certificate"] == rows[0], shown)
    for command in ("list", "show"):
        operands = ["www.example.test"] if command == "show" else []
        status, out, err = run(command, "--pki", pki, *operands)
        check(f"{command} as text", status == 0 and first["serial"] in out and
              not err, out, err)
    check_refusal("show what is not there", run("show", "--pki", pki, "no.test"),
                  "chainwright list")
    return pki


def dates(pki):
    for args, begin, finish in (
            (["--not-before", "2026-01-01", "--not-after", "2026-02-01"],
             "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
            (["--not-before", "2026-01-01", "--valid", "10d"],
             "2026-01-01T00:00:00Z", "2026-01-11T00:00:00Z")):
        status, made = run_json("mint", "--pki", pki, *args, "old.test")
        check(f"mint {args}", status == 0 and made["not_after"] == finish, made)
        _, shown = run_json("show", "--pki", pki, made["serial"])
        check(f"mint {args}: begins, and is over",
              shown["certificate"]["not_before"] == begin and
              shown["certificate"]["status"] == "expired", shown)
    check_refusal("mint beyond the CA", run("mint", "--pki", pki, "--valid",
                                            "20y", "a.test"),
                  "before the certificate would", "[validity-expired]")
    check_refusal("mint with two ends", run(
        "mint", "--pki", pki, "--valid", "1d", "--not-after", "+1d", "a.test"),
        "give one of them")
    for option, value in (("--count", "0"), ("--count", "x"), ("--valid", "x"),
                          ("--valid", "-3d"), ("--not-after", "never"),
                          ("--wait", "0"), ("--ca", "nobody")):
        check_refusal(f"mint {option} {value}",
                      run("mint", "--pki", pki, option, value, "a.test"))


def checking(pki):
    status, document = run_json("check", "--pki", pki)
    valid("check", document)
    check("check: all is well", status == 0 and document["faults"] == [] and
          document["certificates"] == 10, document)
    shutil.rmtree(f"{pki}/certs/d1.test/1")
    with open(f"{pki}/certs/d2.test/1/chain.pem", "w") as f:
        f.write("x")
    status, document = run_json("check", "--pki", pki)
    valid("check: faults", document)
    check("check: finds both", status == 1 and len(document["faults"]) == 2 and
          not any(f["repaired"] for f in document["faults"]), document)
    status, out, err = run("check", "--pki", pki)
    check("check as text", status == 1 and out.count("wrong: ") == 2 and
          "--repair" in out and not err, out, err)
    status, out, err = run("check", "--pki", pki, "--repair")
    check("check --repair", status == 0 and out.count("repaired: /") == 2, out,
          err)
    for name in ("d1.test", "d2.test"):
        status, out, err = run(
            "verify", "--trust", f"{pki}/root.pem", "--hostname", name,
            f"{pki}/certs/{name}/current/fullchain.pem")
        check(f"check --repair: {name} is valid", status == 0, out, err)
    status, out, err = run("check", "--pki", pki)
    check("check after --repair", status == 0 and "all is well" in out, out,
          err)


def revoking(top):
    pki = f"{top}/revoking"
    for name in ("a.test", "b.test", "c.test"):
        run("mint", "--pki", pki, name)
    crl = f"{pki}/crl/issuing.pem"

    def status_of(name, crl):
        return run("verify", "--trust", f"{pki}/root.pem", "--hostname", name,
                   "--crl", crl, "--target-only", "--revocation", "hard",
                   f"{pki}/certs/{name}/current/fullchain.pem")[0]

    _, document = run_json("crl", "--pki", pki)
    valid("crl", document)
    check("crl: number 1, empty", document["number"] == 1 and
          document["entries"] == 0 and status_of("a.test", crl) == 0, document)
    status, document = run_json("revoke", "--pki", pki, "--reason",
                                "keyCompromise", "--invalid-since",
                                "2026-01-01", "a.test")
    valid("revoke", document)
    check("revoke", status == 0 and [(c["status"], c["reason"]) for c in
          document["certificates"]] == [("revoked", "keyCompromise")], document)
    run("revoke", "--pki", pki, "--reason", "certificateHold", "b.test")
    _, delta = run_json("crl", "--pki", pki, "--delta")
    valid("crl --delta", delta)
    check("crl --delta: both, on number 1", delta["base"] == 1 and
          delta["number"] == 2 and delta["entries"] == 2, delta)
    _, document = run_json("crl", "--pki", pki, "--next", "1d")
    check("crl: both", document["entries"] == 2 and document["number"] == 3 and
          "base" not in document, document)
    check("crl: a.test is revoked, b.test held, c.test good",
          [status_of(n, crl) for n in ("a.test", "b.test", "c.test")] ==
          [1, 1, 0])
    status, document = run_json("unrevoke", "--pki", pki, "b.test")
    valid("unrevoke", document)
    check("unrevoke", status == 0 and
          document["certificates"][0]["status"] == "good", document)
    _, delta = run_json("crl", "--pki", pki, "--delta")
    check("crl --delta: one is removed", delta["base"] == 3 and
          delta["entries"] == 1, delta)
    run("crl", "--pki", pki)
    check("crl: b.test is good again", status_of("b.test", crl) == 0)
    openssl = tool("OPENSSL")
    if openssl:
        done = subprocess.run(
            [openssl, "verify", "-crl_check", "-CRLfile", crl, "-CAfile",
             f"{pki}/root.pem", "-untrusted", f"{pki}/issuing.pem",
             f"{pki}/certs/a.test/1/cert.pem"], capture_output=True, text=True)
        check("openssl: revoked", "certificate revoked" in done.stderr, done)
        done = subprocess.run([openssl, "crl", "-inform", "DER", "-in",
                               f"{pki}/crl/issuing.crl", "-noout", "-text"],
                              capture_output=True, text=True)
        check("openssl reads the DER: Key Compromise, Invalidity Date",
              "Key Compromise" in done.stdout and
              "Jan  1 00:00:00 2026 GMT" in done.stdout, done)
    for args, word in ((["revoke", "a.test"], "was revoked on"),
                       (["revoke", "root"], "nobody can revoke"),
                       (["revoke", "no.test"], "chainwright list"),
                       (["revoke", "--reason", "boredom", "c.test"],
                        "keyCompromise"),
                       (["unrevoke", "a.test"], "only a hold"),
                       (["unrevoke", "c.test"], "is not revoked"),
                       (["crl", "--ca", "no"], "chainwright ca list"),
                       (["crl", "--ca", "root", "--delta"], "full CRL yet")):
        check_refusal(" ".join(args), run(args[0], "--pki", pki, *args[1:]),
                      word)
    check_refusal("revoke: all or none",
                  run("revoke", "--pki", pki, "c.test", "a.test"))
    check("revoke: none", run_json("show", "--pki", pki, "c.test")[1]
          ["certificate"]["status"] == "good")
    os.unlink(crl)
    _, out, _ = run("check", "--pki", pki, "--repair")
    check("check --repair: the list", os.path.exists(crl) and
          "repaired: " in out, out)


def authorities(top):
    pki = f"{top}/own"
    status, document = run_json("ca", "--pki", pki, "new", "--unconstrained",
                                "--common-name", "Our Root", "--valid", "20y")
    valid("ca new", document)
    check("ca new", status == 0 and [c["name"] for c in
          document["authorities"]] == ["root"] and
          "CN=Our Root" in document["authorities"][0]["subject"], document)
    check_refusal("mint without an issuing CA",
                  run("mint", "--pki", pki, "www.example.com"), "ca sub issuing")
    status, document = run_json("ca", "--pki", pki, "sub", "issuing",
                                "--unconstrained", "--key", "p384")
    valid("ca sub", document)
    status, out, err = run("mint", "--pki", pki, "www.example.com", "8.8.8.8")
    check("mint for any name", status == 0, out, err)
    run("ca", "--pki", pki, "sub", "corp", "--constrain", "dns:corp.example",
        "--constrain", "ip:10.0.0.0/8", "--path-len", "1")
    run("ca", "--pki", pki, "sub", "deep", "--ca", "corp", "--unconstrained")
    for name, word in (("www.example.com", "[nc-dns-not-permitted]"),
                       ("11.1.1.1", "[nc-ip-not-permitted]")):
        check_refusal(f"mint below corp: {name}", run(
            "mint", "--pki", pki, "--ca", "deep", name), word)
    status, made = run_json("mint", "--pki", pki, "--ca", "deep",
                            "a.corp.example", "10.1.2.3")
    status, out, err = run(
        "verify", "--trust", f"{pki}/root.pem", "--hostname", "a.corp.example",
        f"{made['folder']}/fullchain.pem")
    check("mint below corp: it is valid", status == 0, out, err)
    for args, word in ((["sub", "deeper", "--ca", "deep"],
                        "[path-length-exceeded]"),
                       (["sub", "corp"], "already"), (["sub"], "needs a name"),
                       (["sub", "a/b"], "no name for a CA"),
                       (["new"], "already"), (["old"], "takes new"),
                       (["new", "x", "--ca", "root"], "ca sub x"),
                       (["sub", "x", "--constrain", "dns:.test"], "dns:corp"),
                       (["sub", "x", "--constrain", "ip:10.0.0.0"], "ip:10"),
                       (["sub", "x", "--valid", "90y"], "[validity-expired]")):
        check_refusal(f"ca {' '.join(args)}", run("ca", "--pki", pki, *args),
                      word)
    _, document = run_json("ca", "--pki", pki, "list")
    valid("ca list", document)
    check("ca list", [(c["name"], c["issuer"]) for c in
          document["authorities"]] == [
              ("root", "root"), ("issuing", "root"), ("corp", "root"),
              ("deep", "corp")], document)
    status, out, err = run("check", "--pki", pki)
    check("ca: check", status == 0, out, err)


def constrained(pki):
    """What mint makes of its own accord is no danger to real names."""
    for name, word in (("www.example.com", "[nc-dns-not-permitted]"),
                       ("8.8.8.8", "[nc-ip-not-permitted]"),
                       ("2600::1", "[nc-ip-not-permitted]")):
        check_refusal(f"mint {name}", run("mint", "--pki", pki, name), word,
                      "--unconstrained")
        check(f"mint {name}: no row is left",
              run("show", "--pki", pki, name)[0] == 2)
    openssl = tool("OPENSSL")
    for names in (("localhost", "127.0.0.1", "::1"), ("a.home.arpa",),
                  ("x.internal", "192.168.1.1", "fd00::1"), ("10.9.8.7",),
                  ("test",), ("b.example", "169.254.1.1", "fe80::1")):
        status, made = run_json("mint", "--pki", pki, *names)
        check(f"mint {names}", status == 0, made)
        status, out, err = run(
            "verify", "--trust", f"{pki}/root.pem", "--hostname", names[0],
            f"{made['folder']}/fullchain.pem")
        check(f"mint {names}: valid", status == 0, out, err)
        if openssl:
            done = subprocess.run(
                [openssl, "verify", "-CAfile", f"{pki}/root.pem", "-untrusted",
                 f"{pki}/issuing.pem", f"{made['folder']}/cert.pem"],
                capture_output=True, text=True)
            check(f"mint {names}: openssl", done.returncode == 0, done)


def absent(top):
    for command in (["list"], ["show", "a"], ["check"]):
        check_refusal(f"{command[0]} without a CA",
                      run(command[0], "--pki", f"{top}/none", *command[1:]),
                      "chainwright mint NAME")
    check("nothing was made", not os.path.exists(f"{top}/none"))


def together(top):
    """Twenty programs at once, of which each makes the CA if it is not there."""
    pki = f"{top}/many"
    running = [subprocess.Popen([CHAINWRIGHT, "mint", "--pki", pki, "--wait",
                                 "120", "a.test"], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE) for _ in range(20)]
    told = [p.communicate(timeout=200) for p in running]
    check("20 at once: all of them issued", not any(
        p.returncode for p in running), [t[1] for t in told if t[1]])
    _, listed = run_json("list", "--pki", pki)
    check("20 at once: 20 certificates of 20 serial numbers",
          len({r["serial"] for r in listed["certificates"]}) == 22, listed)
    check("20 at once: one of them made the CA",
          sum(b"Made a new CA" in t[0] for t in told) == 1, told)


with folder() as top:
    pki = minting(top)
    dates(pki)
    checking(pki)
    constrained(pki)
    revoking(top)
    authorities(top)
    absent(top)
    together(top)
end()

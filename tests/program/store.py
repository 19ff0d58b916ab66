# SPDX-License-Identifier: LGPL-2.1-or-later
"""A test CA with its store: mint, list, show, check."""
import os
import shutil
import subprocess

from program import (CHAINWRIGHT, check, check_refusal, end, folder, run,
                     run_json, validate)


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
    absent(top)
    together(top)
end()

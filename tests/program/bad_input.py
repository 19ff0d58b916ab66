# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bad input: one clear line and exit status 2, or a finding and 1."""
import os
import resource

from program import (check, check_refusal, end, folder, run, run_json, slugs,
                     tool)
import subprocess


def write(path, content):
    with open(path, "wb") as f:
        f.write(content)
    return path


def read(path):
    with open(path, "rb") as f:
        return f.read()


def unreadable_files(top, good):
    """What holds no certificate at all is an error of the caller."""
    root = f"{good}/root.pem"
    for command in (["verify", "--trust", root], ["inspect"]):
        label = command[0]
        empty = write(f"{top}/empty.pem", b"")
        check_refusal(f"{label}: empty file", run(*command, empty), "empty")
        check_refusal(f"{label}: folder", run(*command, top), "director")
        check_refusal(f"{label}: no such file",
                      run(*command, f"{top}/none.pem"), "none.pem")
        check_refusal(f"{label}: private key",
                      run(*command, f"{good}/privkey.pem"), "private key")
        text = write(f"{top}/text.pem", b"hello, this is no certificate\n")
        check_refusal(f"{label}: text", run(*command, text), "certificate")
        zeros = f"{top}/zeros"
        with open(zeros, "wb") as f:
            f.truncate(10_000_000_000)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        check_refusal(f"{label}: 10 GB of zeros", run(*command, zeros))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        check(f"{label}: 10 GB of zeros are refused before they are read",
              after.ru_utime - before.ru_utime < 1,
              after.ru_utime - before.ru_utime)
        os.unlink(zeros)
    key = read(f"{good}/privkey.pem").splitlines()[1]
    _, _, err = run("verify", "--trust", root, f"{good}/privkey.pem")
    check("no key octets in the refusal", key.decode() not in err, err)


def broken_certificates(top, good):
    """What claims to be a certificate and cannot be read is a finding."""
    root = f"{good}/root.pem"
    pem = read(f"{good}/fullchain.pem")
    lines = pem.splitlines(keepends=True)
    lines[3] = lines[3][:17] + b"\n"
    cut = write(f"{top}/cut.pem", b"".join(lines))
    status, report = run_json("verify", "--trust", root, cut)
    check("cut base64 line: exit status 1", status == 1, status)
    check("cut base64 line: pem-invalid or malformed",
          slugs(report, "error")[:1] in (["pem-invalid"], ["der-malformed"]),
          slugs(report))
    lines = pem.splitlines(keepends=True)
    lines[4] = b"!" + lines[4][1:]
    bad = write(f"{top}/bad.pem", b"".join(lines))
    status, report = run_json("verify", "--trust", root, bad)
    check("illegal base64 character: exit status 1", status == 1, status)
    check("illegal base64 character: pem-invalid",
          "pem-invalid" in slugs(report, "error"), slugs(report))


def misuse(top, good):
    root = f"{good}/root.pem"
    chain = f"{good}/fullchain.pem"
    check_refusal("no command", run(), "which command")
    check_refusal("unknown command", run("verfy", chain),
                  'the nearest is "verify"')
    check_refusal("unknown option", run("verify", "--frob", chain), "--frob")
    check_refusal("no operand", run("verify"), "needs")
    check_refusal("too many operands", run("inspect", chain, chain, "x"))
    check_refusal("bad time", run("verify", "--at", "yesterday", chain),
                  "--at")
    check_refusal("bad profile", run("verify", "--profile", "x", chain),
                  "rfc5280")
    check_refusal("bad name", run("verify", "--name", "www.demo.test", chain),
                  "dns:")
    check_refusal("unknown slug", run("explain", "validity-expird"),
                  "validity-expired")
    check_refusal("unknown slug to break",
                  run("demo", "--break", "isuer-not-ca"), "issuer-not-ca")
    check_refusal("break without a folder", run("break", "issuer-not-ca"),
                  "--out")
    check_refusal("break into a folder that exists",
                  run("break", "issuer-not-ca", "--out", top))
    check_refusal("no such host",
                  run("connect", "--trust", root, "host.invalid:443"),
                  "host.invalid")
    check_refusal("bad target", run("connect", "--trust", root, "a:b:c:99999"))
    check_refusal("nobody listens",
                  run("connect", "--trust", root, "127.0.0.1:1"))


def full_disk(good):
    if not os.path.exists("/dev/full"):
        return
    with open("/dev/full", "w") as full:
        done = subprocess.run([os.environ["CHAINWRIGHT"], "verify", "--trust",
                               f"{good}/root.pem", f"{good}/fullchain.pem"],
                              stdout=full, stderr=subprocess.PIPE)
    check("full disk on standard output: exit status 2",
          done.returncode == 2, done)


def minting(top):
    pki = f"{top}/pki"
    status, out, err = run("mint", "--pki", pki, "www.example.test",
                           "127.0.0.1", "::1", "*.example.test")
    check("mint: exit status 0", status == 0, out, err)
    for name in ("root.pem", "certs/www.example.test/1/fullchain.pem",
                 "certs/www.example.test/1/privkey.pem",
                 "certs/www.example.test/current/cert.pem"):
        check(f"mint: {name}", os.path.exists(f"{pki}/{name}"))
    for name in ("127.0.0.1", "::1", "www.example.test", "a.example.test"):
        status, out, err = run(
            "verify", "--trust", f"{pki}/root.pem", "--hostname", name,
            f"{pki}/certs/www.example.test/1/fullchain.pem")
        check(f"mint: {name} is valid", status == 0, out, err)
    keys = [f for f in os.listdir(f"{pki}/keys")]
    before = {f: read(f"{pki}/keys/{f}") for f in keys}
    check("mint: keys are there", len(keys) == 2, keys)
    for f in keys:
        check(f"mint: mode of {f}",
              os.stat(f"{pki}/keys/{f}").st_mode & 0o777 == 0o600)
    status, out, err = run("mint", "--pki", pki, "www.example.test")
    check("mint again: a new number beside the old one", status == 0 and
          os.path.exists(f"{pki}/certs/www.example.test/2/cert.pem") and
          os.path.exists(f"{pki}/certs/www.example.test/1/cert.pem"), out, err)
    check("mint again: CA keys untouched",
          before == {f: read(f"{pki}/keys/{f}") for f in keys})

    blocked = write(f"{top}/blocked", b"")
    check_refusal("mint into a file", run("mint", "--pki", blocked, "a.test"))
    check("mint into a file: it is untouched", read(blocked) == b"")
    check_refusal("mint where nothing can be written",
                  run("mint", "--pki", "/proc/nowhere/pki", "a.test"))
    for bad in ("exa mple.test", "a..test", "-", "x" * 64 + ".test", ""):
        check_refusal(f"mint {bad!r}", run("mint", "--pki", pki, "--", bad))
    check_refusal("mint with an unknown key type",
                  run("mint", "--pki", pki, "--key", "dsa", "a.test"), "p256")

    # A CA whose certificate is lost gets it again, for the same key.
    os.unlink(f"{pki}/root.pem")
    status, out, err = run("mint", "--pki", pki, "b.example.test")
    check("mint without root.pem: it is made again", status == 0, out, err)
    check("mint without root.pem: CA keys untouched",
          before == {f: read(f"{pki}/keys/{f}") for f in keys})
    for name in ("www.example.test", "b.example.test"):
        status, out, err = run(
            "verify", "--trust", f"{pki}/root.pem", "--hostname", name,
            f"{pki}/certs/{name}/current/fullchain.pem")
        check(f"mint without root.pem: {name} is valid", status == 0, out,
              err)

    # One whose key is lost cannot issue, and says so.
    os.rename(f"{pki}/keys/issuing.pem", f"{top}/lost.pem")
    check_refusal("mint without the CA's key",
                  run("mint", "--pki", pki, "c.test"), "issuing.pem")
    check("mint without the CA's key: nothing was issued",
          not os.path.exists(f"{pki}/certs/c.test"))


def hostile_names(top):
    """Escape sequences, newlines and reversed text never reach a terminal."""
    openssl = tool("OPENSSL")
    if openssl is None:
        return
    name = "/CN=evil\x1b[31m\nvalid: yes\u202egpj.exe/O=\u200b\x7f"
    cert = f"{top}/hostile.pem"
    subprocess.run([openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    f"{top}/hostile.key", "-out", cert, "-utf8", "-subj",
                    name, "-days", "30"], check=True,
                   stderr=subprocess.DEVNULL)
    for args in (["verify", "--trust", cert, "--hostname", "a.test", cert],
                 ["inspect", cert]):
        for form in ("text", "json"):
            for extra in ([], ["--color", "never", "--ascii"]):
                _, out, err = run(*args, "--format", form, *extra)
                strange = [c for c in out + err
                           if c != "\n" and (ord(c) < 32 or
                                             0x7f <= ord(c) < 0xa0 or
                                             c in "\u202e\u200b")]
                check(f"hostile names: {args[0]} {form}", not strange, strange)
                check(f"hostile names: {args[0]} {form} shows them escaped",
                      "202E" in out.upper(), out)
                check("hostile names: no forged line",
                      "\nvalid: yes" not in out, out)


with folder() as top:
    good = f"{top}/broken/good"
    status, out, err = run("break", "validity-expired", "--out",
                           f"{top}/broken")
    check("a chain to begin with", status == 0, out, err)
    unreadable_files(top, good)
    broken_certificates(top, good)
    misuse(top, good)
    full_disk(good)
    minting(top)
    hostile_names(top)
end()

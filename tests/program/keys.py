# SPDX-License-Identifier: LGPL-2.1-or-later
"""Private keys: their types, passphrases, tokens; and that none is lost."""
import glob
import json
import os
import pty
import shutil
import subprocess

from program import (CHAINWRIGHT, check, check_refusal, end, folder, run,
                     run_json, tool)

TYPES = ("p256", "p384", "p521", "ed25519", "ed448", "rsa2048", "rsa-pss")
LONG = ("rsa3072", "rsa4096", "rsa-pss3072", "rsa-pss4096", "rsa6144",
        "rsa8192")
SECRET = "eight of these words\n"


def write(path, text):
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def types(top):
    """Each as a leaf and as a CA: verified by us and by openssl, served."""
    openssl = tool("OPENSSL")
    wanted = TYPES + (LONG if os.environ.get("CHECK_LONG") else ())
    for key in wanted:
        pki = f"{top}/{key}"
        for args in (("new",), ("sub", "issuing")):
            status, out, err = run("ca", *args, "--pki", pki, "--key", key,
                                   timeout=300)
            check(f"ca {args} --key {key}", status == 0, out, err)
        status, made = run_json("mint", "--pki", pki, "--key", key, "a.test",
                                timeout=300)
        chain = f"{made['folder']}/fullchain.pem"
        status, out, err = run("verify", "--trust", f"{pki}/root.pem", "-H",
                               "a.test", chain)
        check(f"{key}: verified", status == 0, out, err)
        if openssl:
            done = subprocess.run(
                [openssl, "verify", "-CAfile", f"{pki}/root.pem", "-untrusted",
                 f"{pki}/issuing.pem", f"{made['folder']}/cert.pem"],
                capture_output=True, check=False)
            check(f"{key}: openssl verifies it", done.returncode == 0,
                  done.stderr)
        server = subprocess.Popen(
            [CHAINWRIGHT, "serve", "--format", "json", "--once", "--chain",
             chain, "--key", f"{made['folder']}/privkey.pem"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        begin = json.loads(server.stdout.readline())
        status, seen = run_json("connect", f"127.0.0.1:{begin['port']}",
                                "--hostname", "a.test", "--trust",
                                f"{pki}/root.pem")
        check(f"{key}: served and proved", status == 0, seen)
        server.communicate(timeout=30)


def never_overwritten(top):
    pki = f"{top}/kept"
    run("ca", "new", "--pki", pki)
    key = f"{pki}/keys/root.pem"
    before = open(key, "rb").read()
    check("a CA key has mode 0600", os.stat(key).st_mode & 0o777 == 0o600)
    check_refusal("a second root of that name", run("ca", "new", "--pki", pki),
                  "already")
    write(f"{pki}/keys/other.pem", before.decode())
    os.chmod(f"{pki}/keys/other.pem", 0o600)
    check_refusal("a key that is there, of another type", run(
        "ca", "sub", "other", "--pki", pki, "--key", "p384"),
        "never overwritten")
    check("no key changed", open(key, "rb").read() == before and
          open(f"{pki}/keys/other.pem", "rb").read() == before)


def passphrases(top):
    pki = f"{top}/secret"
    good = write(f"{top}/good", SECRET)
    bad = write(f"{top}/bad", "other words\n")
    empty = write(f"{top}/empty", "\n")
    check_refusal("an empty passphrase", run(
        "ca", "new", "--pki", pki, "--encrypt", "--passphrase-file", empty),
        "an empty passphrase protects nothing")
    status, _, err = run("ca", "new", "--pki", pki, "--encrypt",
                         "--passphrase-file", good)
    check("ca new --encrypt", status == 0, err)
    status, _, err = run("ca", "sub", "issuing", "--pki", pki, "--encrypt",
                         "--passphrase-file", "-", stdin=SECRET.encode())
    check("ca sub, passphrase from standard input", status == 0, err)
    for name in ("root", "issuing"):
        check(f"keys/{name}.pem is encrypted", open(
            f"{pki}/keys/{name}.pem", encoding="ascii").read().startswith(
                "-----BEGIN ENCRYPTED PRIVATE KEY-----"))
    check_refusal("mint with another passphrase", run(
        "mint", "--pki", pki, "a.test", "--passphrase-file", bad),
        "keys/issuing.pem: the passphrase is wrong")
    done = subprocess.run([CHAINWRIGHT, "mint", "--pki", pki, "a.test"],
                          stdin=subprocess.DEVNULL, capture_output=True,
                          start_new_session=True, check=False)
    check("mint without one, and no terminal", done.returncode == 2 and
          b"--passphrase-file FILE" in done.stderr, done.stderr)
    check("nothing was issued", not glob.glob(f"{pki}/certs/a.test/[0-9]*"))
    reading, writing = os.pipe()
    os.write(writing, SECRET.encode())
    os.close(writing)
    done = subprocess.run([CHAINWRIGHT, "mint", "--pki", pki, "a.test",
                           "--encrypt", "--passphrase-fd", str(reading)],
                          pass_fds=(reading,), capture_output=True,
                          check=False)
    os.close(reading)
    check("mint --encrypt, passphrase from a descriptor",
          done.returncode == 0, done.stderr)
    key = f"{pki}/certs/a.test/1/privkey.pem"
    openssl = tool("OPENSSL")
    if openssl:
        opened = subprocess.run([openssl, "pkey", "-in", key, "-passin",
                                 f"file:{good}", "-noout"],
                                capture_output=True, check=False)
        check("openssl opens what was protected", opened.returncode == 0,
              opened.stderr)
        foreign(pki, openssl, top)
    check_refusal("two sources", run(
        "mint", "--pki", pki, "b.test", "--passphrase-file", good,
        "--passphrase-fd", "0"), "exclude each other")
    for fd in ("", "-1", "x", "70000"):
        check_refusal(f"--passphrase-fd {fd!r}", run(
            "mint", "--pki", pki, "b.test", f"--passphrase-fd={fd}"))
    status, out, err = run("check", "--pki", pki)
    check("check needs no passphrase", status == 0, out, err)
    return pki


def foreign(pki, openssl, top):
    """A key file that openssl protected in its own way opens too."""
    key = f"{pki}/keys/issuing.pem"
    ours = open(key, "rb").read()
    good = f"{top}/good"
    for args in (("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512"),
                 ("-v2", "des3"), ("-v1", "PBE-SHA1-3DES")):
        plain = subprocess.run([openssl, "pkey", "-in", key, "-passin",
                                f"file:{good}"], capture_output=True,
                               check=True).stdout
        sealed = subprocess.run([openssl, "pkcs8", "-topk8", *args, "-passout",
                                 f"file:{good}"], input=plain,
                                capture_output=True, check=False)
        if sealed.returncode != 0:
            continue
        with open(key, "wb") as out:
            out.write(sealed.stdout)
        status, _, err = run("mint", "--pki", pki, "c.test",
                             "--passphrase-file", good)
        check(f"protected by openssl with {args}", status == 0, err)
    with open(key, "wb") as out:
        out.write(ours)


def terminal(args, lines):
    """The program on a terminal of its own, which types lines when asked."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(CHAINWRIGHT, [CHAINWRIGHT, *args])
    seen = b""
    while True:
        try:
            got = os.read(fd, 1024)
        except OSError:
            break
        if not got:
            break
        seen += got
        if got.endswith(b": ") and lines:
            os.write(fd, lines.pop(0))
    _, status = os.waitpid(pid, 0)
    os.close(fd)
    return os.waitstatus_to_exitcode(status), seen


def terminals(pki):
    secret = SECRET.encode()
    status, seen = terminal(["mint", "--pki", pki, "t.test"], [secret])
    check("mint asks at the terminal", status == 0 and
          b"Passphrase of " in seen, seen)
    check("and shows nothing of it", secret.strip() not in seen, seen)
    status, seen = terminal(["mint", "--pki", pki, "t.test"],
                            [b"wrong\x15eight oX\x7ff these words\r"])
    check("the line can be edited", status == 0, seen)
    status, seen = terminal(["mint", "--pki", pki, "t.test"], [b"eight\x03"])
    check("it can be given up", status == 2 and b"no passphrase" in seen, seen)
    status, seen = terminal(["mint", "--pki", pki, "t.test"], [b"wrong\n"])
    check("a wrong one is refused", status == 2 and b"is wrong" in seen, seen)
    new = f"{pki}-new"
    status, seen = terminal(["ca", "new", "--pki", new, "--encrypt"],
                            [b"one\n", b"two\n"])
    check("a new one is asked for twice", status == 2 and
          b"differ" in seen, seen)
    status, seen = terminal(["ca", "new", "--pki", new, "--encrypt"],
                            [b"one\n", b"one\n"])
    check("and taken", status == 0 and b"New passphrase" in seen, seen)


def module():
    for path in glob.glob("/usr/lib/softhsm/libsofthsm2.so") + \
            glob.glob("/usr/lib/*/softhsm/libsofthsm2.so"):
        return path
    return None


def tokens(top):
    util, p11tool = shutil.which("softhsm2-util"), shutil.which("p11tool")
    if not (module() and util and p11tool):
        print("tokens: not tested, softhsm2 or p11tool is not installed")
        return
    os.mkdir(f"{top}/tokens")
    os.environ["SOFTHSM2_CONF"] = write(
        f"{top}/softhsm2.conf", f"directories.tokendir = {top}/tokens\n")
    subprocess.run([util, "--init-token", "--free", "--label", "chain",
                    "--pin", "1234", "--so-pin", "4321"], check=True,
                   capture_output=True)
    for label, args in (("root", ("--generate-privkey=ecdsa",
                                  "--curve=secp384r1")),
                        ("issuing", ("--generate-privkey=rsa", "--bits=2048")),
                        ("leaf", ("--generate-privkey=ecdsa",
                                  "--curve=secp256r1"))):
        subprocess.run([p11tool, "--provider", module(), "--login", *args,
                        "--label", label, "--outfile", "/dev/null",
                        "pkcs11:token=chain"], check=True, capture_output=True,
                       env=dict(os.environ, GNUTLS_PIN="1234"))
    good = write(f"{top}/pin", "1234\n")
    bad = write(f"{top}/badpin", "9999\n")
    pki = f"{top}/token"

    def url(label):
        return f"pkcs11:token=chain;object={label};type=private"
    check_refusal("another PIN", run(
        "ca", "new", "--pki", pki, "--key", url("root"), "--passphrase-file",
        bad), "the PIN of the token is wrong")
    check_refusal("no such key", run(
        "ca", "new", "--pki", pki, "--key", url("none"), "--passphrase-file",
        good), "no private key is at", "p11tool --list-all")
    for args in (("new", "--key", url("root")),
                 ("sub", "issuing", "--key", url("issuing"))):
        status, out, err = run("ca", "--pki", pki, *args, "--passphrase-file",
                               good)
        check(f"ca {args[0]} with a key in a token", status == 0, out, err)
    status, out, err = run("mint", "--pki", pki, "a.test", "b.test", "--key",
                           url("leaf"), "--passphrase-file", good)
    check("mint for a key in a token", status == 0, out, err)
    leaf = f"{pki}/certs/a.test/1"
    check("no private key is in a file", os.listdir(f"{pki}/keys") == [] and
          not os.path.exists(f"{leaf}/privkey.pem"))
    status, out, err = run("verify", "--trust", f"{pki}/root.pem", "-H",
                           "b.test", f"{leaf}/fullchain.pem")
    check("what the token signed is valid", status == 0, out, err)
    status, out, err = run("revoke", "--pki", pki, "a.test")
    check("revoke needs no key", status == 0, out, err)
    status, out, err = run("crl", "--pki", pki, "--passphrase-file", good)
    check("crl signed in the token", status == 0, out, err)
    status, out, err = run("check", "--pki", pki)
    check("check", status == 0, out, err)


if __name__ == "__main__":
    with folder() as top:
        types(top)
        never_overwritten(top)
        terminals(passphrases(top))
        tokens(top)
    end()

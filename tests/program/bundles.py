# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bundles that other programs made are read wherever certificates are."""
import subprocess

from program import check, check_refusal, end, folder, run, skip, tool

OPENSSL = tool("OPENSSL")
CERTTOOL = tool("CERTTOOL")


def call(*args, cwd):
    subprocess.run(args, cwd=cwd, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def read(path):
    with open(path, "rb") as f:
        return f.read()


def reads_like_pem(what, top, bundle, *options):
    """As target, as trust and as what may help; inspect shows the same."""
    verify = ["verify", "--hostname", "www.demo.test", *options]
    for place, args in (
            ("target", ["--trust", f"{top}/root.pem", bundle]),
            ("untrusted", ["--trust", f"{top}/root.pem", "--untrusted", bundle,
                           f"{top}/cert.pem"]),
            ("trust", ["--trust", bundle, f"{top}/cert.pem"])):
        told = run(*verify, *args)
        check(f"{what} as {place}: valid", told[0] == 0, *told)
    status, out, err = run(*verify, "--trust", f"{top}/root.pem", "-",
                           stdin=read(bundle))
    check(f"{what} from standard input", status == 0, out, err)
    status, out, err = run("inspect", *options, bundle)
    check(f"{what} inspected", status == 0 and
          out.index("CN=www.demo.test") < out.rindex("CN=Demo Issuing CA"),
          out, err)


def certificates(top):
    """The two of the chain as files of their own."""
    mark = b"-----BEGIN"
    blocks = read(f"{top}/fullchain.pem").split(mark)[1:]
    check("a chain of two", len(blocks) == 2, blocks)
    for name, block in zip(("cert.pem", "issuing.pem"), blocks):
        with open(f"{top}/{name}", "wb") as f:
            f.write(mark + block)


def pkcs7(top):
    for form, name in (("DER", "chain.p7b"), ("PEM", "chain.p7c.pem")):
        call(OPENSSL, "crl2pkcs7", "-nocrl", "-certfile", "issuing.pem",
             "-certfile", "cert.pem", "-outform", form, "-out", name, cwd=top)
        reads_like_pem(f"PKCS#7 in {form}", top, f"{top}/{name}")
    call(OPENSSL, "cms", "-sign", "-in", "cert.pem", "-signer", "cert.pem",
         "-inkey", "privkey.pem", "-certfile", "issuing.pem", "-outform", "DER",
         "-binary", "-nodetach", "-out", "signed.p7m", cwd=top)
    reads_like_pem("signed PKCS#7", top, f"{top}/signed.p7m")
    whole = read(f"{top}/chain.p7b")
    with open(f"{top}/cut.p7b", "wb") as f:
        f.write(whole[:-40])
    for command in (["verify", "--trust", f"{top}/root.pem"], ["inspect"]):
        check_refusal(f"{command[0]}: cut PKCS#7",
                      run(*command, f"{top}/cut.p7b"), "PKCS#7", "damaged")


def pkcs12(top):
    """Under every scheme that the two programs write."""
    with open(f"{top}/password", "w") as f:
        f.write("s\u00e9cret\r\nanother line\n")
    make = [OPENSSL, "pkcs12", "-export", "-inkey", "privkey.pem", "-in",
            "fullchain.pem", "-iter", "2000", "-out", "x.p12"]
    for what, options in (
            ("AES-256", []), ("AES-128", ["-certpbe", "AES-128-CBC"]),
            ("3DES", ["-certpbe", "PBE-SHA1-3DES", "-macalg", "SHA1"]),
            ("SHA-512", ["-macalg", "SHA512"]), ("no MAC", ["-nomac"]),
            ("plain certificates", ["-certpbe", "NONE"])):
        call(*make, *options, "-passout", "pass:s\u00e9cret", cwd=top)
        reads_like_pem(f"PKCS#12, {what}", top, f"{top}/x.p12",
                       "--password-file", f"{top}/password")
        call(*make, *options, "-passout", "pass:", cwd=top)
        reads_like_pem(f"PKCS#12, {what}, no password", top, f"{top}/x.p12")
    if CERTTOOL is not None:
        for cipher in ("3des-pkcs12", "rc2-40", "aes-256"):
            call(CERTTOOL, "--to-p12", "--load-privkey", "privkey.pem",
                 "--load-certificate", "fullchain.pem", "--p12-name", "x",
                 "--outder", "--password", "s\u00e9cret", "--pkcs-cipher",
                 cipher, "--outfile", "y.p12", cwd=top)
            status, out, err = run("inspect", "--password-file",
                                   f"{top}/password", f"{top}/y.p12")
            check(f"PKCS#12 of certtool, {cipher}", status == 0 and
                  "CN=www.demo.test" in out, out, err)


def pkcs12_refused(top):
    call(OPENSSL, "pkcs12", "-export", "-inkey", "privkey.pem", "-in",
         "fullchain.pem", "-iter", "2000", "-passout", "pass:right", "-out",
         "x.p12", cwd=top)
    with open(f"{top}/cut.p12", "wb") as f:
        f.write(read(f"{top}/x.p12")[:100])
    with open(f"{top}/long", "w") as f:
        f.write("x" * 1025)
    with open(f"{top}/nul", "w") as f:
        f.write("x\0")
    cases = (("no password", "x.p12", None, ["--password-file"]),
             ("wrong password", "x.p12", "password", ["does not open"]),
             ("cut", "cut.p12", "password", ["PKCS#12", "damaged"]),
             ("no such password file", "x.p12", "none", ["none"]),
             ("long password", "x.p12", "long", ["1024"]),
             ("NUL in a password", "x.p12", "nul", ["NUL"]))
    for command in (["verify", "--trust", f"{top}/root.pem"], ["inspect"]):
        for what, bundle, password, words in cases:
            option = ["--password-file", f"{top}/{password}"] \
                if password else []
            check_refusal(f"{command[0]}: PKCS#12, {what}",
                          run(*command, *option, f"{top}/{bundle}"), *words)


if OPENSSL is None:
    skip("no openssl")
with folder() as made:
    status, out, err = run("break", "validity-expired", "--out",
                           f"{made}/broken")
    check("a chain to begin with", status == 0, out, err)
    good = f"{made}/broken/good"
    certificates(good)
    pkcs7(good)
    pkcs12(good)
    pkcs12_refused(good)
end()

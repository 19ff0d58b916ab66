# SPDX-License-Identifier: LGPL-2.1-or-later
"""connect against other programs' servers: the same findings as verify has on
the same files."""
import os
import socket
import subprocess
import time

from program import check, end, folder, free_port, run, run_json, skip, tool

OPENSSL = tool("OPENSSL")
GNUTLS_SERV = tool("GNUTLS_SERV")
# gnutls-serv listens on every address; this keeps it on 127.0.0.1.
LOOPBACK = os.environ["LOOPBACK"]
BROKEN = ("validity-expired", "issuer-not-found", "issuer-not-ca",
          "signature-invalid", "peer-name-dns-mismatch")


def split_chain(folder):
    """The leaf and the rest, as openssl wants them; where there is a rest."""
    mark = "-----BEGIN CERTIFICATE-----"
    with open(f"{folder}/fullchain.pem") as f:
        blocks = [mark + b for b in f.read().split(mark)[1:]]
    for name, part in (("leaf", blocks[:1]), ("rest", blocks[1:])):
        with open(f"{folder}/{name}.pem", "w") as f:
            f.write("".join(part))
    return len(blocks) > 1


def openssl_server(folder, version, port):
    rest = (["-cert_chain", f"{folder}/rest.pem"] if split_chain(folder)
            else [])
    return subprocess.Popen(
        [OPENSSL, "s_server", "-accept", f"127.0.0.1:{port}", "-cert",
         f"{folder}/leaf.pem", *rest, "-key", f"{folder}/privkey.pem",
         f"-tls1_{version[-1]}", "-quiet"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)


def gnutls_server(folder, version, port):
    return subprocess.Popen(
        [GNUTLS_SERV, "--port", str(port), "--echo", "--x509certfile",
         f"{folder}/fullchain.pem", "--x509keyfile", f"{folder}/privkey.pem",
         "--priority", f"NORMAL:-VERS-ALL:+VERS-TLS{version}"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=dict(os.environ, LD_PRELOAD=LOOPBACK))


def wait_for(port, process):
    for _ in range(200):
        if process.poll() is not None:
            return False
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return True
        except OSError:
            time.sleep(0.02)
    return False


def findings(report):
    return [(f["slug"], f["severity"], f["certificate"], f["field"])
            for f in report["findings"]]


def details(start, files):
    """-v takes the messages apart, -vv shows all their octets."""
    port = free_port()
    process = start(files, "1.3", port)
    try:
        check("details: the server starts", wait_for(port, process))
        plain, fields, octets = (
            run("connect", *more, f"127.0.0.1:{port}", "--trust",
                f"{files}/root.pem", "--hostname", "www.demo.test")[1]
            for more in (("--trace",), ("-v",), ("-vv",)))
        for word in ("cipher_suite ", "random ", "host_name"):
            check(f"-v shows {word!r}", word in fields and word not in
                  plain.split("\n1 client hello\n")[-1], fields)
        check("-vv shows more", len(octets) > len(fields) + 2000)
    finally:
        process.kill()
        process.wait()


def compare(name, start, files, version):
    expect = f"{files}/ask"
    question = open(expect).read().split("\n")
    port = free_port()
    process = start(files, version, port)
    label = f"{name}, TLS {version}, {os.path.basename(files)}"
    try:
        check(f"{label}: the server starts", wait_for(port, process))
        status, seen = run_json("connect", f"127.0.0.1:{port}", *question)
        file_status, report = run_json("verify", *question,
                                       f"{files}/fullchain.pem")
        check(f"{label}: same exit status", status == file_status, status,
              file_status)
        check(f"{label}: same findings", findings(seen) == findings(report),
              findings(seen), findings(report))
        status, out, err = run("connect", "--trace", f"127.0.0.1:{port}",
                               *question)
        check(f"{label}: the trace tells it", f"TLS {version}" in out, out,
              err)
        for word in ("ClientHello", "Certificate ", "\nproof\n",
                     "[ok]   the server's octets read to their end"):
            check(f"{label}: the trace lists {word!r}", word in out, out)
        check(f"{label}: the trace has no failed proof",
              "[FAIL]" not in out.split("\nproof\n")[-1], out)
    finally:
        process.kill()
        process.wait()


if OPENSSL is None and GNUTLS_SERV is None:
    skip("neither openssl nor gnutls-serv is here")
with folder() as top:
    chains = []
    for slug in BROKEN:
        status, out, err = run("break", slug, "--out", f"{top}/{slug}")
        check(f"break {slug}", status == 0, out, err)
        chains.append(f"{top}/{slug}")
    chains.append(f"{top}/validity-expired/good")
    for files in chains:
        with open(f"{files}/ask", "w") as f:
            f.write("\n".join(["--trust", f"{files}/root.pem", "--hostname",
                               "www.demo.test"]))
    for name, start, there in (("openssl", openssl_server, OPENSSL),
                               ("gnutls-serv", gnutls_server, GNUTLS_SERV)):
        if there is None:
            print(f"{name} is not here, passed over")
            continue
        details(start, chains[-1])
        for version in ("1.2", "1.3"):
            for files in chains:
                compare(name, start, files, version)
end()

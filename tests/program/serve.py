# SPDX-License-Identifier: LGPL-2.1-or-later
"""serve: what it shows, what it tells of its visitors, and how it ends."""
import json
import resource
import signal
import socket
import subprocess
import urllib.request

from program import (CHAINWRIGHT, check, check_refusal, end, folder, run,
                     run_json, validate)

DOMAIN = "chainwright.test"


class Server:
    """chainwright serve as JSON, a document a line."""

    def __init__(self, *args, cwd=None, descriptors=None):
        def prepare():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE,
                                   (descriptors, descriptors))
        self.process = subprocess.Popen(
            [CHAINWRIGHT, "serve", "--format", "json", *args], cwd=cwd,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=prepare)
        self.begin = json.loads(self.process.stdout.readline())
        self.port = self.begin["port"]

    def visit(self):
        return json.loads(self.process.stdout.readline())

    def page(self, path):
        with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read().decode()

    def end(self, signum=signal.SIGTERM):
        """Exit status and what was still printed."""
        if signum is not None:
            self.process.send_signal(signum)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out.decode(), err.decode()


def valid(label, document):
    try:
        why = validate(document)
    except ImportError:
        return
    check(f"{label}: as its schema says", why is None, why)


def connect(server, name, root, *more):
    return run_json("connect", f"127.0.0.1:{server.port}", "--hostname", name,
                    "--trust", root, *more)


def once(top):
    """One visitor, and an exit status that says whether it took care."""
    for slug, alert in (("good", None), ("validity-expired", 45),
                        ("issuer-not-found", 48)):
        for version in ("1.2", "1.3"):
            root = f"{top}/{slug}-{version}.pem"
            name = f"{slug}.{DOMAIN}"
            server = Server("--break", slug, "--once", "--root", root,
                            "--tls", version)
            valid("the first line", server.begin)
            status, report = connect(server, name, root)
            check(f"{slug}: connect's status", status == (alert is not None),
                  status)
            check(f"{slug}: the only error", [f["slug"] for f in
                  report["findings"]] == ([slug] if alert else []), report)
            visit = server.visit()
            valid(f"{slug}: the visit", visit)
            check(f"{slug}: asked", visit["asked"] == name, visit["asked"])
            check(f"{slug}: how it ended", visit["end"] ==
                  ("alert" if alert else "complete"), visit["end"])
            said = visit["alert"]["number"] if visit["alert"] else None
            check(f"{slug}: the alert", said == alert, visit["alert"])
            wanted = visit["expected_alert"]
            check(f"{slug}: the alert that was wanted",
                  (wanted["number"] if wanted else None) == alert, wanted)
            check(f"{slug}: proved", visit["handshake"]["key_exchange"]
                  ["key_proof"] == "holds", visit["handshake"])
            status, out, err = server.end(None)
            check(f"{slug}: exit status 0", status == 0 and not err, status,
                  out, err)


def traces(top):
    """As text: the steps, and with --trace every message of the visit."""
    for more, words in (([], ()), (["--trace"], ("1 client hello\n",
                                                 "\nproof\n")),
                        (["-v"], ("cipher_suite ", "host_name"))):
        root = f"{top}/trace{len(words)}{more}.pem"
        process = subprocess.Popen(
            [CHAINWRIGHT, "serve", "--break", "validity-expired", "--once",
             "--root", root, *more], stdout=subprocess.PIPE, text=True)
        port = process.stdout.readline().split("port ")[1].split(",")[0]
        status, _ = run_json("connect", f"127.0.0.1:{port}", "--hostname",
                             f"validity-expired.{DOMAIN}", "--trust", root)
        out, _ = process.communicate(timeout=30)
        check(f"serve {more}: the visitor refused", status == 1, status)
        check(f"serve {more}: exit status 0", process.returncode == 0, out)
        for word in words:
            check(f"serve {more}: shows {word!r}", word in out, out)
        check(f"serve {more}: messages only when asked for",
              ("\nproof\n" in out) == bool(more), out)
        check(f"serve {more}: no proof fails",
              "[FAIL]" not in out.split("\nproof\n")[1] if more else True,
              out)


def careless(top):
    """A visitor that believes what it should not."""
    root = f"{top}/other.pem"
    server = Server("--break", "peer-name-dns-mismatch", "--once", "--root",
                    root)
    status, _ = run_json("connect", f"127.0.0.1:{server.port}", "--name",
                         f"dns:api.{DOMAIN}", "--trust", root)
    check("careless: it believed", status == 0, status)
    visit = server.visit()
    check("careless: it went on", visit["complete"] and visit["alert"] is None,
          visit["end"])
    status, _, err = server.end(None)
    # Asked for another name, the certificate is in order.
    check("careless: the name asked for counts", status == 0, status, err)


def files(top):
    """Two chains of files, by name, and what nobody asked for."""
    root = None
    args = []
    for name in ("one.example.test", "two.example.test"):
        status, _, err = run("mint", "--pki", f"{top}/pki", name)
        check(f"mint {name}", status == 0, err)
        where = f"{top}/pki/certs/{name}/current"
        args += ["--chain", f"{where}/fullchain.pem", "--key",
                 f"{where}/privkey.pem", "--name", name]
        root = f"{top}/pki/root.pem"
    server = Server(*args)
    valid("files: the first line", server.begin)
    for name, wanted in (("one.example.test", 0), ("two.example.test", 0),
                         ("three.example.test", 1)):
        status, report = connect(server, name, root)
        check(f"files: {name}", status == wanted, status, report)
        visit = server.visit()
        valid(f"files: {name}", visit)
        shown = visit["handshake"]["certificates"][0]["name"]
        check(f"files: shown to {name}", shown ==
              (name if wanted == 0 else "one.example.test"), shown)
    status, out, err = server.end(signal.SIGINT)
    check("files: it ends at SIGINT", status == 0 and not out + err, status,
          out, err)


def pages(top):
    root = f"{top}/page.pem"
    server = Server("--break", "validity-expired", "--break",
                    "root-not-trusted", "--root", root)
    page = server.page("/")
    for word in ("<!DOCTYPE html>", f"validity-expired.{DOMAIN}:{server.port}",
                 f"root-not-trusted.{DOMAIN}"):
        check(f"page: says {word}", word in page, page)
    check("page: no script", "<script" not in page)
    with open(root) as f:
        check("page: the root", server.page("/root.pem") == f.read())
    for path in ("/nothing", "/../etc/passwd"):
        try:
            server.page(path)
            check(f"page: {path} is not there", False)
        except urllib.error.HTTPError as e:
            check(f"page: {path} is not there", e.code == 404, e.code)
    with socket.create_connection(("127.0.0.1", server.port)) as s:
        s.sendall(b"BREW / HTCPCP/1.0\r\n\r\n")
        check("page: another method", s.recv(4096).startswith(
            b"HTTP/1.1 400 "))
    status, out, err = server.end()
    check("page: HTTP is no visit", status == 0 and not out + err, out, err)


def strangers():
    """What speaks no TLS, and what leaves in the middle."""
    server = Server("--break", "good")
    for octets, ends in ((b"\x00garbage" * 100, "not-tls"),
                         (b"\x16\x03\x01", "closed"),
                         (b"\x15\x03\x01\x00\x02\x02\x28", "alert")):
        with socket.create_connection(("127.0.0.1", server.port)) as s:
            s.sendall(octets)
            s.shutdown(socket.SHUT_WR)
            while s.recv(4096):
                pass
        visit = server.visit()
        valid(f"stranger {octets[:8]}", visit)
        check(f"stranger {octets[:8]}: ends", visit["end"] == ends,
              visit["end"], visit["handshake"]["trouble"])
    server.end()


def crowd():
    """More visitors than descriptors: they wait, and nobody is lost."""
    server = Server("--break", "good", descriptors=16)
    visitors = [socket.create_connection(("127.0.0.1", server.port))
                for _ in range(40)]
    for s in visitors:
        s.sendall(b"\x15\x03\x01\x00\x02\x02\x28")
        s.shutdown(socket.SHUT_WR)
    visits = [server.visit() for _ in visitors]
    check("a crowd: all are told", [v["number"] for v in visits] ==
          list(range(1, 41)), visits)
    for s in visitors:
        s.close()
    status, out, err = server.end()
    check("a crowd: no trouble", status == 0 and not out + err, out, err)


def misuse(top):
    for args, words in (
            (("--break", "no-such"), ("no failure is called",)),
            (("--break", "all", "--break", "good"), ("all",)),
            (("--key", "x"), ("--chain",)),
            (("--chain", "x"), ("--key",)),
            (("--port", "70000"), ("70000",)),
            (("--port", "-1"), ("-1",)),
            (("--tls", "1.1"), ("1.1",)),
            (("--break", "target-certificate-missing"), ("no TLS server",)),
            (("--domain", "Demo.test"), ("demo", "name for a server")[1:]),
            (("--timeout", "0"), ("--timeout",))):
        check_refusal(f"serve {args}", run("serve", *args), *words)
    taken = f"{top}/taken.pem"
    with open(taken, "w") as f:
        f.write("mine")
    check_refusal("a root is not overwritten",
                  run("serve", "--root", taken, "--once"), "exists")
    with open(taken) as f:
        check("what was there is there", f.read() == "mine")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()
        port = str(s.getsockname()[1])
        check_refusal("a port is taken", run("serve", "--port", port),
                      "the port is taken")


with folder() as top:
    once(top)
    traces(top)
    careless(top)
    files(top)
    pages(top)
    strangers()
    crowd()
    misuse(top)
end()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""connect: protocols that begin without TLS, what is saved, pins, certificates
of its own, many servers; and peers that mean no good."""
import base64
import hashlib
import json
import os
import socket
import ssl
import stat
import struct
import subprocess
import threading
import time

from program import (CHAINWRIGHT, check, check_refusal, end, folder, run,
                     run_json, slugs)

NAME = "peer.example.test"


class Peer:
    """One connection, served by a function in a thread."""

    def __init__(self, serve):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.serve = serve
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        try:
            connection, _ = self.listener.accept()
            with connection:
                connection.settimeout(30)
                self.serve(connection)
        except OSError:
            pass

    def end(self):
        self.thread.join(30)
        self.listener.close()


def line(connection):
    said = b""
    while not said.endswith(b"\n"):
        octet = connection.recv(1)
        if not octet:
            raise OSError("closed")
        said += octet
    return said


def tls(connection, files):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{files}/fullchain.pem", f"{files}/privkey.pem")
    with context.wrap_socket(connection, server_side=True) as s:
        s.recv(1)


def smtp(c):
    c.sendall(b"220-welcome\r\n220 mail\r\n")
    assert line(c).startswith(b"EHLO ")
    c.sendall(b"250-mail\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 8BITMIME\r\n")
    assert line(c) == b"STARTTLS\r\n"
    c.sendall(b"220 go ahead\r\n")


def imap(c):
    c.sendall(b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n")
    assert line(c) == b"a1 STARTTLS\r\n"
    c.sendall(b"* CAPABILITY IMAP4rev1\r\na1 OK begin\r\n")


def pop3(c):
    c.sendall(b"+OK ready\r\n")
    assert line(c) == b"STLS\r\n"
    c.sendall(b"+OK begin\r\n")


def ftp(c):
    c.sendall(b"220-a\r\n two\r\n220 files\r\n")
    assert line(c) == b"AUTH TLS\r\n"
    c.sendall(b"234 go\r\n")


def xmpp(c):
    said = b""
    while b"version='1.0'>" not in said:
        said += c.recv(4096)
    c.sendall(b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
              b"id='1'><stream:features><starttls xmlns="
              b"'urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>")
    said = b""
    while b"/>" not in said:
        said += c.recv(4096)
    assert said.startswith(b"<starttls ")
    c.sendall(b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")


def ldap(c):
    assert c.recv(64)[-22:] == b"1.3.6.1.4.1.1466.20037"
    c.sendall(bytes.fromhex("300c02010178070a010004000400"))


def postgres(c):
    assert c.recv(8) == bytes.fromhex("0000000804d2162f")
    c.sendall(b"S")


PROTOCOLS = {f.__name__: f for f in
             (smtp, imap, pop3, ftp, xmpp, ldap, postgres)}


def ask(peer, root, *more):
    return run_json("connect", f"127.0.0.1:{peer.port}", "--hostname", NAME,
                    "--trust", root, *more)


def starttls(files, root):
    for name, dialogue in PROTOCOLS.items():
        def serve(connection, dialogue=dialogue):
            dialogue(connection)
            tls(connection, files)
        peer = Peer(serve)
        status, report = ask(peer, root, "--starttls", name)
        check(f"{name}: valid behind STARTTLS", status == 0 and
              report["findings"] == [], status, report)
        peer.end()


def say(*what):
    """A peer that says these octets, whatever it hears, and waits."""
    def serve(connection):
        for octets in what:
            connection.sendall(octets)
        while connection.recv(4096):
            pass
    return serve


def endless(octets, pause=0.0):
    def serve(connection):
        while True:
            connection.sendall(octets)
            if pause:
                time.sleep(pause)
    return serve


REFUSALS = (
    ("smtp", say(b"554 go away\r\n"), "554 go away"),
    ("smtp", say(b"220 a\r\n250 no such thing\r\n"), "does not offer"),
    ("smtp", say(b"220 \x1b[31mred\r\n250-x\r\n250 y\r\n"), "does not offer"),
    ("smtp", say(b"SSH-2.0-x\r\n"), "SSH-2.0-x"),
    ("imap", say(b"* OK\r\na1 BAD what\r\n"), "a1 BAD what"),
    ("pop3", say(b"-ERR busy\r\n"), "-ERR busy"),
    ("ftp", say(b"220 x\r\n502 no\r\n"), "502 no"),
    ("xmpp", say(b"<stream:features></stream:features>"), "does not offer"),
    ("ldap", say(bytes.fromhex("300c02010178070a010204000400")),
     "does not offer"),
    ("ldap", say(bytes.fromhex("3084ffffffff")), "too much"),
    ("ldap", say(b"HTTP/1.1 400"), "does not speak LDAP"),
    ("postgres", say(b"N"), "does not offer TLS"),
    ("postgres", say(b"E"), "PostgreSQL"),
    ("smtp", endless(b"220-and again\r\n"), "too much"),
    ("smtp", endless(b"2" * 4096), "too much"),
    ("imap", endless(b"* OK again\r\n"), "too much"),
    ("xmpp", endless(b"<stream:stream>" * 64), "too much"),
    ("smtp", endless(b"2", 0.05), "time is up"),
    ("smtp", say(b""), "time is up"),
)


def refusals():
    for protocol, serve, words in REFUSALS:
        peer = Peer(serve)
        result = run("connect", f"127.0.0.1:{peer.port}", "--starttls",
                     protocol, "--timeout", "1")
        check_refusal(f"{protocol}, {words}", result, words)
        peer.end()


# ---- what is saved ---------------------------------------------------------

def blocks(capture):
    while capture:
        kind, length = struct.unpack("<II", capture[:8])
        assert capture[length - 4:length] == capture[4:8]
        yield kind, capture[8:length - 4]
        capture = capture[length:]


def streams(capture):
    """Octets of each direction, by the port that sent them."""
    out = {}
    for kind, body in blocks(capture):
        if kind != 6:
            continue
        size = struct.unpack("<I", body[12:16])[0]
        packet = body[20:20 + size]
        total = sum(struct.unpack(">10H", packet[:20]))
        assert total % 0xffff == 0, "checksum of IP"
        source = struct.unpack(">H", packet[20:22])[0]
        out[source] = out.get(source, b"") + packet[40:]
    return out


def saved(files, root, top):
    for version in ("1.2", "1.3"):
        server = subprocess.Popen(
            [CHAINWRIGHT, "serve", "--format", "json", "--once", "--chain",
             f"{files}/fullchain.pem", "--key", f"{files}/privkey.pem",
             "--alpn", "h2", "--tls", version], stdout=subprocess.PIPE)
        begin = json.loads(server.stdout.readline())
        where = f"{top}/saved-{version}"
        status, out, err = run(
            "connect", f"127.0.0.1:{begin['port']}", "--hostname", NAME,
            "--trust", root, "--save", where, "--alpn", "h2")
        check(f"save {version}: valid", status == 0, out, err)
        visit = json.loads(server.stdout.readline())
        server.wait(30)
        check(f"save {version}: ALPN", visit["alpn"] == "h2", visit["alpn"])
        for name, mode in (("chain.pem", 0o644), ("keylog.txt", 0o600),
                           ("capture.pcapng", 0o600)):
            found = stat.S_IMODE(os.stat(f"{where}/{name}").st_mode)
            check(f"save {version}: mode of {name}", found == mode, oct(found))
        with open(f"{files}/fullchain.pem") as f:
            sent = "".join(line for line in f if not line.startswith("#"))
        with open(f"{where}/chain.pem") as f:
            check(f"save {version}: the chain as sent", f.read() == sent)
        with open(f"{where}/keylog.txt", "rb") as f:
            keylog = f.read()
        label = (b"CLIENT_RANDOM " if version == "1.2" else
                 b"SERVER_HANDSHAKE_TRAFFIC_SECRET ")
        check(f"save {version}: the key log", label in keylog, keylog[:40])
        with open(f"{where}/capture.pcapng", "rb") as f:
            capture = f.read()
        found = dict(blocks(capture))
        check(f"save {version}: secrets inside", found[10][8:].startswith(
            keylog), found.get(10, b"")[:60])
        sides = streams(capture)
        check(f"save {version}: both directions", len(sides) == 2 and
              all(s[0] == 22 for s in sides.values()), list(sides))
        random = keylog.split(b" ")[1]
        check(f"save {version}: its Client Hello", bytes.fromhex(
            random.decode()) in sides[49152])
        result = run("connect", f"127.0.0.1:{begin['port']}", "--save", where)
        check(f"save {version}: nothing is overwritten", result[0] == 2 and
              open(f"{where}/keylog.txt", "rb").read() == keylog, result)


# ---- pins, own certificates, many servers ----------------------------------

def serve(*args):
    process = subprocess.Popen(
        [CHAINWRIGHT, "serve", "--format", "json", *args],
        stdout=subprocess.PIPE)
    return process, json.loads(process.stdout.readline())["port"]


def ignore(process):
    """Reads what it tells, so that it never waits for us."""
    threading.Thread(target=process.stdout.read, daemon=True).start()


def pins(files, root):
    _, pin, _ = run("inspect", "--pubkey", "pin", f"{files}/cert.pem")
    pin = pin.strip()
    other = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    process, port = serve("--chain", f"{files}/fullchain.pem", "--key",
                          f"{files}/privkey.pem")
    ignore(process)
    base = ("connect", f"127.0.0.1:{port}", "--hostname", NAME, "--trust",
            root)
    for given, wanted in (((pin,), 0), ((other,), 1), ((other, pin), 0)):
        args = [a for p in given for a in ("--pin", f"sha256//{p}")]
        status, _, err = run(*base, *args)
        check(f"pin {given}", status == wanted and
              ("not one that is pinned" in err) == (wanted == 1), status, err)
        if wanted == 1:
            check("pin: the key is told", f"sha256//{pin}" in err, err)
    check_refusal("a pin that is none", run(*base, "--pin", "sha256//x"),
                  "--pin")
    process.terminate()
    process.wait(30)


def own(top, files, root):
    status, _, err = run("mint", "--pki", f"{top}/pki", "--profile", "client",
                         "me.example.test")
    check("own: a certificate", status == 0, err)
    mine = f"{top}/pki/certs/me.example.test/current"
    for version in ("1.2", "1.3"):
        process, port = serve("--chain", f"{files}/fullchain.pem", "--key",
                              f"{files}/privkey.pem", "--client-ca", root,
                              "--tls", version)
        base = ("connect", f"127.0.0.1:{port}", "--hostname", NAME,
                "--trust", root)
        for cert, key, valid in (
                (f"{mine}/fullchain.pem", f"{mine}/privkey.pem", True),
                (f"{files}/fullchain.pem", f"{files}/privkey.pem", False),
                (None, None, None)):
            run(*base, *(["--client-cert", cert, "--client-key", key]
                         if cert else []))
            visit = json.loads(process.stdout.readline())
            report = visit["client_report"]
            label = f"own {version}, {valid}"
            check(f"{label}: judged", (report is None) == (valid is None),
                  visit["end"], visit["handshake"]["trouble"])
            if report is not None:
                check(f"{label}: verdict", (report["verdict"] == "valid") ==
                      valid, report["verdict"], slugs(report))
                check(f"{label}: let in or not", visit["complete"] == valid,
                      visit["end"])
        process.terminate()
        process.wait(30)
    check_refusal("a certificate without its key",
                  run(*base, "--client-cert", "x"), "--client-key")


def many(files, root):
    process, port = serve("--chain", f"{files}/fullchain.pem", "--key",
                          f"{files}/privkey.pem")
    ignore(process)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        closed = s.getsockname()[1]
        targets = [f"127.0.0.1:{port}"] * 8 + [f"127.0.0.1:{closed}"]
        for jobs in ("1", "6"):
            status, document = run_json("connect", "-j", jobs, "--hostname",
                                        NAME, "--trust", root, *targets)
            check(f"many -j {jobs}: one is not reached", status == 2, status)
            check(f"many -j {jobs}: all are told", len(document["reports"])
                  == 9, document)
        status, text, _ = run("connect", "--format", "tap", "--hostname",
                              NAME, "--trust", root, "--targets-from", "-",
                              stdin="\n".join(targets[:3]).encode())
        check("many: as TAP", status == 0 and text.count("\nok ") == 3,
              status, text)
    status, _, _ = run("connect", targets[0], "--hostname", NAME, "--trust",
                       root, "--expiring", "3650d")
    check("expiring: exit status 1", status == 1, status)
    check_refusal("--save is for one server", run(
        "connect", "--trust", root, *targets[:2], "--save", "x"), "one server")
    process.terminate()
    process.wait(30)


with folder() as top:
    status, _, err = run("mint", "--pki", f"{top}/pki", NAME)
    check("mint", status == 0, err)
    files = f"{top}/pki/certs/{NAME}/current"
    root = f"{top}/pki/root.pem"
    starttls(files, root)
    refusals()
    saved(files, root, top)
    pins(files, root)
    own(top, files, root)
    many(files, root)
end()

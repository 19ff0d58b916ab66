#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What other programs make of chainwright, and chainwright of them.

    interop.py CHAINWRIGHT [--only PART] [--write FILE]

Parts: clients (those of Debian visit `serve`, whole and broken in 20 ways and with
bad staples), servers (`connect` visits those of Debian), objects (what was issued is
read by others). --write puts the tables into doc/interop.md. Everything runs on
127.0.0.1, in a folder that is thrown away. Exit status 1: something that has to
hold does not (a good chain refused, a server that connect cannot prove)."""
import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import clients
import objects
import servers
from table import Table

# The 20 ways: one of each kind of mistake that people make.
DEFECTS = (
    "issuer-not-found", "root-not-trusted", "leaf-self-signed-untrusted",
    "validity-expired", "validity-not-yet-valid", "trust-anchor-expired",
    "peer-name-dns-mismatch", "peer-name-common-name-only",
    "peer-name-wildcard-partial-label", "v1-certificate-as-issuer", "issuer-not-ca",
    "path-length-exceeded", "key-usage-no-cert-sign", "eku-purpose-not-allowed",
    "eku-issuer-purpose-not-allowed", "nc-dns-not-permitted", "signature-invalid",
    "signature-hash-weak", "rsa-key-too-small", "critical-extension-unknown",
    "issuer-name-empty", "chain-unordered", "serial-negative")
STAPLES = (
    "certificate-revoked-ocsp", "ocsp-status-unknown",
    "ocsp-must-staple-not-honoured", "ocsp-response-malformed",
    "ocsp-response-unsuccessful", "ocsp-certid-mismatch", "ocsp-signature-invalid",
    "ocsp-responder-not-found", "ocsp-responder-not-authorised",
    "ocsp-response-expired", "ocsp-response-not-yet-valid")
KEYS = ("rsa2048", "p256", "ed25519")
VERSIONS = ("1.2", "1.3")
DOMAIN = "chainwright.test"


class Serve:
    """chainwright serve, and what it says of its visitors."""

    def __init__(self, program, *args):
        self.process = subprocess.Popen(
            [program, "serve", "--format", "json", "--timeout", "30", *args],
            stdout=subprocess.PIPE, text=True)
        self.begin = json.loads(self.process.stdout.readline())
        self.port = self.begin["port"]
        self.visits = collections.defaultdict(list)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            visit = json.loads(line)
            self.visits[visit["asked"]].append(visit)

    def page(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}",
                                    timeout=60) as answer:
            return answer.read()

    def told(self, name):
        """The last visit of this name, once it is over."""
        for _ in range(50):
            if self.visits[name]:
                break
            time.sleep(0.1)
        visits = self.visits.pop(name, [])
        return next((v for v in visits if v["alert"]), visits[-1] if visits else None)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Run:
    def __init__(self, program, top):
        self.program, self.top = program, top
        self.broken, self.domain = [], DOMAIN

    def must(self, holds, what):
        """What cannot be otherwise while everything is in order."""
        if not holds:
            self.broken.append(what)
            print(f"DOES NOT HOLD: {what}", file=sys.stderr)

    def chainwright(self, *args):
        return clients.call([self.program, *args])

    def mint(self):
        """A chain for each type of key: (chain, key) by type, and the root."""
        made = {}
        for key in KEYS:
            name = f"{key}.{DOMAIN}"
            code, _, err = self.chainwright("mint", "--pki", f"{self.top}/pki",
                                            "--key", key, name)
            if code:
                raise RuntimeError(err)
            where = f"{self.top}/pki/certs/{name}/current"
            made[key] = (name, f"{where}/fullchain.pem", f"{where}/privkey.pem")
        return made, f"{self.top}/pki/root.pem"

    def clients(self):
        ready, absent = clients.here(self.top)
        yield "programs", "".join(
            [f"- {c.name} {c.about} (`{c.package}`)\n" for c in ready] +
            [f"- {name} is not here (`{package}`)\n" for name, package, _ in absent])
        yield "good", self.good(ready)
        yield from self.bad(ready, "defects", DEFECTS)
        yield from self.bad(ready, "staples", STAPLES)

    def good(self, ready):
        made, root = self.mint()
        table = Table("client", *(f"{k}, TLS {v}" for v in VERSIONS for k in KEYS))
        cells = collections.defaultdict(list)
        for client in ready:
            client.trusts([root])
        for version in VERSIONS:
            args = [w for name, chain, key in made.values() for w in
                    ("--chain", chain, "--key", key, "--name", name)]
            server = Serve(self.program, "--tls", version, *args)
            for client in ready:
                for key in KEYS:
                    holds, words = client.visit(server.port, made[key][0], root)
                    visit = server.told(made[key][0])
                    cells[client.name].append("yes" if holds else f"no: {words}")
                    self.must(holds or client.name == "Chromium" and key == "ed25519",
                              f"{client.name} refuses a good {key} chain in TLS "
                              f"{version}: {words}")
                    self.must(not holds or visit and visit["complete"],
                              f"serve did not see {client.name} complete")
            server.stop()
        for client in ready:
            table.add(client.name, *cells[client.name])
        return str(table)

    def bad(self, ready, part, slugs):
        server = Serve(self.program, *(w for s in slugs for w in ("--break", s)))
        sites, roots = {}, []
        for n, site in enumerate(server.begin["sites"]):
            root = f"{self.top}/{part}-{n}.pem"
            with open(root, "wb") as f:
                f.write(server.page(site["root"]))
            sites[site["slug"]] = (site["name"], root)
            roots.append(root)
        for client in ready:
            client.trusts(roots)
        told = Table("what is wrong", "chainwright", *(c.name for c in ready))
        words = []
        for slug in slugs:
            name, root = sites[slug]
            code, out, _ = self.chainwright(
                "connect", f"127.0.0.1:{server.port}", "--hostname", name, "--trust",
                root, "--format", "json")
            found = [f["slug"] for f in json.loads(out)["findings"]]
            self.must(slug in found, f"connect does not name {slug}: {found}")
            server.told(name)
            row, said = ["refuses" if code else "accepts"], []
            for client in ready:
                print(f"{slug}: {client.name}", file=sys.stderr)
                row.append(self.word(server, client, name, root, said))
                if part == "staples" and client.status_option:
                    insists = self.word(server, client, name, root, said, status=True)
                    row[-1] += f" (insisting: {insists})"
            told.add(f"`{slug}`", *row)
            words.append(f"`{slug}`\n\n" + "".join(f"- {line}\n" for line in said) if said
                         else f"`{slug}`\n\n- every client accepts\n")
        server.stop()
        yield part, str(told)
        yield f"{part}-words", "\n".join(words)

    def word(self, server, client, name, root, said, status=False):
        holds, words = client.visit(server.port, name, root, status=status)
        visit = server.told(name)
        if holds:
            return "accepts"
        words = words.replace(self.top + "/", "")
        words = "".join(c if c.isprintable() else " " for c in words)[:160]
        said.append(f"{client.name}{', insisting' if status else ''}: {words}")
        alert = visit and visit["alert"]
        return f"refuses, {alert['name']}" if alert else "refuses, silently"

    def servers(self):
        ready, absent = servers.here(self.top)
        made, root = self.mint()
        table = Table("server", *(f"{k}, TLS {v}" for v in VERSIONS for k in KEYS))
        for server in ready:
            row = []
            for version in VERSIONS:
                for key in KEYS:
                    row.append(self.served(server, version, *made[key], root))
                    self.must(row[-1] == "valid, proved",
                              f"connect to {server.name}, {key}, TLS {version}: "
                              f"{row[-1]}")
            table.add(f"{server.name} {server.about}", *row)
        for name, package, _ in absent:
            table.add(f"{name} is not here (`{package}`)",
                      *[""] * len(KEYS) * len(VERSIONS))
        yield "servers", str(table)

    def objects(self):
        made, root = self.mint()
        yield from objects.tables(self, made, root)

    def served(self, server, version, name, chain, key, root):
        try:
            port = server.start(chain, key, version)
        except RuntimeError as why:
            return f"does not start: {why}"
        try:
            code, out, err = self.chainwright(
                "connect", f"127.0.0.1:{port}", "--servername", name, "--hostname",
                name, "--trust", root, "--format", "json", "--trace", "--timeout", "30")
        finally:
            server.stop()
        if code:
            return f"exit status {code}: {err.strip()}"
        checks = json.loads(out)["checks"]
        failed = [c["check"] for c in checks if c["result"] == "fails"]
        if not any(c["result"] == "holds" for c in checks):
            return "valid, nothing proved"
        return f"valid, fails: {failed}" if failed else "valid, proved"


def write(path, parts):
    """Each table between its two marks; everything else stays as it is."""
    with open(path) as f:
        text = f.read()
    for part, table in parts.items():
        begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->\n"
        head, rest = text.split(begin)
        tail = rest.split(end)[1]
        text = head + begin + "\n" + table + "\n" + end + tail
    with open(path + ".new", "w") as f:
        f.write(text)
    os.replace(path + ".new", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--only", action="append")
    parser.add_argument("--write", metavar="FILE")
    args = parser.parse_args()
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", "https_proxy"):
        os.environ.pop(name, None)
    parts = {}
    with tempfile.TemporaryDirectory(prefix="chainwright-interop-") as top:
        run = Run(os.path.abspath(args.program), top)
        for part in args.only or ("servers", "objects", "clients"):
            for name, table in getattr(run, part)():
                parts[name] = table
                print(f"\n## {name}\n\n{table}")
    if args.write:
        write(args.write, parts)
    print(f"{len(run.broken)} do not hold", *run.broken, sep="\n- ", file=sys.stderr)
    return 1 if run.broken else 0


sys.exit(main())

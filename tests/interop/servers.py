# SPDX-License-Identifier: LGPL-2.1-or-later
"""The servers that Debian packages, each on loopback with a chain that was minted
for it."""
import os
import shutil
import socket
import subprocess
import time

from clients import HERE, PYTHON, call, first_line


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


class Server:
    name = package = needs = None
    settings = {}

    def __init__(self, top):
        self.top = top
        self.process = None
        os.makedirs(top, exist_ok=True)

    def words(self, port, chain, key, tls):
        """The command that serves `chain` in this version alone."""
        raise NotImplementedError

    def start(self, chain, key, tls):
        port = free_port()
        with open(f"{self.top}/log", "ab") as log:
            self.process = subprocess.Popen(
                self.words(port, chain, key, tls), stdin=subprocess.PIPE, stdout=log,
                stderr=log, env=dict(os.environ, **self.settings))
        for _ in range(200):
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                return port
            except OSError:
                time.sleep(0.1)
        with open(f"{self.top}/log", errors="replace") as log:
            raise RuntimeError(log.read().strip().splitlines()[-1:])

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.stdin.close()
            self.process.wait(20)
            self.process = None


class OpensslServer(Server):
    name, package, needs = "openssl s_server", "openssl", "openssl"

    def version(self):
        return call(["openssl", "version"])[1].split()[1]

    def words(self, port, chain, key, tls):
        return ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", chain,
                "-cert_chain", chain, "-key", key, "-www", "-quiet",
                f"-tls{tls.replace('.', '_')}"]


class GnutlsServer(Server):
    name, package, needs = "gnutls-serv", "gnutls-bin", "gnutls-serv"

    def __init__(self, top):
        """It would listen on every address; tests/loopback.c keeps it here."""
        super().__init__(top)
        self.settings = {"LD_PRELOAD": os.environ["LOOPBACK"]}

    def version(self):
        return first_line(call(["gnutls-serv", "--version"])[1]).split()[-1]

    def words(self, port, chain, key, tls):
        return ["gnutls-serv", "--http", "--quiet", "-p", str(port),
                f"--x509certfile={chain}", f"--x509keyfile={key}", "--priority",
                f"NORMAL:-VERS-ALL:+VERS-TLS{tls}"]


class Nginx(Server):
    name, package, needs = "nginx", "nginx", "nginx"

    def version(self):
        return call(["nginx", "-v"])[2].strip().split("/")[-1]

    def words(self, port, chain, key, tls):
        with open(f"{self.top}/nginx.conf", "w") as f:
            f.write(f"""daemon off; pid {self.top}/pid; error_log {self.top}/log;
events {{ }}
http {{ access_log off; server {{ listen 127.0.0.1:{port} ssl;
ssl_certificate {chain}; ssl_certificate_key {key};
ssl_protocols TLSv{tls}; return 200 "nginx"; }} }}
""")
        return ["nginx", "-p", self.top, "-e", f"{self.top}/log", "-c",
                f"{self.top}/nginx.conf"]


class Node(Server):
    name, package, needs = "Node", "nodejs", "node"

    def version(self):
        return call(["node", "--version"])[1].strip().removeprefix("v")

    def words(self, port, chain, key, tls):
        return ["node", f"{HERE}/serve.js", str(port), chain, key, f"TLSv{tls}"]


class Python(Server):
    name, package, needs = "Python ssl", "python3", PYTHON

    def version(self):
        return call([PYTHON, "--version"])[1].split()[1]

    def words(self, port, chain, key, tls):
        return [PYTHON, f"{HERE}/serve.py", str(port), chain, key, tls]


class Go(Server):
    name, package, needs = "Go crypto/tls", "golang-go", "go"

    def __init__(self, top):
        super().__init__(top)
        self.program = f"{top}/serve-go"
        code, _, err = call(["go", "build", "-o", self.program, f"{HERE}/serve.go"],
                            env={"GOCACHE": f"{top}/go-cache", "GO111MODULE": "off"},
                            timeout=600)
        if code:
            raise RuntimeError(f"go build: {err}")

    def version(self):
        return call(["go", "version"])[1].split()[2].removeprefix("go")

    def words(self, port, chain, key, tls):
        return [self.program, str(port), chain, key, tls]


ALL = (OpensslServer, GnutlsServer, Nginx, Node, Python, Go)


def here(top):
    """Those that are installed, and the names of the others."""
    ready, absent = [], []
    for kind in ALL:
        try:
            if shutil.which(kind.needs) is None:
                raise FileNotFoundError(kind.package)
            server = kind(os.path.join(top, "serve-" + kind.__name__))
            server.about = server.version()
            ready.append(server)
        except (OSError, RuntimeError, IndexError, KeyError) as why:
            absent.append((kind.name, kind.package, str(why)))
    return ready, absent

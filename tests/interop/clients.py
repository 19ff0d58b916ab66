# SPDX-License-Identifier: LGPL-2.1-or-later
"""The clients that Debian packages, each made to visit a server on loopback as
its users would: with its own checks of chain and name on, and one root."""
import os
import re
import shutil
import socket
import subprocess
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"     # Debian's: what pip adds is another client


def call(words, env=None, timeout=90, stdin=b""):
    """Status and both outputs; a client that hangs is a status of its own."""
    try:
        done = subprocess.run(words, input=stdin, timeout=timeout,
                              env=dict(os.environ, LC_ALL="C.UTF-8", **(env or {})),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except subprocess.TimeoutExpired:
        return None, "", "does not end"
    return (done.returncode, done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"))


def first_line(text, pattern=None):
    for line in text.splitlines():
        if line.strip() and (pattern is None or re.search(pattern, line)):
            return line.strip()
    return ""


class Tunnel:
    """What HTTPS_PROXY names: every host is 127.0.0.1, so that a client that
    cannot be told an address meets the names of the tests."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.join, args=(client,), daemon=True).start()

    def join(self, client):
        head = b""
        while b"\r\n\r\n" not in head and len(head) < 8192:
            more = client.recv(1)
            if not more:
                return
            head += more
        found = re.match(rb"CONNECT \S+:(\d+) ", head)
        if found is None:
            client.close()
            return
        server = socket.create_connection(("127.0.0.1", int(found[1])))
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        threading.Thread(target=self.pour, args=(server, client),
                         daemon=True).start()
        self.pour(client, server)

    @staticmethod
    def pour(source, sink):
        try:
            while octets := source.recv(65536):
                sink.sendall(octets)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Client:
    """One client. visit() gives (accepts, the words that its user reads)."""
    name = package = needs = None    # `needs` is the program it cannot do without
    status_option = False       # can be told to insist on a staple

    def __init__(self, top):
        self.top = top
        os.makedirs(top, exist_ok=True)

    def version(self):
        raise NotImplementedError

    def trusts(self, roots):
        """For clients that read their trust once, from a place of their own."""

    def visit(self, port, name, root, tls=None, status=False):
        raise NotImplementedError


def package_version(package):
    _, out, _ = call(["dpkg-query", "-W", "-f", "${Version}", package])
    return out.split("-")[0].split("+")[0].split(":")[-1]


class Curl(Client):
    needs = "curl"
    name, package, status_option = "curl (OpenSSL)", "curl", True

    def version(self):
        found = re.search(r"curl (\S+).*?(OpenSSL/\S+)",
                          call(["curl", "--version"])[1], re.S)
        return f"{found[1]}, {found[2]}"

    def visit(self, port, name, root, tls=None, status=False):
        limits = [f"--tlsv{tls}", "--tls-max", tls] if tls else []
        code, _, err = call(["curl", "-sS", *limits, "--noproxy", "*", "--resolve",
                             f"{name}:{port}:127.0.0.1", "--cacert", root,
                             *(["--cert-status"] if status else []),
                             "--max-time", "30", f"https://{name}:{port}/"])
        return code == 0, first_line(err).removeprefix("curl: ")


class CurlGnutls(Client):
    needs = PYTHON
    name, package, status_option = "curl (GnuTLS)", "python3-pycurl", True

    def version(self):
        out = call([PYTHON, "-c", "import pycurl; print(pycurl.version)"])[1]
        found = re.search(r"libcurl/(\S+) (GnuTLS/\S+)", out)
        return f"{found[1]}, {found[2]}"

    def visit(self, port, name, root, tls=None, status=False):
        _, out, err = call([PYTHON, f"{HERE}/visit_curl.py", str(port), name, root,
                            *(["--status"] if status else [])])
        return said(out, err)


def said(out, err):
    """What the small programs of this folder print."""
    line = first_line(out) or "refuses " + (err.strip().splitlines() or [""])[-1]
    return line == "accepts", line.removeprefix("refuses ").removeprefix("accepts")


class Wget(Client):
    needs = "wget"
    name, package = "wget (GnuTLS)", "wget"

    def __init__(self, top):
        super().__init__(top)
        self.tunnel = Tunnel()

    def version(self):
        return first_line(call(["wget", "--version"])[1]).split()[2]

    def visit(self, port, name, root, tls=None, status=False):
        code, _, err = call(["wget", "-nv", "-O", "/dev/null", "-t", "1", "-T", "30",
                             "--no-hsts", "--no-config", "-e",
                             f"https_proxy=http://127.0.0.1:{self.tunnel.port}",
                             f"--ca-certificate={root}", f"https://{name}:{port}/"])
        return code == 0, first_line(err, "rror") or first_line(err)


class OpensslClient(Client):
    needs = "openssl"
    name, package = "openssl s_client", "openssl"

    def version(self):
        return call(["openssl", "version"])[1].split()[1]

    def visit(self, port, name, root, tls=None, status=False):
        code, out, err = call(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername",
             name, "-verify_hostname", name, "-CAfile", root, "-no-CApath",
             "-no-CAstore", "-verify_return_error", "-verify_quiet",
             *([f"-tls{tls.replace('.', '_')}"] if tls else [])])
        said_of_it = first_line(out + err, "Verif.*rror|verify error|error:")
        return code == 0, "" if code == 0 else re.sub(
            r"^[0-9A-F]{8,}:", "", said_of_it)


class GnutlsClient(Client):
    needs = "gnutls-cli"
    name, package, status_option = "gnutls-cli", "gnutls-bin", True

    def version(self):
        return first_line(call(["gnutls-cli", "--version"])[1]).split()[-1]

    def visit(self, port, name, root, tls=None, status=False):
        limits = ["--priority", f"NORMAL:-VERS-ALL:+VERS-TLS{tls}"] if tls else []
        code, out, err = call(
            ["gnutls-cli", *limits, "-p", str(port), "127.0.0.1",
             f"--sni-hostname={name}", f"--verify-hostname={name}",
             f"--x509cafile={root}", *(["--ocsp"] if status else [])])
        return code == 0, "" if code == 0 else (
            first_line(out, r"^- Status: The certificate is NOT trusted")
            .removeprefix("- Status: ") or first_line(err, r"\*\*\*|rror"))


class Python(Client):
    needs = PYTHON
    name, package = "Python ssl", "python3"

    def version(self):
        return call([PYTHON, "--version"])[1].split()[1]

    def visit(self, port, name, root, tls=None, status=False):
        return said(*call([PYTHON, f"{HERE}/visit.py", str(port), name, root])[1:])


class Node(Client):
    needs = "node"
    name, package = "Node", "nodejs"

    def version(self):
        return call(["node", "--version"])[1].strip().removeprefix("v")

    def visit(self, port, name, root, tls=None, status=False):
        return said(*call(["node", f"{HERE}/visit.js", str(port), name, root])[1:])


class Go(Client):
    needs = "go"
    name, package = "Go crypto/tls", "golang-go"

    def __init__(self, top):
        super().__init__(top)
        self.program = f"{top}/visit-go"
        code, _, err = call(["go", "build", "-o", self.program, f"{HERE}/visit.go"],
                            env={"GOCACHE": f"{top}/go-cache", "GOFLAGS": "-mod=mod",
                                 "GO111MODULE": "off"}, timeout=600)
        if code:
            raise RuntimeError(f"go build: {err}")

    def version(self):
        return call(["go", "version"])[1].split()[2].removeprefix("go")

    def visit(self, port, name, root, tls=None, status=False):
        return said(*call([self.program, str(port), name, root])[1:])


class Java(Client):
    needs = "javac"
    name, package = "Java (JSSE)", "default-jdk-headless"

    def __init__(self, top):
        super().__init__(top)
        code, _, err = call(["javac", "-d", top, f"{HERE}/Visit.java"], timeout=600)
        if code:
            raise RuntimeError(f"javac: {err}")

    def version(self):
        return call(["java", "-version"])[2].split('"')[1]

    def visit(self, port, name, root, tls=None, status=False):
        return said(*call(["java", "-cp", self.top, "Visit", str(port), name,
                           root])[1:])


class Chromium(Client):
    """Headless, with a home, a profile and a trust store that are thrown away."""
    needs = "chromium"
    name, package = "Chromium", "chromium"
    ERROR = re.compile(r"net_error (-\d+)")
    NAMES = {"-113": "ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
             "-200": "ERR_CERT_COMMON_NAME_INVALID", "-201": "ERR_CERT_DATE_INVALID",
             "-202": "ERR_CERT_AUTHORITY_INVALID", "-206": "ERR_CERT_REVOKED",
             "-207": "ERR_CERT_INVALID", "-208": "ERR_CERT_WEAK_SIGNATURE_ALGORITHM",
             "-211": "ERR_CERT_WEAK_KEY", "-212": "ERR_CERT_NAME_CONSTRAINT_VIOLATION",
             "-213": "ERR_CERT_VALIDITY_TOO_LONG"}

    def version(self):
        found = re.search(r"Chromium (\S+)", call(["chromium", "--version"])[1])
        return found[1]

    def trusts(self, roots):
        where = f"sql:{self.top}/.pki/nssdb"
        os.makedirs(f"{self.top}/.pki/nssdb", exist_ok=True)
        call(["certutil", "-d", where, "-N", "--empty-password"])
        for n, root in enumerate(roots):
            call(["certutil", "-d", where, "-A", "-t", "C,,", "-n", f"root{n}", "-i",
                  root])

    def visit(self, port, name, root, tls=None, status=False):
        code, out, err = call(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
             "--disable-background-networking", "--no-proxy-server",
             f"--user-data-dir={self.top}/profile", "--enable-logging=stderr",
             f"--host-resolver-rules=MAP *.test 127.0.0.1", "--dump-dom",
             *([f"--ssl-version-max=tls{tls}"] if tls == "1.2" else []),
             f"https://{name}:{port}/"], env={"HOME": self.top}, timeout=120)
        found = self.ERROR.search(err)
        if found:
            return False, self.NAMES.get(found[1], f"net_error {found[1]}")
        shown = re.search(r"ERR_[A-Z_]+", out)
        return (False, shown[0]) if shown else (
            (True, "") if "the handshake is complete" in out or "</html>" in out else
            (False, first_line(err)))


ALL = (OpensslClient, Curl, Python, Node, GnutlsClient, CurlGnutls, Wget, Go, Java,
       Chromium)


def here(top):
    """Those that are installed, made ready; and the names of the others."""
    ready, absent = [], []
    for kind in ALL:
        try:
            if shutil.which(kind.needs) is None:
                raise FileNotFoundError(kind.package)
            client = kind(os.path.join(top, kind.__name__))
            client.about = client.version()
            ready.append(client)
        except (OSError, RuntimeError, TypeError, IndexError) as why:
            absent.append((kind.name, kind.package, str(why)))
    return ready, absent

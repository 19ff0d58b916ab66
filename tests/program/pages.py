# SPDX-License-Identifier: LGPL-2.1-or-later
"""demo --html and connect --html: pages that need nothing but themselves."""
import html.parser
import os
import shutil
import subprocess

from program import CHAINWRIGHT, check, check_refusal, end, folder, run

VOID = {"meta", "br"}
MOST = 400_000


class Page(html.parser.HTMLParser):
    """Whether every element is closed where it was opened."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.seen, self.words = [], [], {}, []
        self.ids, self.links = [], []
        self.feed(text)
        self.close()
        self.wrong += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        self.seen[tag] = self.seen.get(tag, 0) + 1
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src"):
                self.links.append(value)
            if name.startswith("on"):
                self.wrong.append(f"a script in {name}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        self.words.append(data)


def tidy(path):
    """What an HTML checker says against it."""
    if shutil.which("tidy") is None:
        print("tidy is not here, passed over")
        return ""
    return subprocess.run(["tidy", "-q", "-e", path], text=True,
                          stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE).stderr


def judge(label, path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    page = Page(text)
    check(f"{label}: well formed", not page.wrong, page.wrong[:5])
    check(f"{label}: below 400 kB", len(text) < MOST, len(text))
    check(f"{label}: no script", "script" not in page.seen)
    check(f"{label}: nothing from elsewhere",
          all(link.startswith("#") for link in page.links) and
          "url(" not in text and "@import" not in text, page.links[:5])
    check(f"{label}: each id once", len(set(page.ids)) == len(page.ids))
    check(f"{label}: links lead somewhere",
          all(link[1:] in page.ids for link in page.links))
    complaints = tidy(path)
    check(f"{label}: tidy has nothing against it", not complaints, complaints)
    return text, page


def forms(top):
    path = f"{top}/all.html"
    status, out, err = run("demo", "--tls", "all", "--html", path)
    check("good: exit status 0", status == 0 and not out, status, out, err)
    text, page = judge("good", path)
    words = " ".join(page.words)
    for word in ("TLS 1.3", "TLS 1.2, ECDHE", "TLS 1.2, RSA", "ClientHello",
                 "4. Key exchange", "ServerKeyExchange", "premaster secret",
                 "opened with the public key of", "Proof"):
        check(f"good: shows {word!r}", word in words, words[:300])
    check("good: nothing failed", "FAILED" not in words and
          'class="form failed"' not in text and "FAILS" not in words)
    check("good: five steps",
          [i for i in page.ids if i.startswith("step")] ==
          [f"step{n}" for n in range(1, 6)], page.ids)
    check_refusal("written once", run("demo", "--html", path), "--html")


def broken(top):
    for slug, step in (("validity-expired", 3), ("issuer-not-found", 3)):
        path = f"{top}/{slug}.html"
        status, _, err = run("demo", "--tls", "all", "--break", slug,
                             "--html", path)
        check(f"{slug}: exit status 1", status == 1, status, err)
        text, page = judge(slug, path)
        begin = text.index(f'id="step{step}"')
        part = text[begin:text.index(f'id="step{step + 1}"')]
        check(f"{slug}: red and in words, in each form",
              part.count("FAILED: the handshake stops in this step") == 3 and
              part.count('<article class="form failed">') == 3)
        check(f"{slug}: there alone",
              text.count("FAILED: the handshake") == 3)
        check(f"{slug}: the report", f"error[{slug}]" in part)
    check_refusal("what no server can send",
                  run("demo", "--break", "pem-invalid", "--html",
                      f"{top}/none.html"), "no TLS server can send")
    check("and no file", not os.path.exists(f"{top}/none.html"))


def live(top):
    root = f"{top}/root.pem"
    process = subprocess.Popen(
        [CHAINWRIGHT, "serve", "--once", "--root", root],
        stdout=subprocess.PIPE, text=True)
    port = process.stdout.readline().split("port ")[1].split(",")[0]
    path = f"{top}/live.html"
    status, out, err = run("connect", f"127.0.0.1:{port}", "--hostname",
                           "good.chainwright.test", "--trust", root,
                           "--html", path)
    process.communicate(timeout=30)
    check("connect: exit status 0", status == 0 and out, status, out, err)
    _, page = judge("connect", path)
    check("connect: shows whom", "good.chainwright.test" in
          " ".join(page.words))


with folder() as top:
    forms(top)
    broken(top)
    live(top)
end()

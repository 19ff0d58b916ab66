# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of the program share: run it, look at what it said."""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile

CHAINWRIGHT = os.environ["CHAINWRIGHT"]
SKIP = 77
_failed = 0
_done = 0


def run(*args, stdin=None, cwd=None, env=None, timeout=60):
    """Status, standard output and standard error of the program."""
    settings = dict(os.environ, LC_ALL="C.UTF-8", **(env or {}))
    done = subprocess.run([CHAINWRIGHT, *args], input=stdin, cwd=cwd,
                          env=settings, timeout=timeout,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return (done.returncode, done.stdout.decode("utf-8"),
            done.stderr.decode("utf-8"))


def run_json(*args, **kwargs):
    status, out, err = run(*args, "--format", "json", **kwargs)
    try:
        return status, json.loads(out)
    except ValueError:
        raise AssertionError(f"{args}: no JSON: {out[:200]!r} {err!r}")


def check(name, holds, *told):
    """Counts one test; tells what was seen when it does not hold."""
    global _failed, _done
    _done += 1
    if not holds:
        _failed += 1
        print(f"FAIL: {name}", *(repr(t) for t in told), sep="\n  ")


def check_refusal(name, result, *words):
    """Exit status 2, nothing on standard output, one clear line."""
    status, out, err = result
    check(f"{name}: exit status 2", status == 2, status, out, err)
    check(f"{name}: nothing on standard output", out == "", out)
    lines = [line for line in err.splitlines()
             if not line.startswith("Try 'chainwright")]
    check(f"{name}: one line, ours",
          len(lines) == 1 and lines[0].startswith("chainwright: "), err)
    check(f"{name}: no control characters",
          all(c.isprintable() or c == "\n" for c in err), err)
    for word in words:
        check(f"{name}: says {word!r}", word in err, err)


def validate(document):
    """Why a document is not what its schema says, or None."""
    import jsonschema
    schemas = {}
    for top in (os.environ["top_srcdir"], os.environ["top_builddir"]):
        where = os.path.join(top, "doc", "schema")
        for name in os.listdir(where) if os.path.isdir(where) else ():
            if name.endswith(".json"):
                with open(os.path.join(where, name)) as f:
                    schemas[name] = json.load(f)
    schema = schemas[document["schema"] + ".json"]
    resolver = jsonschema.RefResolver("", schema, store=schemas)
    errors = jsonschema.Draft202012Validator(
        schema, resolver=resolver).iter_errors(document)
    return next((f"{list(e.absolute_path)}: {e.message[:200]}"
                 for e in errors), None)


def slugs(report, severity=None):
    return [f["slug"] for f in report["findings"]
            if severity is None or f["severity"] == severity]


def tool(name):
    """A program that configure found, or None."""
    path = os.environ.get(name, "")
    return path if path and shutil.which(path) else None


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def folder():
    return tempfile.TemporaryDirectory(prefix="chainwright-test-")


def end():
    print(f"{_done - _failed} of {_done} hold")
    sys.exit(1 if _failed or not _done else 0)


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIP)

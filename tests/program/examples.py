# SPDX-License-Identifier: LGPL-2.1-or-later
"""The examples of doc/examples do what their first lines say."""
import os
import subprocess

from program import check, end, folder

TOP = os.path.join(os.environ["top_builddir"], "doc", "examples")


def example(name, *args):
    """The program itself rather than libtool's script, where there is one."""
    inside = os.path.join(TOP, ".libs", name)
    path = inside if os.path.exists(inside) else os.path.join(TOP, name)
    done = subprocess.run([path, *args], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


with folder() as top:
    made = f"{top}/made"
    told = example("mint-and-break", "validity-expired", made)
    check("mint-and-break", told == (0, "validity-expired: the server "
          "certificate expired 3 days ago\nRFC 5280, 6.1.3 (a)(2)\n", ""),
          *told)
    told = example("mint-and-break", "validity-expird", f"{top}/none")
    check("mint-and-break: no such failure", told[:2] == (2, "") and
          "validity-expired" in told[2], *told)
    told = example("mint-and-break")
    check("mint-and-break: misuse", told[0] == 2 and
          told[2].startswith("usage: "), *told)
    root, chain = f"{made}/root.pem", f"{made}/fullchain.pem"
    told = example("verify-chain", root, "www.demo.test", chain)
    check("verify-chain: a bad one", told == (1, "error validity-expired in "
          "certificate 0: the server certificate expired 3 days ago\n"
          "not valid\n", ""), *told)
    good = f"{made}/good/fullchain.pem"
    told = example("verify-chain", f"{made}/good/root.pem", "www.demo.test",
                   good)
    check("verify-chain: a good one", told == (0, "valid\n", ""), *told)
    told = example("verify-chain", root, "www.demo.test", f"{top}/none.pem")
    check("verify-chain: no file", told[:2] == (2, "") and
          "none.pem" in told[2], *told)
    check("verify-chain: misuse", example("verify-chain")[0] == 2)
end()

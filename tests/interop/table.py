# SPDX-License-Identifier: LGPL-2.1-or-later
"""A table of Markdown."""


class Table:
    def __init__(self, *columns):
        self.rows = [columns, ["---"] * len(columns)]

    def add(self, *cells):
        self.rows.append([str(c).replace("|", "\\|") for c in cells])

    def __str__(self):
        return "\n".join("| " + " | ".join(r) + " |" for r in self.rows) + "\n"

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes unicode.def from the Unicode data that Python carries.

    python3 lib/base/unicode.py > lib/base/unicode.def
"""
import unicodedata

# DerivedCoreProperties.txt, Default_Ignorable_Code_Point: those that are
# not hidden by their category already.
IGNORABLE = [
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF),
]
CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def is_hidden(code):
    if any(first <= code <= last for first, last in IGNORABLE):
        return True
    return unicodedata.category(chr(code)) in CATEGORIES


def is_mark(code):
    return unicodedata.category(chr(code)) in {"Mn", "Me"}


def is_wide(code):
    return unicodedata.east_asian_width(chr(code)) in {"W", "F"}


def ranges(wanted, either=lambda code: False):
    """Ranges of wanted code points; those of either may be in or out."""
    found = []
    for code in range(0x110000):
        if not wanted(code):
            continue
        if found and all(map(either, range(found[-1][1] + 1, code))):
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def write(section, found):
    print(f"#ifdef {section}")
    line = ""
    for first, last in found:
        item = f"RANGE(0x{first:x}, 0x{last:x})"
        if len(line) + 1 + len(item) > 80:
            print(line)
            line = ""
        line += (" " if line else "") + item
    print(line)
    print("#endif")


def hidden_or_mark(code):
    return is_hidden(code) or is_mark(code)


print("/* SPDX-License-Identifier: LGPL-2.1-or-later */")
print("/* Made by unicode.py from Unicode %s. */" % unicodedata.unidata_version)
print("/* clang-format off */")
write("HIDDEN", ranges(is_hidden))
write("MARKS", ranges(lambda c: is_mark(c) and not is_hidden(c), is_hidden))
write("WIDE", ranges(lambda c: is_wide(c) and not hidden_or_mark(c),
                     hidden_or_mark))

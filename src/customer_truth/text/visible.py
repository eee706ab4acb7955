"""Text from definitions and records, so that all of it is seen and none of it is obeyed."""

from __future__ import annotations

import re
import unicodedata

# Control and format characters, lone surrogates, line and paragraph separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Letters and marks that Unicode has for layout, and that no font draws.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
# What hosts of continuous integration obey in a log: GitHub `::error::` at the start of a line and
# `##[error]` anywhere, Azure `##vso[…]`, TeamCity `##teamcity[…]`.
_COMMAND = re.compile(r"^(\s*):(?=:)|(#)#(?=\w*\[)")


def visible(text: object) -> str:
    """One line of text: what nobody would see, or a terminal would obey, is written out."""
    shown = str(text)
    if shown.isascii() and shown.isprintable():
        return shown
    return "".join(_written_out(c) for c in shown)


def log_line(text: object) -> str:
    """One line for a terminal or a log, in which no host of continuous integration finds a command.

    The host looks at what is printed, so this comes last, on the whole line.
    """
    return _COMMAND.sub(_not_a_command, visible(text))


def _written_out(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN and character not in _BLANK:
        return character
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _not_a_command(found: re.Match[str]) -> str:
    return r"#\x23" if found[2] else rf"{found[1]}\x3a"

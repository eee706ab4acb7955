"""Texts and names as SQL is given them."""

from __future__ import annotations

import re
from pathlib import Path

# What counts as blank on every engine, that included which nobody sees; the macro `blanks` says the
# same to the models.
BLANKS = " \t\n\r\v\f\u00a0\u200b\ufeff"
_REMARK = re.compile(r"\{#.*?#\}", re.DOTALL)


def quoted(text: Path | str) -> str:
    """A text in single quotes, for the engines in which a backslash is a plain sign.

    A path is quoted for a statement that takes it as it is (`attach`, `copy … to`).
    """
    return "'" + str(text).replace("'", "''") + "'"


def named(column: str) -> str:
    """A column's name in double quotes."""
    return '"' + column.replace('"', '""') + '"'


def without_remarks(template: str) -> str:
    """A template without what it says to people alone, with every line where it was."""
    return _REMARK.sub(lambda remark: " " + "\n" * remark[0].count("\n"), template)

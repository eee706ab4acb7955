"""Texts and names as SQL is given them."""

from __future__ import annotations

from pathlib import Path


def quoted(text: Path | str) -> str:
    """A text in single quotes, for the engines in which a backslash is a plain sign.

    A path is quoted for a statement that takes it as it is (`attach`, `copy … to`).
    """
    return "'" + str(text).replace("'", "''") + "'"


def named(column: str) -> str:
    """A column's name in double quotes."""
    return '"' + column.replace('"', '""') + '"'

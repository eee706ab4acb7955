"""Code that a model brings along: what a night runs beside the model's own select.

A model's owner answers for its rows. Whatever does something else while it is built needs the word
of who answers for the tool, so everything is code that is not known to be none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from customer_truth.rules.lined_yaml import read_yaml

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_REMARK = re.compile(r"\{#.*?#\}", re.DOTALL)
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)")
_BOUND = re.compile(r"\b(?:set|for)\s+([\w\s,]+?)\s*(?:=|\bin\b|-?%\})")
# A name of its own: no attribute, and not the name of an argument.
_NAME = re.compile(r"(?<![\w.])([A-Za-z_]\w*)(?!\w|\s*=(?!=))")
_HIDDEN = re.compile(r"\.\s*_|\[\s*['\"]_|hook", re.IGNORECASE)
_WORDS = {
    *("if", "elif", "else", "endif", "for", "endfor", "in", "not", "and", "or", "is", "set"),
    *("endset", "loop", "range", "true", "false", "none", "True", "False", "None"),
    *("ref", "source", "var", "config", "this", "target", "execute"),
    *("defined", "iterable", "mapping", "string", "number"),
}
_FILTER = re.compile(r"\|\s*\w+")


def brings_code(was: Path, now: Path, macros: Path) -> bool:
    """Whether a model or its contract does more than before; `macros` are those of before."""
    if not now.is_file():
        return False
    if now.suffix != ".sql":
        return bool(set(_hooks(_data(now))) - set(_hooks(_data(was))))
    known = {name for path in macros.rglob("*.sql") for name in _MACRO.findall(_read(path))}
    before, after = (set(_code(_read(path), known)) for path in (was, now))
    return bool(after - before)


def _code(text: str, known: set[str]) -> Iterator[str]:
    """The tags of a template that name something unknown, or something that is hidden."""
    tags = _TAG.findall(_REMARK.sub(" ", text))
    told = [_FILTER.sub(" ", _TEXT.sub("''", tag)) for tag in tags]
    bound = {name for tag in told for names in _BOUND.findall(tag) for name in names.split(",")}
    harmless = known | _WORDS | {name.strip() for name in bound}
    for tag, shown in zip(tags, told, strict=True):
        if _HIDDEN.search(tag) or not set(_NAME.findall(shown)) <= harmless:
            yield tag


def _hooks(data: Any, place: str = "") -> Iterator[str]:
    """Every hook in a contract, with its place."""
    if not isinstance(data, dict | list):
        return
    for name, part in data.items() if isinstance(data, dict) else enumerate(data):
        if "hook" in str(name).lower():
            yield f"{place}/{name} {part!r}"
        else:
            yield from _hooks(part, f"{place}/{name}")


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _data(path: Path) -> Any:
    return read_yaml(path).data if path.is_file() else None

"""Code that a model brings along: what a night runs beside the model's own select.

A model's owner answers for its rows. Whatever does something else while it is built needs the word
of who answers for the tool, so everything is code that is not known to be none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from customer_truth.files.lined_yaml import read_yaml
from customer_truth.sql.text import without_remarks

_TEMPLATE = Environment(autoescape=False)
_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)")
_ASKS = re.compile(
    r"\b(?:run_query|statement)\s*\("
    r"|\b(?:context|builtins|modules|api)\s*[.\[]"
    r"|\badapter\b(?!\.(?:dispatch|quote)\()"
)
_FUNCTIONS = {"ref", "source", "var", "config", "range"}
_VALUES = {"loop", "this", "target", "execute"}
_METHODS = {"format", "items"}
_ATTRIBUTES = {"first", "last", "index", "schema", "name"}
_SETTINGS = {"enabled", "materialized"}
_FILTERS = {"join", "list", "reject", "replace", "lower", "upper", "trim", "length"}
_TESTS = {"defined", "none", "string", "number", "mapping", "iterable", "in"}
# What only holds other parts together; each part is judged by itself.
_PLAIN = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.List, nodes.Tuple),
    *(nodes.Dict, nodes.Pair, nodes.Keyword, nodes.Compare, nodes.Operand, nodes.BinExpr),
    *(nodes.UnaryExpr, nodes.Concat, nodes.CondExpr, nodes.If, nodes.For, nodes.Assign),
)
_FIELDS = {
    *("version", "models", "sources", "seeds", "tables", "columns", "config", "contract"),
    *("enforced", "meta", "name", "description", "data_type", "column_types", "data_tests"),
    *("schema", "identifier"),
}
_DATA_TESTS = {"unique", "not_null", "is_key"}
_DATA_TYPE = re.compile(r"\w+( \w+)*(\(\d+(, ?\d+)?\))?")
_WORD = re.compile(r"[\w .-]+")


def brings_code(was: Path, now: Path, macros: Iterable[Path]) -> bool:
    """Whether a model or its contract does more than before; `macros` are before's files.

    A model that holds code may do more by any change of it: its text may be what the code runs.
    """
    if not now.is_file():
        return False
    if now.suffix != ".sql":
        return bool(set(_settings(now)) - set(_settings(was)))
    return _read(was) != _read(now) and _holds_code(_read(now), _writing_macros(macros))


def _writing_macros(files: Iterable[Path]) -> set[str]:
    """The macros that only write text; one that hands what it is given to the engine is none."""
    names: set[str] = set()
    asking: set[str] = set()
    for path in files:
        _, *pieces = _MACRO.split(without_remarks(_read(path)))
        for name, body in zip(pieces[::2], pieces[1::2], strict=True):
            names.add(name)
            if _ASKS.search(body):
                # The macro of one engine (duckdb__x) is called by the name that all of them share.
                asking |= {name, name.split("__", 1)[-1]}
    return names - asking


def _holds_code(text: str, macros: set[str]) -> bool:
    try:
        template = _TEMPLATE.parse(text)
    except (TemplateSyntaxError, RecursionError):
        return True
    functions = macros | _FUNCTIONS
    bound = {name.name for name in template.find_all(nodes.Name) if name.ctx == "store"}
    values = bound | _VALUES - functions
    return bool(bound & (functions | _VALUES)) or not _is_harmless(template, functions, values)


def _is_harmless(node: nodes.Node, functions: set[str], values: set[str]) -> bool:
    """Whether a part of a template only writes text; a function is called by its own name."""
    parts = list(node.iter_child_nodes())
    if isinstance(node, nodes.Call):
        is_known = _is_known_call(node, functions)
        called = parts.pop(0)
        if isinstance(called, nodes.Getattr):
            parts.append(called.node)
    else:
        is_known = _is_known_part(node, values)
    return is_known and all(_is_harmless(part, functions, values) for part in parts)


def _is_known_call(call: nodes.Call, functions: set[str]) -> bool:
    if call.dyn_args or call.dyn_kwargs:
        return False
    match call.node:
        case nodes.Name(name=name):
            return name in functions and (name != "config" or _sets_little(call))
        case nodes.Getattr(attr=method):
            return method in _METHODS
    return False


def _is_known_part(node: nodes.Node, values: set[str]) -> bool:
    match node:
        case nodes.Name(name=name):
            return name in values
        case nodes.Getattr(attr=attribute):
            return attribute in _ATTRIBUTES
        case nodes.Filter(name=name):
            return name in _FILTERS
        case nodes.Test(name=name):
            return name in _TESTS
        case nodes.AssignBlock(filter=used):
            return used is None
    return isinstance(node, _PLAIN)


def _sets_little(call: nodes.Call) -> bool:
    """Whether a model's config says no more than whether and as what the model is built."""
    is_plain = all(
        isinstance(setting.value, nodes.Const) and setting.value.value in ("view", "table")
        for setting in call.kwargs
        if setting.key == "materialized"
    )
    return is_plain and not call.args and {setting.key for setting in call.kwargs} <= _SETTINGS


def _settings(path: Path) -> Iterator[str]:
    """Every setting of a contract that is not known to be harmless, with its place."""
    if not path.is_file():
        return
    document = read_yaml(path)
    if document.problems:
        yield f"unreadable {_read(path)}"
    yield from _odd(document.data, "", _FIELDS)


def _odd(data: Any, field: str, known: set[str] | None, place: str = "") -> Iterator[str]:
    """What is odd in a part of a contract; below `meta` any field is known: dbt reads none."""
    if isinstance(data, dict):
        for name, part in data.items():
            is_free = known is None or field == "column_types"
            if _runs(str(name)) or not (is_free or name in (known or ())):
                yield f"{place}/{name} {part!r}"
            else:
                inner = None if name == "meta" else known
                inside = "data_type" if field == "column_types" else str(name)
                yield from _odd(part, inside, inner, f"{place}/{name}")
    elif isinstance(data, list | tuple):
        for count, part in enumerate(data):
            yield from _odd(part, field, known, f"{place}/{count}")
    elif isinstance(data, str) and (_runs(data) or (known and not _is_plain(field, data))):
        yield f"{place} {data!r}"


def _runs(text: str) -> bool:
    return "{{" in text or "{%" in text or ("hook" in text.lower() and " " not in text)


def _is_plain(field: str, text: str) -> bool:
    match field:
        case "data_tests":
            return text in _DATA_TESTS
        case "data_type":
            return _DATA_TYPE.fullmatch(text) is not None
        case "name" | "identifier" | "schema":
            return _WORD.fullmatch(text) is not None
        case "description":
            return True
    return False


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""

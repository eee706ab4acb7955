"""The marts as their schema files declare them: owner, columns, types, what is safe to show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from customer_truth.files.layers import files_of, is_of_catalogue, path_of
from customer_truth.files.lined_yaml import Document, read_yaml
from customer_truth.files.problem import Problem, clipped, complaint
from customer_truth.predicate.types import is_known
from customer_truth.registry.adoption import Adoption, read_adoption

MARTS = Path("models") / "marts"
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a mart; only a safe one may be shown with its values."""

    name: str
    data_type: str
    safe: bool
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Mart:
    """One mart, with the place of its contract; `file` is as messages name it.

    `owner` is the role of the company, `function` what its contract names.
    One that may be empty lists what is suspected: no records then settle what was found before.
    """

    name: str
    description: str
    owner: str | None
    columns: Mapping[str, Column]
    function: str | None = None
    may_be_empty: bool = False
    file: Path
    line: int

    @cached_property
    def types(self) -> dict[str, str]:
        """Each column's data type, by name."""
        return {column.name: column.data_type for column in self.columns.values()}


def load_marts(root: Path) -> tuple[dict[str, Mart], list[Problem]]:
    """The marts of the project by name, and what is wrong in their schema files."""
    adoption, _ = read_adoption(root)
    marts: dict[str, Mart] = {}
    problems: list[Problem] = []
    for file in files_of(root, MARTS, "**/*.yml", "**/*.yaml"):
        document = read_yaml(path_of(root, file))
        for line, has, needs in document.problems:
            message = complaint(has, needs)
            problems.append(Problem(file=file, line=line, where="schema file", message=message))
        problems += _nameless(file, document)
        for mart, found in _marts(file, document):
            problems.extend(found)
            first = marts.setdefault(mart.name, mart)
            if first is not mart:
                has = f"a second contract (also {first.file}:{first.line})"
                problems.append(_problem(mart, mart.line, has, "one"))
    return {name: _adopted(mart, adoption) for name, mart in marts.items()}, problems


def _adopted(mart: Mart, adoption: Adoption | None) -> Mart:
    if adoption is None or mart.owner is None or not is_of_catalogue(mart.file):
        return mart
    return replace(mart, owner=adoption.role(mart.owner))


def _nameless(file: Path, document: Document) -> Iterator[Problem]:
    """What stands where a mart should, and is none: it would be left out without a word."""
    data = document.data
    models = data.get("models") if isinstance(data, dict) else None
    wrong = []
    if data is not None and not isinstance(data, dict):
        wrong.append((document.line(), "no fields", "models:"))
    if models is not None and not isinstance(models, list):
        wrong.append((document.line("models"), "models that are no list", "a list"))
    for at, model in enumerate(_list(data, "models")):
        name = model.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            has = f"the name {clipped(repr(name))}" if name else "a model without a name"
            wrong.append((document.line("models", at), has, "one in lower case such as orders"))
        elif not isinstance(model.get("columns", []), list):
            has = f"columns of {name} that are no list"
            wrong.append((document.line("models", at, "columns"), has, "a list"))
    for line, has, needs in wrong:
        message = complaint(has, needs)
        yield Problem(file=file, line=line, where="schema file", message=message)


def _marts(file: Path, document: Document) -> Iterator[tuple[Mart, list[Problem]]]:
    for at, model in enumerate(_list(document.data, "models")):
        name, steps = model.get("name"), ("models", at)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            continue
        columns, broken = _columns(model)
        mart = Mart(
            name=name,
            description=str(model.get("description") or ""),
            owner=_owner(model),
            function=_owner(model),
            columns=columns,
            may_be_empty=_meta(model).get("may_be_empty") is True,
            file=file,
            line=document.line(*steps, "name"),
        )
        found = [
            _problem(mart, document.line(*steps, "columns", place), has, needs)
            for place, has, needs in broken
        ]
        yield mart, found


def _columns(model: dict[str, Any]) -> tuple[dict[str, Column], list[tuple[int, str, str]]]:
    columns: dict[str, Column] = {}
    broken = []
    for place, declared in enumerate(_list(model, "columns")):
        column = _column(declared)
        if not _NAME.fullmatch(column.name):
            named = f"the name {clipped(repr(column.name))}" if column.name else "no name"
            broken.append((place, f"{named} for a column", "one in lower case such as due_on"))
        elif column.name in columns:
            broken.append((place, f"the column {column.name} twice", "it once"))
        elif not is_known(column.data_type):
            named = f"the data_type {clipped(repr(column.data_type))}"
            has = f"{named if column.data_type else 'no data_type'} for {column.name}"
            broken.append((place, has, "one such as text or numeric(18,2)"))
        columns[column.name] = column
    return columns, broken


def _list(data: Any, name: str) -> list[dict[str, Any]]:
    """The items of a list; one that is no item with fields is one without any."""
    found = data.get(name) if isinstance(data, dict) else None
    listed = found if isinstance(found, list) else []
    return [part if isinstance(part, dict) else {} for part in listed]


def _meta(data: Mapping[str, Any]) -> dict[str, Any]:
    config = data.get("config")
    nested = config.get("meta") if isinstance(config, dict) else None
    merged: dict[str, Any] = {}
    for meta in (data.get("meta"), nested):
        merged |= meta if isinstance(meta, dict) else {}
    return merged


def _owner(model: Mapping[str, Any]) -> str | None:
    owner = _meta(model).get("owner")
    return owner if isinstance(owner, str) else None


def _column(column: Mapping[str, Any]) -> Column:
    meta = _meta(column)
    safe = meta.get("safe") is True and meta.get("personal") is not True
    return Column(
        name=str(column.get("name") or "").lower(),
        data_type=str(column.get("data_type") or ""),
        safe=safe,
        description=str(column.get("description") or ""),
    )


def _problem(mart: Mart, line: int, has: str, needs: str) -> Problem:
    message = complaint(has, needs)
    return Problem(file=mart.file, line=line, where=f"mart {mart.name}", message=message)

"""The marts as their schema files declare them: owner, columns, types, what is safe to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customer_truth.registry.problem import Problem, complaint
from customer_truth.rules.lined_yaml import Document, read_yaml

MARTS = Path("models") / "marts"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a mart; only a safe one may be shown with its values."""

    name: str
    data_type: str
    safe: bool


@dataclass(frozen=True, kw_only=True)
class Mart:
    """One mart, with the place of its contract; `file` is relative to the project root.

    One that may be empty lists what is suspected: no records then settle what was found before.
    """

    name: str
    description: str
    owner: str | None
    columns: Mapping[str, Column]
    may_be_empty: bool = False
    file: Path
    line: int

    @property
    def types(self) -> dict[str, str]:
        """Each column's data type, by name."""
        return {column.name: column.data_type for column in self.columns.values()}


def load_marts(root: Path) -> tuple[dict[str, Mart], list[Problem]]:
    """The marts of the project by name, and what is wrong in their schema files."""
    marts: dict[str, Mart] = {}
    problems: list[Problem] = []
    folder = root / MARTS
    for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]):
        file = path.relative_to(root)
        document = read_yaml(path)
        for line, has, needs in document.problems:
            message = complaint(has, needs)
            problems.append(Problem(file=file, line=line, where="schema file", message=message))
        for mart, found in _marts(file, document):
            problems.extend(found)
            first = marts.setdefault(mart.name, mart)
            if first is not mart:
                has = f"a second contract (also {first.file}:{first.line})"
                problems.append(_problem(mart, mart.line, has, "one"))
    return marts, problems


def _marts(file: Path, document: Document) -> Iterator[tuple[Mart, list[Problem]]]:
    for at, model in enumerate(_list(document.data, "models")):
        name, steps = model.get("name"), ("models", at)
        if not isinstance(name, str):
            continue
        columns, broken = _columns(model)
        mart = Mart(
            name=name,
            description=str(model.get("description") or ""),
            owner=_owner(model),
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
        if column.name in columns:
            broken.append((place, f"the column {column.name} twice", "it once"))
        if not column.data_type:
            has = f"no data_type for {column.name or 'a column'}"
            broken.append((place, has, "one such as text or numeric(18,2)"))
        columns[column.name] = column
    return columns, broken


def _list(data: Any, name: str) -> list[dict[str, Any]]:
    found = data.get(name) if isinstance(data, dict) else None
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []


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
    )


def _problem(mart: Mart, line: int, has: str, needs: str) -> Problem:
    message = complaint(has, needs)
    return Problem(file=mart.file, line=line, where=f"mart {mart.name}", message=message)

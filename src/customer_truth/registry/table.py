"""Reads one reviewed CSV file into rows; whatever is wrong in it becomes a problem."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Generic, TypeVar, get_type_hints

from customer_truth.registry.problem import Problem, complaint, listed, nearest
from customer_truth.registry.rows import Row

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Table(Generic[R]):
    """The rows of one file, and what is wrong in it."""

    rows: tuple[R, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Cell:
    """How a column of one type is read; `needs` says what its text must look like."""

    read: Callable[[str], Any]
    needs: str
    may_be_empty: bool = False


def _date(text: str) -> date:
    if len(text) != len("2026-01-31"):
        raise ValueError(text)
    return date.fromisoformat(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or number < 0:
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


_DATE, _COUNT = "a date such as 2026-01-31", "a whole number"
_CELLS: dict[object, _Cell] = {
    str: _Cell(str, "a text"),
    str | None: _Cell(str, "a text", True),
    date: _Cell(_date, _DATE),
    date | None: _Cell(_date, _DATE, True),
    int: _Cell(_count, _COUNT),
    int | None: _Cell(_count, _COUNT, True),
    Decimal: _Cell(_number, "a number of 0 or more"),
    bool: _Cell(_boolean, "true or false"),
}


def _columns(row: type[Row]) -> dict[str, _Cell]:
    hints = get_type_hints(row)
    names = [field.name for field in fields(row) if field.name not in ("file", "line")]
    return {name: _CELLS[hints[name]] for name in names}


def read_table(root: Path, file: Path, row: type[R]) -> Table[R]:
    """The rows of `root / file`; a field that cannot be read is None and named in `problems`."""
    problems: list[Problem] = []

    def report(line: int, where: str, has: str, needs: str, do: str = "") -> None:
        problems.append(
            Problem(file=file, line=line, where=where, message=complaint(has, needs, do))
        )

    columns = _columns(row)
    try:
        records = list(_records(root / file))
    except FileNotFoundError:
        report(1, "table", "no file", f"one, if only with its header: {','.join(columns)}")
        return Table((), tuple(problems))
    except (OSError, UnicodeError, csv.Error) as error:
        report(1, "table", f"a text that cannot be read ({error})", "CSV in UTF-8")
        return Table((), tuple(problems))

    header = [name.strip() for name in records[0][1]] if records else []
    if not _header_is_sound(header, columns, report):
        return Table((), tuple(problems))
    rows = []
    for line, values in records[1:]:
        if len(values) != len(header):
            has, needs = f"{len(values)} fields", f"{len(header)} as in the header"
            report(line, "row", has, needs, "Put text with a comma in double quotes.")
            continue
        named = dict(zip(header, values, strict=True))
        rows.append(_row(row, (file, line), named, columns, report))
    return Table(tuple(rows), tuple(problems))


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        line = 1
        for values in reader:
            if any(value.strip() for value in values):
                yield line, values
            line = reader.line_num + 1


def _header_is_sound(
    header: list[str], columns: dict[str, _Cell], report: Callable[..., None]
) -> bool:
    unknown = [name for name in header if name not in columns]
    missing = [name for name in columns if name not in header]
    for name in missing:
        do = nearest(name, unknown)
        report(1, "header", f"no column {name}", f"all of {', '.join(columns)}", do)
    if not missing:
        for name in unknown:
            report(1, "header", f"an unknown column {name!r}", f"only {listed(columns)}")
    for name in sorted({name for name in header if header.count(name) > 1}):
        report(1, "header", f"the column {name!r} twice", "it once")
    return set(header) == set(columns) and len(header) == len(columns)


def _row(
    row: type[R],
    place: tuple[Path, int],
    values: dict[str, str],
    columns: dict[str, _Cell],
    report: Callable[..., None],
) -> R:
    read: dict[str, Any] = {}
    refused: list[tuple[str, str]] = []
    for name, cell in columns.items():
        text = values[name].strip()
        if not text:
            read[name] = "" if cell.read is str and not cell.may_be_empty else None
            if not cell.may_be_empty:
                refused.append((f"no {name}", cell.needs))
            continue
        try:
            read[name] = cell.read(text)
        except (ValueError, KeyError, InvalidOperation):
            read[name] = None
            refused.append((f"{text!r} as {name}", cell.needs))
    file, line = place
    made = row(file=file, line=line, **read)
    for has, needs in refused:
        report(line, made.where, has, needs)
    return made

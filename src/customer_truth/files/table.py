"""Reads one reviewed CSV file into rows; whatever is wrong in it becomes a problem."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar, get_type_hints

from customer_truth.files.problem import Problem, clipped, complaint, listed, nearest
from customer_truth.files.row import Period, Rate, Row
from customer_truth.files.text_file import LONGEST_TEXT, UnreadableError, read_text

LARGEST_FILE = 32_000_000
_LARGEST_COUNT = 2**31 - 1
_LONGEST_PERIOD = 36_500  # a century of days; a moment so moved is one that every engine holds
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNTED = re.compile(r"0|[1-9][0-9]{0,9}")
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?")
_RATE = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,10})?")
_QUOTED = re.compile(r'"[^"]*"')
_OTHER_SIGN = re.compile(r"[;\t|]")
_MOST_TOLD = 20

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Table(Generic[R]):
    """The rows of one file, and what is wrong in it; it may be a file of which no row was read."""

    rows: tuple[R, ...]
    problems: tuple[Problem, ...]
    is_read: bool = True


@dataclass(frozen=True)
class _Cell:
    """How a column of one type is read; `needs` says what its text must look like."""

    read: Callable[[str], Any]
    needs: str
    may_be_empty: bool = False
    may_lack: bool = False


def _date(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _count(text: str) -> int:
    if not _COUNTED.fullmatch(text) or int(text) > _LARGEST_COUNT:
        raise ValueError(text)
    return int(text)


def _period(text: str) -> int:
    if (count := _count(text)) > _LONGEST_PERIOD:
        raise ValueError(text)
    return count


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _rate(text: str) -> Rate:
    if not _RATE.fullmatch(text) or not (rate := Decimal(text)):
        raise ValueError(text)
    return Rate(rate)


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


_DATE = "a date such as 2026-01-31"
_COUNT = f"a whole number of at most {_LARGEST_COUNT:,}"
_PERIOD = f"a whole number of at most {_LONGEST_PERIOD:,}"
_CELLS: dict[object, _Cell] = {
    str: _Cell(str, "a text"),
    str | None: _Cell(str, "a text", True),
    date: _Cell(_date, _DATE),
    date | None: _Cell(_date, _DATE, True),
    int: _Cell(_count, _COUNT),
    int | None: _Cell(_count, _COUNT, True),
    Period: _Cell(_period, _PERIOD),
    Period | None: _Cell(_period, _PERIOD, True),
    Decimal: _Cell(_number, "a number of 0 or more, of at most 4 decimals"),
    Rate: _Cell(_rate, "a number above 0, of at most 10 decimals"),
    bool: _Cell(_boolean, "true or false"),
}


def _columns(row: type[Row]) -> dict[str, _Cell]:
    """The columns of a table; one that has a default, since it came later, may lack."""
    hints = get_type_hints(row)
    return {
        field.name: replace(_CELLS[hints[field.name]], may_lack=field.default is not MISSING)
        for field in fields(row)
        if field.name not in ("file", "line")
    }


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
        if row.may_lack_file:
            return Table((), ())
        report(1, "table", "no file", f"one, even if only with its header: {','.join(columns)}")
        return Table((), tuple(problems), is_read=False)
    except UnreadableError as error:
        report(1, "table", error.has, error.needs)
        return Table((), tuple(problems), is_read=False)
    except csv.Error as error:
        report(1, "table", f"a text that cannot be read ({error})", "CSV in UTF-8")
        return Table((), tuple(problems), is_read=False)

    header = records[0][1] if records else []
    if not _header_is_sound(header, columns, report):
        return Table((), tuple(problems), is_read=False)
    rows = []
    seen: dict[tuple[str, ...], int] = {}
    for line, values in records[1:]:
        if not any(values):
            report(line, "row", "no value", "one", "Take the line out; a night would read it.")
        elif len(values) != len(header):
            has, needs = f"{len(values)} fields", f"{len(header)} as in the header"
            report(line, "row", has, needs, "Put text with a comma in double quotes.")
        elif (first := seen.setdefault(tuple(values), line)) != line:
            report(line, "row", f"the same row as line {first}", "it once", "Take one out.")
        else:
            named = dict(zip(header, values, strict=True))
            rows.append(_row(row, (file, line), named, columns, report))
    return Table(tuple(rows), tuple(problems))


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    text = read_text(path, LARGEST_FILE)
    _refuse_two_kinds_of_line_ends(text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for values in reader:
        yield line, values
        line = reader.line_num + 1


def _refuse_two_kinds_of_line_ends(text: str) -> None:
    """Within quotes any may stand; elsewhere engines do not agree on where a row ends."""
    bare = _QUOTED.sub("", text)
    both = bare.count("\r\n")
    if bare.count("\r") != both or both not in (0, bare.count("\n")):
        raise UnreadableError("line endings of several kinds", "one kind")


def _header_is_sound(
    header: list[str], columns: dict[str, _Cell], report: Callable[..., None]
) -> bool:
    if len(header) == 1 and (sign := _OTHER_SIGN.search(header[0])):
        has = f"cells separated by {'a tab' if sign[0] == chr(9) else sign[0]}"
        report(1, "header", has, "commas", "Save it as CSV in UTF-8, with commas.")
        return False
    unknown = [name for name in header if name not in columns]
    missing = [name for name, cell in columns.items() if not (name in header or cell.may_lack)]
    for name in missing:
        do = nearest(name, unknown[:_MOST_TOLD])
        report(1, "header", f"no column {name}", f"all of {', '.join(columns)}", do)
    if unknown and not missing:
        names = [repr(name) for name in unknown]
        report(1, "header", f"the unknown column {listed(names, 5)}", f"only {listed(columns)}")
    for name in sorted({name for name in header if header.count(name) > 1}):
        report(1, "header", f"the column {name!r} twice", "it once")
    return not (unknown or missing) and len(header) == len(set(header))


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
        text = values.get(name, "")
        read[name] = "" if cell.read is str and not cell.may_be_empty else None
        if not text:
            if not cell.may_be_empty:
                refused.append((f"no {name}", cell.needs))
            continue
        needs = _misread(text)
        try:
            read[name] = cell.read(text) if needs is None else read[name]
        except (ValueError, KeyError):
            needs = cell.needs
        if needs is not None:
            refused.append((f"{clipped(repr(text))} as {name}", needs))
    file, line = place
    made = row(file=file, line=line, **read)
    for has, needs in refused:
        report(line, made.where, has, needs)
    return made


def _misread(text: str) -> str | None:
    """What a cell needs that one of the engines would read otherwise than it is written."""
    if text != text.strip():
        return "it without spaces around it"
    if text.lower() == "null":
        return "nothing in the cell, or another word"
    if len(text) > LONGEST_TEXT:
        return f"at most {LONGEST_TEXT:,} characters"
    if any(unicodedata.category(sign) == "Cc" and sign not in "\r\n" for sign in text):
        return "text without control characters"
    return None

"""How rows are written: for a person, as CSV or as JSON.

A person gets a table, and where it is wider than the terminal a block a row: an id is never cut.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich.text import Text

from customer_truth.cli.console import complain, fits, out, say, say_table
from customer_truth.cli.options import Format, ReportFormat
from customer_truth.machine.readers import is_read
from customer_truth.text.csv_line import csv_line
from customer_truth.text.visible import visible

Row = Mapping[str, Any]


def write_rows(
    rows: Iterable[Row], format: Format, columns: Sequence[str], shown: Sequence[str]
) -> None:
    """Writes all `columns` of the rows, or those `shown` where it is a table."""
    if format is Format.CSV:
        _write_csv(_as_long_as_read(rows), columns)
    elif format is Format.JSON:
        out.file.write("[")
        for number, row in enumerate(_as_long_as_read(rows)):
            out.file.write((",\n " if number else "\n ") + json.dumps(dict(row), default=str))
        out.file.write("\n]\n")
    else:
        _print([[visible(cell(row[name])) for name in shown] for row in rows], shown)


def beside(format: Format | ReportFormat) -> Callable[[str], None]:
    """How lines for a person are told: standard output is the rows' alone where a program reads."""
    return say if format == Format.TABLE else complain


def _print(rows: Sequence[Sequence[str]], names: Sequence[str]) -> None:
    if fits(names, rows):
        say_table(names, rows)
        return
    label = max(map(len, names)) + 2
    for first, *rest in rows:
        say(Text(first, style="bold"))
        for name, told in zip(names[1:], rest, strict=True):
            if told:
                say(f"  {name:<{label}}{told}")
        say()


def _as_long_as_read(rows: Iterable[Row]) -> Iterator[Row]:
    return itertools.takewhile(lambda _: is_read(out.file), rows)


def _write_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    out.file.write(csv_line(columns))
    out.file.writelines(csv_line(row[name] for name in columns) for row in rows)


def cell(value: object) -> str:
    """A value as a person reads it: days, grouped amounts, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return f"{value:,.2f}"
    return str(value)

"""Options that several commands take."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from customer_truth.dialects import DEFAULT_TARGET, TARGETS
from customer_truth.errors import Unusable
from customer_truth.files.problem import complaint
from customer_truth.verdict.verdict import Severity

_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class Format(StrEnum):
    """How a listing is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class ReportFormat(StrEnum):
    """How a report is written that is several lists in one, which no CSV file can hold."""

    TABLE = "table"
    JSON = "json"


def of_our_time(option: typer.CallbackParam, day: datetime | None) -> datetime | None:
    """The day, or `Unusable`: beyond this century a slip is likelier than a question.

    Delays and periods are counted from it, and so end within what engines and Python can hold.
    """
    if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        needs = f"a day from {_FIRST_YEAR} to {_LAST_YEAR}"
        raise Unusable(f"{option.opts[0]}: {complaint(f'{day:%Y-%m-%d}', needs, 'Correct it.')}")
    return day


def day_option(name: str, help: str) -> Any:
    """An option that takes a day of our time."""
    return typer.Option(
        name,
        callback=of_our_time,
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help=help,
        show_default=False,
    )


ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", metavar="DIR", help="The project; default: here or a folder above."),
]
HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        help="Where extracts, warehouse and sites are kept; default: the project.",
    ),
]
TargetOption = Annotated[
    str | None,
    typer.Option(
        "--target",
        help=f"One of {', '.join(TARGETS)}; default: {DEFAULT_TARGET}.",
        show_default=False,
    ),
]
SourcesOption = Annotated[
    str | None,
    typer.Option(
        "--sources",
        metavar="A,B",
        help="Systems that are on, instead of the configured ones; they get a world of their own.",
    ),
]
SarifOption = Annotated[Path | None, typer.Option("--sarif", metavar="FILE", help="SARIF 2.1.0.")]
JunitOption = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="JUnit XML.")]
ListOption = Annotated[
    Path | None,
    typer.Option("--list", metavar="FILE", help="Every record that moves, as CSV."),
]
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=1, metavar="N", help="At most so many.", show_default=False),
]
SeverityOption = Annotated[
    Severity | None,
    typer.Option("--severity", help="Only of rules of this severity.", show_default=False),
]
NewOption = Annotated[bool, typer.Option("--new", help="Only what the last night brought.")]
SinceOption = Annotated[
    datetime | None, day_option("--since", "Only what was first seen on this day or later.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to write it.")]
ReportFormatOption = Annotated[
    ReportFormat,
    typer.Option("--format", help="How to write it. It is not one list, so there is no csv."),
]

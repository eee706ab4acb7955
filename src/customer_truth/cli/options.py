"""Options that several commands take."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a listing is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


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
    str | None, typer.Option("--target", help="duckdb (default) or postgres.", show_default=False)
]
SourcesOption = Annotated[
    str | None,
    typer.Option(
        "--sources",
        metavar="A,B",
        help="Systems that are on, instead of the configured ones; they get a world of their own.",
    ),
]
JsonOption = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Also write the machine's copy.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to write it.")]

"""`truth scorecards`: what each function reports green, beside what the customers got."""

from __future__ import annotations

import itertools
from typing import Annotated

import typer

from customer_truth.cli.console import say
from customer_truth.cli.options import (
    Format,
    FormatOption,
    HomeOption,
    LimitOption,
    ProjectOption,
    SourcesOption,
    TargetOption,
)
from customer_truth.cli.rows import Row, write_rows
from customer_truth.project import open_settings


def scorecards(
    month: Annotated[
        str | None, typer.Option(help="Such as 2026-10; else the last month that is over.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="YYYY-MM", help="Every month from this one on.")
    ] = None,
    limit: LimitOption = None,
    format: FormatOption = Format.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Show what each function reports green, beside the customers whose whole month was good."""
    from customer_truth.lookups.truth_gap import SCORECARD_COLUMNS, scorecards_of
    from customer_truth.warehouse import open_warehouse

    warehouse = open_warehouse(open_settings(project, home=home, target=target, sources=sources))
    with warehouse.reading() as connection:
        rows = scorecards_of(connection, warehouse.schema("marts"), month, since)[:limit]
    if format is not Format.TABLE:
        write_rows(rows, format, SCORECARD_COLUMNS, ())
        return
    months = itertools.groupby(rows, key=lambda row: row["month_on"])
    for number, (month_on, of_month) in enumerate(months):
        if number:
            say()
        say(f"{month_on:%Y-%m}: what each function reports of its customers, and how many")
        say("of the same customers had a whole month")
        say()
        for row in of_month:
            say(_line(row))


def _line(row: Row) -> str:
    shares = f"{row['green_share']:>7.1%} green  {row['whole_share']:>7.1%} whole"
    counted = f"{row['gap'] * 100:>+6.1f} points  {row['customer_count']:>8,} customers"
    return f"{row['function']:<12}{shares}  {counted}  {row['kpi'] or ''}".rstrip()

"""`truth scorecards`: what each function reports green, beside what the customers got."""

from __future__ import annotations

from typing import Annotated

import typer

from customer_truth.cli.console import say
from customer_truth.cli.options import (
    Format,
    FormatOption,
    HomeOption,
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
    format: FormatOption = Format.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Show what each function reports green, beside the customers whose whole month was good."""
    from customer_truth.outcomes import SCORECARD_COLUMNS, scorecards_of
    from customer_truth.warehouse import open_warehouse

    warehouse = open_warehouse(open_settings(project, home=home, target=target, sources=sources))
    with warehouse.reading() as connection:
        rows = scorecards_of(connection, warehouse.schema("marts"), month)
    if format is not Format.TABLE:
        write_rows(rows, format, SCORECARD_COLUMNS, ())
        return
    first = rows[0]
    say(
        f"{first['month_on']:%Y-%m}: {first['whole_share']:.1%} of {first['customer_count']:,} "
        "customers had a whole month"
    )
    for row in rows:
        say(_line(row))


def _line(row: Row) -> str:
    hidden = ""
    if row["hidden_count"]:
        noun = "customer" if row["hidden_count"] == 1 else "customers"
        amount = f"{row['hidden_amount']:,.0f}"
        hidden = f"  does not see {row['hidden_count']:,} {noun} who ordered {amount}"
    return f"  {row['function']:<10}{row['green_share']:>7.1%} green  {row['gap']:>+6.1%}{hidden}"

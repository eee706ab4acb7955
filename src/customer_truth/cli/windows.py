"""`truth windows` and `truth export windows`: read what people type, write it for planners."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from customer_truth.cli.console import complain, out, say, say_table
from customer_truth.cli.options import (
    HomeOption,
    ProjectOption,
    SourcesOption,
    TargetOption,
    day_option,
)
from customer_truth.cli.progress import heard
from customer_truth.errors import Unusable
from customer_truth.files.problem import clipped
from customer_truth.project import open_settings
from customer_truth.text.visible import visible
from customer_truth.verdict.verdict import ExitCode
from customer_truth.windows.forms import Form

if TYPE_CHECKING:
    from customer_truth.windows.hours import Hours, NotUnderstood

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RIGHT = ("opens", "closes", "width")
_UNDERSTOOD = """\
Understood are days with hours: "M-F 6-10, Sa before noon", "Mon,Wed 0600-1000 / 1300-1500",
"weekdays 22:00-04:00 (+1)", "daily except Sunday 6am to noon, closed Dec 25", weekdays of eleven
languages, such as "Montag bis Freitag 7-11 Uhr", and OpenStreetMap's opening_hours.
Every form: docs/read-delivery-windows.md"""
_SITES_NAMED = 5

export = typer.Typer(
    help="Write what the last night published, for other programs.", no_args_is_help=True
)


def windows(
    texts: Annotated[
        list[str], typer.Argument(metavar="TEXT...", help="What somebody typed as hours.")
    ],
    form: Annotated[
        Form | None,
        typer.Option("--as", help="Print this form alone.", show_default=False),
    ] = None,
    day: Annotated[
        datetime | None,
        day_option(
            "--day",
            "The day of VROOM's time_windows, and the first of the dated closed days; "
            "default: today.",
        ),
    ] = None,
    zone: Annotated[
        str, typer.Option("--zone", help="The site's time zone, for VROOM's time_windows.")
    ] = "UTC",
) -> None:
    """Show what a typed delivery window is understood as, or where understanding stops.

    Exit code 2 says that a text was not understood.
    """
    from customer_truth.windows.hours import NotUnderstood
    from customer_truth.windows.text import understand

    failed = False
    for number, text in enumerate(texts):
        try:
            hours = understand(text)
        except NotUnderstood as refusal:
            failed = True
            complain(_refusal(text, refusal))
            continue
        if form is not None:
            say(_written(hours, form, day.date() if day else date.today(), zone))
        else:
            _print_hours(text, hours, is_first=number == 0)
    if failed:
        complain(_UNDERSTOOD)
        raise typer.Exit(ExitCode.UNCHECKED)


@export.command("windows", epilog="Example: truth export windows --format vroom --day 2026-11-05")
@heard
def export_windows(
    form: Annotated[
        Form,
        typer.Option(
            "--format",
            help="osm: opening_hours of the week; schema.org: a Place with its opening hours; "
            "vroom: time_windows of one day.",
        ),
    ] = Form.OSM,
    site: Annotated[
        str | None, typer.Option("--site", help="Only of this site id.", show_default=False)
    ] = None,
    day: Annotated[
        datetime | None,
        day_option("--day", "The windows in force on this day; default: the night's."),
    ] = None,
    holiday: Annotated[
        bool,
        typer.Option("--holiday", help="The day is a public holiday, for VROOM's time_windows."),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Write to a file; default: standard output."),
    ] = None,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Write the delivery windows of every active site, one JSON object a line."""
    from customer_truth.lookups.nights import latest_run, stream
    from customer_truth.warehouse import open_warehouse
    from customer_truth.windows.export import site_alike, site_lines, windows_query

    warehouse = open_warehouse(open_settings(project, home=home, target=target, sources=sources))
    left_out: list[str] = []
    count = 0
    with warehouse.reading() as connection, _opened(output) as file:
        on = day.date() if day else latest_run(connection)["as_of"].date()
        rows = stream(connection, windows_query(warehouse.schema("marts"), on, site))
        for site_id, found in site_lines(rows, form, on, holiday):
            if found is None:
                left_out.append(site_id)
            else:
                file.write(json.dumps(found, ensure_ascii=False) + "\n")
                count += 1
        if site is not None and not count and not left_out:
            do = site_alike(connection, warehouse.schema("marts"), site)
            raise Unusable(
                f"site '{clipped(site)}': has no window in force that is understood, needs one. "
                f"{do or 'List some: truth export windows --format osm'}"
            )
    _report(count, left_out, output)


@export.command("schema", epilog="Example: truth export schema > night.schema.json")
@heard
def export_schema() -> None:
    """Write the JSON Schema of the night's JSON: what `truth nightly --format json` prints."""
    from customer_truth.report.machine import night_schema

    out.file.write(json.dumps(night_schema(), indent=2) + "\n")


def _refusal(text: str, refusal: NotUnderstood) -> str:
    from customer_truth.windows.folding import tidy

    tidied = tidy(text)
    rest = tidied[refusal.at :]
    at = f"at '{rest}'" if rest else "at its end"
    return f"'{tidied}': stops {at}, which {refusal.reason}."


def _print_hours(text: str, hours: Hours, is_first: bool) -> None:
    from customer_truth.windows.osm import MONTHS, clock_text, to_osm

    if not is_first:
        say()
    say(Text(visible(text), style="bold"))
    rows = []
    for weekday, opens, closes in hours.windows:
        days_on, minute = divmod(closes, 1440) if closes > 1440 else (0, closes)
        ends = clock_text(minute) + (f" (+{days_on})" if days_on else "")
        width = f"{(closes - opens) // 60}:{(closes - opens) % 60:02} h"
        rows.append((_WEEKDAYS[weekday - 1], clock_text(opens), ends, width))
    say_table(("weekday", *_RIGHT), rows, right=_RIGHT)
    closed = [f"{MONTHS[month - 1]} {day}" for month, day in hours.closed_days]
    closed += ["public holidays"] if hours.is_closed_on_holidays else []
    if closed:
        say(f"closed on {', '.join(closed)}")
    say(f"opening_hours: {to_osm(hours)}")


def _written(hours: Hours, form: Form, day: date, zone: str) -> str:
    from customer_truth.windows.osm import to_osm
    from customer_truth.windows.schema_org import to_schema_org
    from customer_truth.windows.vroom import find_zone, to_vroom

    if form is Form.OSM:
        return to_osm(hours)
    if form is Form.SCHEMA_ORG:
        return json.dumps(to_schema_org(hours, day))
    found = find_zone(zone)
    if found is None:
        raise Unusable(f"--zone: has '{zone}', needs an IANA time zone such as Europe/Berlin.")
    return json.dumps(to_vroom(hours, day, found))


def _opened(output: Path | None) -> AbstractContextManager[IO[str]]:
    if output is None:
        return nullcontext(out.file)
    try:
        return output.open("w", encoding="utf-8")
    except OSError as problem:
        raise Unusable(f"--output {output}: {problem.strerror}. Name another file.") from problem


def _report(count: int, left_out: list[str], output: Path | None) -> None:
    if left_out:
        named = ", ".join(left_out[:_SITES_NAMED]) + (" …" if len(left_out) > _SITES_NAMED else "")
        complain(
            f"{len(left_out)} sites left out: have no time zone that is known ({named}). "
            "See: truth explain window_time_zone_is_valid"
        )
    if output is not None:
        say(f"Windows of {count:,} sites lie in {output}")

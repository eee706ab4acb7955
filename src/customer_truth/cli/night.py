"""`truth nightly`, `truth notify` and `truth site`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customer_truth.cli.console import complain, out, say
from customer_truth.cli.options import (
    Format,
    FormatOption,
    HomeOption,
    ProjectOption,
    SourcesOption,
    TargetOption,
    of_our_time,
)
from customer_truth.cli.progress import progress
from customer_truth.cli.rows import beside, write_rows
from customer_truth.errors import Unusable
from customer_truth.machine import trouble
from customer_truth.project import open_settings
from customer_truth.report.whole import begin
from customer_truth.verdict.verdict import ExitCode, exit_code

if TYPE_CHECKING:
    from customer_truth.definitions.load import Definitions
    from customer_truth.project import Project
    from customer_truth.verdict.outcome import Run
    from customer_truth.warehouse import Warehouse

_MESSAGE_COLUMNS = ("role", "subject", "body")
_TOLD_COLUMNS = ("role", "outcome")


def nightly(
    sources: SourcesOption = None,
    raw: Annotated[
        Path | None, typer.Option("--raw", metavar="DIR", help="Where the extracts' files are.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            callback=of_our_time,
            help="The moment to judge by, UTC; default: the newest sync.",
        ),
    ] = None,
    alerts: Annotated[
        bool, typer.Option("--alerts/--no-alerts", help="Tell the owners what is new.")
    ] = True,
    target: TargetOption = None,
    format: FormatOption = Format.TABLE,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Also write the night to a file, as JSON."),
    ] = None,
    recover: Annotated[
        bool,
        typer.Option("--recover", help="Set a damaged warehouse aside, and keep its history."),
    ] = False,
    older_extracts: Annotated[
        bool,
        typer.Option("--older-extracts", help="Take extracts older than the last night's."),
    ] = False,
    full: Annotated[
        bool,
        typer.Option("--full", help="Build all anew, and compare it with what did not change."),
    ] = False,
    exit_zero: Annotated[
        bool,
        typer.Option("--exit-zero", help="End 0 where rules failed too, so all else is trouble."),
    ] = False,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Check the extracts, build the marts, evaluate every rule, record, publish the sites.

    Ends 0 where nothing blocks, 1 where rules failed, 2 where it could not be checked.
    """
    begin(json_file)
    from customer_truth.nightly.night import run_nightly
    from customer_truth.report.machine import write_json
    from customer_truth.report.terminal import unchecked_words

    opened = open_settings(project, home=home, target=target, sources=sources, raw=raw)
    told: list[str] = []
    if recover:
        _recover(opened, beside(format))
    with progress(opened.stall_minutes) as step:
        run = run_nightly(
            opened,
            as_of=as_of,
            older_extracts=older_extracts,
            full=full,
            progress=step,
            alert=_telling(opened, told, step) if alerts else lambda *_: None,
        )
    if json_file:
        write_json(run, json_file)
    _print_night(run, opened, told, format)
    code = exit_code(run.verdict)
    if code == ExitCode.UNCHECKED:
        complain(unchecked_words(run, opened.lookup_options))
    raise typer.Exit(ExitCode.OK if exit_zero and code == ExitCode.BLOCKED else code)


def _print_night(run: Run, opened: Project, told: list[str], format: Format) -> None:
    from customer_truth.report.machine import run_as_json
    from customer_truth.report.terminal import night_lines

    if format is Format.JSON:
        # In ASCII: whatever else a terminal cannot show is written in a way that is no JSON.
        out.file.write(json.dumps(run_as_json(run), indent=2) + "\n")
    elif format is Format.CSV:
        rows = run_as_json(run)["rules"]
        write_rows(rows, format, list(rows[0]) if rows else (), ())
    else:
        for line in night_lines(run, opened.site, opened.lookup_options):
            say(line)
    for words in told:
        beside(format)(words)


def _recover(opened: Project, tell: Callable[[str], None]) -> None:
    from customer_truth.quality.tables import KEPT
    from customer_truth.warehouse import open_warehouse
    from customer_truth.warehouse.recovery import recover

    warehouse = open_warehouse(opened)
    with warehouse.lock():
        recovered = recover(warehouse, KEPT)
    if recovered is None:
        tell("Nothing to recover: the last night's warehouse is whole, or there is none.")
        return
    tell(f"Damaged  {recovered.aside}")
    tell(f"Kept     {', '.join(recovered.saved) or 'nothing of its history could be read'}")
    if recovered.saved and recovered.lost:
        tell(f"Lost     {', '.join(recovered.lost)}")


def _telling(
    opened: Project, told: list[str], step: Callable[[str], None]
) -> Callable[[Warehouse, Definitions], None]:
    """Sends the alerts; whatever goes wrong with them is reported and never fails the night."""

    def alert(warehouse: Warehouse, definitions: Definitions) -> None:
        from customer_truth.notify.notify import tell, told_lines

        step("alerts")
        try:
            told.extend(told_lines(tell(opened, warehouse, definitions)))
        except Unusable as problem:
            told.append(f"Alerts   {problem}")
        except Exception as error:
            why = f"could not be sent ({type(error).__name__}). Run: truth notify"
            told.append(f"Alerts   {trouble.told(error) or why}")

    return alert


def notify(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be sent, and send nothing.")
    ] = False,
    format: FormatOption = Format.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Tell the owners what the last night brought, as far as they have not been told."""
    from customer_truth.definitions.load import load_definitions
    from customer_truth.lookups.nights import definitions_day, latest_run
    from customer_truth.notify.notify import pending_messages, tell, told_lines
    from customer_truth.warehouse import open_warehouse

    opened = open_settings(project, home=home, target=target, sources=sources)
    warehouse = open_warehouse(opened)

    def definitions() -> Definitions:
        with warehouse.reading() as connection:
            day = definitions_day(latest_run(connection))
        return load_definitions(opened.root, day)

    if not dry_run:
        # Read under the lock: a night that is published meanwhile has a day of its own.
        with warehouse.lock():
            told = tell(opened, warehouse, definitions())
        if format is not Format.TABLE:
            write_rows(told.rows(), format, _TOLD_COLUMNS, ())
            return
        for line in told_lines(told) or ["Nothing new to tell."]:
            say(line)
        return
    messages = pending_messages(opened, warehouse, definitions())
    if format is not Format.TABLE:
        write_rows(map(vars, messages), format, _MESSAGE_COLUMNS, ())
        return
    for message in messages:
        say(f"To {message.role}: {message.subject}")
        for line in message.body.splitlines():
            say(f"  {line}".rstrip())
        say()
    if not messages:
        say("Nothing new to tell.")


def site(
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Publish the sites of the last finished night again."""
    from customer_truth.nightly.republish import republish_site

    opened = open_settings(project, home=home, target=target, sources=sources)
    with progress(opened.stall_minutes) as step:
        republish_site(opened, step)
    say(f"Site     {opened.site / 'index.html'}")

"""`truth contradictions`: what waits for whom to decide, since when, and what they are worth."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from customer_truth.cli.completion import roles
from customer_truth.cli.console import say
from customer_truth.cli.options import (
    Format,
    FormatOption,
    HomeOption,
    LimitOption,
    NewOption,
    ProjectOption,
    SeverityOption,
    SinceOption,
    SourcesOption,
    TargetOption,
)
from customer_truth.cli.rows import Row, cell, write_rows
from customer_truth.lookups.known import refuse_unknown
from customer_truth.project import open_settings
from customer_truth.verdict.figures import NOTHING_OPEN, Figures, Scope

if TYPE_CHECKING:
    from customer_truth.registry import Registry

_SHOWN_ON_A_TERMINAL = 20


def contradictions(
    decider: Annotated[
        str | None, typer.Option(help="Only what waits for this role.", autocompletion=roles)
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only what should have been decided by now.")
    ] = False,
    severity: SeverityOption = None,
    new: NewOption = False,
    since: SinceOption = None,
    limit: LimitOption = None,
    settled: Annotated[
        bool, typer.Option("--all", help="Decided, resolved and waived ones too.")
    ] = False,
    format: FormatOption = Format.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """List contradictions: both claims, who decides, until when, and what they are worth."""
    from customer_truth.lookups.nights import (
        CONTRADICTION_COLUMNS,
        Waiting,
        contradictions_query,
        latest_run,
        stream,
        waiting_counts,
    )
    from customer_truth.quality.figures import read_figures
    from customer_truth.registry import load_registry
    from customer_truth.warehouse import open_warehouse

    opened = open_settings(project, home=home, target=target, sources=sources)
    registry = load_registry(opened.root)
    deciders = {right.decider for right in registry.decision_rights}
    refuse_unknown("decider", decider, deciders, "a decider of decision_rights.csv")
    with open_warehouse(opened).reading() as connection:
        run = latest_run(connection)
        as_of = run["as_of"]
        wanted = Waiting(
            decider=decider,
            due_before=as_of if overdue else None,
            with_settled=settled,
            severity=severity,
            since=since,
            new_in=run["run_id"] if new else None,
        )
        rows = stream(connection, contradictions_query(wanted).limit(limit))
        if format is not Format.TABLE:
            write_rows(rows, format, CONTRADICTION_COLUMNS, ())
            return
        counts = waiting_counts(connection, wanted, as_of)
        is_part = overdue or new or since or severity
        # Figures are of all that waits for a decider, whatever part of it is asked for.
        figures = {} if is_part else read_figures(connection, run["run_id"])
        _print_counts(counts, registry, figures)
        for row in itertools.islice(rows, limit or _SHOWN_ON_A_TERMINAL):
            for line in told(row, as_of):
                say(line)
    _print_rest(limit or _SHOWN_ON_A_TERMINAL, sum(row["waiting"] for row in counts))


def told(row: Row, as_of: datetime) -> Iterator[str]:
    """One contradiction for a person: where it stands, its value, and both claims."""
    value = f", value {cell(row['value'])}" if row["value"] else ""
    yield f"{_state(row, as_of)}  {row['rule_id']}  {row['record_key']}{value}"
    for letter in ("a", "b"):
        said, value, record = (row[f"claim_{letter}_{p}"] for p in ("says", "value", "record"))
        shown = f": {value}" if value is not None else ""
        source = f"  ({record})" if record and record != row["record_key"] else ""
        yield f"  {letter}  {row[f'claim_{letter}_function'] or '?':<10}{said}{shown}{source}"
    if row["decision_id"]:
        yield f"     {row['decided_by']}: {row['stands']} stands. {row['reason']}"


def _state(row: Row, as_of: datetime) -> str:
    if row["resolved"] is not None:
        return f"resolved {row['resolved']:%Y-%m-%d}"
    if row["decision_id"]:
        return f"decided  {cell(row['decided_on'])}"
    is_overdue = row["due"] is not None and row["due"] < as_of
    return f"{'overdue' if is_overdue else 'due':<9}{cell(row['due'])}"


def _print_counts(
    counts: Sequence[Row], registry: Registry, figures: Mapping[tuple[Scope, str], Figures]
) -> None:
    from customer_truth.registry.answering import answers

    today = datetime.now(UTC).date()
    for row in counts:
        person = answers(registry, row["decider"] or "", today)
        overdue = f", {row['overdue']:,} overdue" if row["overdue"] else ""
        waiting = figures.get((Scope.DECIDER, row["decider"] or ""), NOTHING_OPEN)
        money = f"; {waiting.words}" if waiting.words else ""
        say(f"{row['decider']} ({person}): {row['waiting']:,} to decide{overdue}{money}")
    say("" if counts else "Nothing waits for a decision.")


def _print_rest(shown: int, total: int) -> None:
    if total > shown:
        say(f"{shown:,} of {total:,}; all of them: --format csv, or --limit {total}")
    if total:
        say()
        say("To decide, add a row to seeds/decisions.csv: which claim stands, a or b, and why")

"""`truth matches`: what looks like one customer, why, and how to decide on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from customer_truth.cli.completion import roles
from customer_truth.cli.console import say
from customer_truth.cli.options import (
    Format,
    FormatOption,
    HomeOption,
    NewOption,
    ProjectOption,
    SeverityOption,
    SinceOption,
    SourcesOption,
    TargetOption,
)
from customer_truth.cli.progress import progress
from customer_truth.cli.rows import Row, write_rows
from customer_truth.errors import Unusable
from customer_truth.lookups.known import refuse_unknown
from customer_truth.project import Project, open_settings
from customer_truth.text.visible import visible

if TYPE_CHECKING:
    from customer_truth.lookups.nights import Filter
    from customer_truth.matching.model import Model
    from customer_truth.warehouse import Warehouse

_ANSWER_COLUMNS = ("field", "answer", "weight")
_WEIGHT_COLUMNS = ("field", "answer", "m", "u", "weight", "m_here", "u_here", "weight_here")
_NUMBERS = (
    *(("m", 10), ("u", 10), ("weight", 8)),
    *(("m here", 12), ("u here", 10), ("weight", 8)),
)


def matches(
    customer: Annotated[
        str | None, typer.Option(help="Only pairs of this customer: any system's id, or its name.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many pairs at most.")] = 20,
    severity: SeverityOption = None,
    new: NewOption = False,
    since: SinceOption = None,
    decided: Annotated[bool, typer.Option("--all", help="Pairs already decided on too.")] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="A~B", help="What each field adds to one pair's weight.")
    ] = None,
    train: Annotated[
        bool, typer.Option("--train", help="Weights that the records give, beside the model's.")
    ] = False,
    by: Annotated[
        str, typer.Option(help="Role that decides, for the printed lines.", autocompletion=roles)
    ] = "customer_master_steward",
    reason: Annotated[str, typer.Option(help="Reason, for the printed lines.")] = "",
    format: FormatOption = Format.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """List records that look like one customer, why, and the line that decides on each pair."""
    from customer_truth.lookups.nights import Filter
    from customer_truth.matching.suspected import COLUMNS
    from customer_truth.registry import load_registry
    from customer_truth.warehouse import open_warehouse

    opened = open_settings(project, home=home, target=target, sources=sources)
    roles = {row.role for row in load_registry(opened.root).owners}
    refuse_unknown("--by", by, roles, "a role of owners.csv")
    warehouse = open_warehouse(opened)
    if explain is not None:
        _explain(opened, warehouse, explain, format)
    elif train:
        _train(opened, warehouse, format)
    else:
        asked = Filter(customer=customer, severity=severity, since=since)
        pairs, total = _suspected(warehouse, asked, limit, only_new=new, with_decided=decided)
        if format is not Format.TABLE:
            write_rows(pairs, format, COLUMNS, ())
            return
        today = datetime.now(UTC).date()
        for pair in pairs:
            _print_pair(pair, by, reason, today)
        say(f"{len(pairs):,} of {total:,}; decisions go into seeds/match_decisions.csv")


def _suspected(
    warehouse: Warehouse, asked: Filter, limit: int, *, only_new: bool, with_decided: bool
) -> tuple[list[Mapping[str, Any]], int]:
    """The first pairs, and how many there are."""
    from sqlalchemy import ColumnElement, func, select

    from customer_truth.lookups.nights import fails_rule, find_customer, latest_run, stream
    from customer_truth.matching.suspected import suspected_query
    from customer_truth.quality.tables import exceptions

    marts = warehouse.schema("marts")
    with warehouse.reading() as connection:
        if asked.customer is not None:
            found = find_customer(connection, marts, asked.customer)["customer_id"]
            asked = replace(asked, customer=found)
        if only_new:
            asked = replace(asked, new_in=latest_run(connection)["run_id"])

        def is_found(match_id: ColumnElement[Any]) -> ColumnElement[bool]:
            return fails_rule(asked, exceptions.c.mart == "suspected_matches", match_id)

        is_limited = asked.severity or asked.since or asked.new_in
        query = suspected_query(
            marts,
            asked.customer,
            with_decided=with_decided,
            found=is_found if is_limited else None,
        )
        pairs = list(itertools.islice(stream(connection, query), limit))
        total = connection.scalar(select(func.count()).select_from(query.subquery()))
    return pairs, int(total or 0)


def _print_pair(pair: Mapping[str, Any], by: str, reason: str, today: date) -> None:
    from customer_truth.matching.suspected import DECISIONS, decision_line

    say(
        Text.assemble(
            (visible(f"{pair['record_id_a']}  {pair['record_id_b']}"), "bold"),
            f"  {pair['kind'].replace('_', ' ')}, weight {pair['match_weight']:.1f}, "
            f"{_invoiced(pair['invoiced_last_year'])}",
        )
    )
    say(f"  customers  {pair['customer_id']}, {pair['other_customer_id']}")
    say(f"  agree on   {pair['agreed_on'] or 'nothing'}")
    say(f"  differ on  {pair['differs_on'] or 'nothing'}")
    if pair["decision"]:
        say(f"  decided    {pair['decision']}")
    else:
        for decision in DECISIONS:
            say(f"  {decision:<9}  {decision_line(pair, decision, by, reason, today)}")
    say()


def _invoiced(amount: Decimal | None) -> str:
    if amount is None:
        return "nobody knows what both were invoiced in the last year"
    return f"{amount:,.2f} invoiced to both in the last year"


def _explain(project: Project, warehouse: Warehouse, match_id: str, format: Format) -> None:
    from customer_truth.matching.night import explain_pair

    record, found, other = match_id.partition("~")
    if not found or record == other:
        raise Unusable(
            f"--explain: has '{match_id}', needs two records as in suspected_matches: A~B."
        )
    pair = explain_pair(project, warehouse, record, other)
    if format is not Format.TABLE:
        answers = [
            {"field": answer.field, "answer": answer.words, "weight": answer.weight}
            for answer in pair.answers
        ]
        prior = {"field": "prior", "answer": None, "weight": pair.prior}
        write_rows([*answers, prior], format, _ANSWER_COLUMNS, ())
        return
    for answer in pair.answers:
        say(f"{answer.field:<14}{answer.words:<24}{answer.weight:>+8.1f}")
    say(f"{'prior':<38}{pair.prior:>+8.1f}")
    verdict = "suspected" if pair.weight >= pair.least_weight else "not suspected"
    say(f"{'match weight':<38}{pair.weight:>+8.1f}  {verdict}, from {pair.least_weight:.1f} on")


def _train(project: Project, warehouse: Warehouse, format: Format) -> None:
    from customer_truth.matching.night import train_on_last_night

    with progress(project.stall_minutes) as step:
        step("training")
        model, trained = train_on_last_night(project, warehouse)
    weights = list(_weights(model, trained))
    if format is not Format.TABLE:
        write_rows(weights, format, _WEIGHT_COLUMNS, ())
        return
    heads = "".join(f"{head:>{width}}" for head, width in _NUMBERS)
    say(f"{'field':<14}{'answer':<24}{heads}")
    for row in weights:
        field, answer, *numbers = row.values()
        cells = (f"{n:>{width}.3g}" for n, (_, width) in zip(numbers, _NUMBERS, strict=True))
        say(f"{field:<14}{answer:<24}{''.join(cells)}")


def _weights(model: Model, trained: Model) -> Iterator[Row]:
    """The answers of both models side by side."""
    for comparison, other in zip(model.comparisons, trained.comparisons, strict=True):
        for level, learnt in zip(comparison.levels, other.levels, strict=True):
            numbers = (level.m, level.u, level.weight, learnt.m, learnt.u, learnt.weight)
            told = (comparison.field, level.words, *numbers)
            yield dict(zip(_WEIGHT_COLUMNS, told, strict=True))

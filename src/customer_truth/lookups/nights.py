"""Questions to the last finished night, answered by the engine and bounded in size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Exists,
    Select,
    and_,
    case,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
)

from customer_truth.errors import Unusable
from customer_truth.files.problem import clipped
from customer_truth.lookups.alike import as_asked, escaped, most_alike
from customer_truth.lookups.identities import merged_into
from customer_truth.lookups.known import refuse_unknown
from customer_truth.quality.tables import (
    CLAIM_COLUMNS,
    WAITS,
    contradictions,
    exceptions,
    rule_results,
    rules,
    runs,
)

EXCEPTION_COLUMNS = (
    *("rule_id", "record_key", "customer_id", "owner", "decider", "severity", "value"),
    "in_error",
    *("first_seen", "last_seen", "due", "times_reopened", "resolved", "waiver_id"),
    *("not_looked_at", "broken"),
)
_ROWS_AT_ONCE = 5000

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Filter:
    """Which exceptions somebody asks for; None is no limit to it.

    `since` is the earliest first sight, `new_in` the run in which one was new or reopened.
    """

    rule: str | None = None
    owner: str | None = None
    customer: str | None = None
    with_resolved: bool = False
    severity: str | None = None
    since: datetime | None = None
    new_in: str | None = None


def exceptions_query(wanted: Filter) -> Select[Any]:
    """Exceptions, the newest and costliest first, with how the failure of their rule reads.

    A rule that the last night did not know any more says nothing.
    """
    e = exceptions.c
    newest = select(runs.c.run_id).order_by(runs.c.started_at.desc()).limit(1).scalar_subquery()
    said = and_(rules.c.rule_id == e.rule_id, rules.c.run_id == newest)
    kept = [e[name] for name in EXCEPTION_COLUMNS if name in e]
    query = select(*kept, rules.c.broken).select_from(exceptions.outerjoin(rules, said))
    equal = ((wanted.rule, e.rule_id), (wanted.owner, e.owner), (wanted.customer, e.customer_id))
    for value, where in equal:
        if value is not None:
            query = query.where(where == value)
    query = query.where(*_as_severe_and_new(wanted))
    if not wanted.with_resolved:
        query = query.where(e.resolved.is_(None))
    costliest = func.coalesce(e.value, 0).desc()
    return query.order_by(e.first_seen.desc(), costliest, e.rule_id, e.record_key)


def named(connection: Connection, wanted: Filter, marts: str, root: Path) -> Filter:
    """The filter with names that are known: to the definitions, or to any night that is kept.

    `Unusable` where a name is neither; a customer may be named by an id of any system.
    """
    # The definitions take longer to read than the night, which mostly knows the name.
    rule_ids, owners = _recorded(connection, rules.c.rule_id), _recorded(connection, rules.c.owner)
    if wanted.rule not in (None, *rule_ids):
        refuse_unknown("rule", wanted.rule, rule_ids | _declared_rules(root), "the id of a rule")
    if wanted.owner not in (None, *owners):
        refuse_unknown(
            "owner", wanted.owner, owners | _declared_roles(root), "a role of owners.csv"
        )
    if wanted.customer is None or _has_exceptions(connection, wanted.customer):
        return wanted
    return replace(
        wanted, customer=find_customer(connection, marts, wanted.customer)["customer_id"]
    )


def _recorded(connection: Connection, name: ColumnElement[Any]) -> set[str]:
    found: Any = connection.scalars(select(name).distinct())
    return {str(one) for one in found}


def _declared_rules(root: Path) -> set[str]:
    from customer_truth.registry import load_registry
    from customer_truth.rules.from_registry import registry_rule_ids
    from customer_truth.rules.load import read_rule_files

    declared = {entry.id for file in read_rule_files(root) for entry in file.entries if entry.id}
    return declared | set(registry_rule_ids(load_registry(root)))


def _declared_roles(root: Path) -> set[str]:
    from customer_truth.registry import load_registry

    return {row.role for row in load_registry(root).owners}


def _has_exceptions(connection: Connection, customer: str) -> bool:
    query = select(exceptions.c.customer_id).where(exceptions.c.customer_id == customer).limit(1)
    return connection.execute(query).first() is not None


CONTRADICTION_COLUMNS = (
    *("rule_id", "record_key", "customer_id", "decision", "decider", *CLAIM_COLUMNS),
    *("value", "opened", "due", "decision_id", "stands", "reason", "decided_by"),
    *("decided_on", "times_reopened", "resolved", "waiver_id"),
)


@dataclass(frozen=True)
class Waiting:
    """Which contradictions somebody asks for; None is no limit to it.

    `due_before` leaves those whose deadline has passed by then.
    """

    decider: str | None = None
    customer: str | None = None
    due_before: datetime | None = None
    with_settled: bool = False
    severity: str | None = None
    since: datetime | None = None
    new_in: str | None = None


def contradictions_query(wanted: Waiting) -> Select[Any]:
    """Contradictions, those due first on top and the costliest of a day first."""
    c = contradictions.c
    query = select(*(c[name] for name in CONTRADICTION_COLUMNS))
    for value, where in ((wanted.decider, c.decider), (wanted.customer, c.customer_id)):
        if value is not None:
            query = query.where(where == value)
    if wanted.due_before is not None:
        query = query.where(c.due < wanted.due_before)
    if wanted.since is not None:
        query = query.where(c.opened >= wanted.since)
    if wanted.severity is not None or wanted.new_in is not None:
        query = query.where(fails_rule(wanted, exceptions.c.rule_id == c.rule_id, c.record_key))
    if not wanted.with_settled:
        query = query.where(WAITS)
    costliest = func.coalesce(c.value, 0).desc()
    return query.order_by(c.due, costliest, c.rule_id, c.record_key)


def fails_rule(
    wanted: Filter | Waiting, rule: ColumnElement[bool], record_key: ColumnElement[Any]
) -> Exists:
    """Whether a record fails such a rule, as severe and as new as it is asked for."""
    e = exceptions.c
    found = select(e.rule_id).where(rule, e.record_key == record_key)
    return found.where(*_as_severe_and_new(wanted)).exists()


def _as_severe_and_new(wanted: Filter | Waiting) -> Iterator[ColumnElement[bool]]:
    """The conditions on an exception; one that was new and is resolved is new no more."""
    e = exceptions.c
    if wanted.severity is not None:
        yield e.severity == wanted.severity
    if wanted.since is not None:
        yield e.first_seen >= wanted.since
    if wanted.new_in is not None:
        yield e.moved_in == wanted.new_in
        yield e.resolved.is_(None)


def waiting_counts(connection: Connection, wanted: Waiting, as_of: datetime) -> Sequence[Row]:
    """By decider: how many contradictions wait, and how many are overdue."""
    waiting = contradictions_query(wanted).order_by(None).subquery().c
    overdue = func.sum(case((waiting.due < as_of, 1), else_=0))
    query = (
        select(
            waiting.decider,
            func.count().label("waiting"),
            overdue.label("overdue"),
        )
        .group_by(waiting.decider)
        .order_by(overdue.desc(), func.count().desc(), waiting.decider)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def stream(connection: Connection, query: Select[Any]) -> Iterator[Row]:
    """The rows of a query, some thousands in memory at a time."""
    result = connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE))
    for part in result.mappings().partitions():
        yield from (dict(row) for row in part)


def count_exceptions(connection: Connection, wanted: Filter) -> int:
    """How many exceptions the filter holds."""
    inner = exceptions_query(wanted).order_by(None).subquery()
    return int(connection.scalar(select(func.count()).select_from(inner)) or 0)


def count_not_looked_at(connection: Connection, wanted: Filter) -> dict[str, int]:
    """How many of the filter's exceptions were not looked at, by the reason; the most first."""
    inner = exceptions_query(wanted).order_by(None).subquery()
    reason, many = inner.c.not_looked_at, func.count()
    query = select(reason, many).where(reason.is_not(None)).group_by(reason)
    rows = connection.execute(query.order_by(many.desc(), reason))
    return {row[0]: row[1] for row in rows}


def latest_run_id(connection: Connection) -> str | None:
    """The newest run's id, if there is a run."""
    newest = select(runs.c.run_id).order_by(runs.c.started_at.desc()).limit(1)
    return connection.scalar(newest)


def latest_run(connection: Connection) -> Row:
    """The newest run, with the columns that its version kept."""
    newest: Select[Any] = (
        select(literal_column("*")).select_from(runs).order_by(runs.c.started_at.desc())
    )
    found = connection.execute(newest.limit(1)).mappings().first()
    if found is None:
        raise Unusable("warehouse: has no finished night, needs one. Run: truth nightly")
    return dict(found)


def definitions_day(run: Row) -> date:
    """The day by which a run read its definitions; of an older version's, today."""
    day: date | None = run.get("definitions_on")
    return day or datetime.now(UTC).date()


def results_query(run_id: str) -> Select[Any]:
    """The rule results of one run with what the rules said."""
    said = [rules.c[n] for n in ("title", "suite", "mart", "kind", "dimension", "reference")]
    joined = rule_results.join(
        rules,
        (rules.c.run_id == rule_results.c.run_id) & (rules.c.rule_id == rule_results.c.rule_id),
    )
    return (
        select(rule_results, *said)
        .select_from(joined)
        .where(rule_results.c.run_id == run_id)
        .order_by(rule_results.c.rule_id)
    )


def find_customer(connection: Connection, marts: str, asked: str) -> Row:
    """The customer that an id of any system, an id merged away, or a name stands for."""
    fields = ("customer_id", "anchor_system", "segment", "country", "currency", "owner_is_active")
    customers = table(
        "customers", *map(column, (*fields, "name", "invoiced_last_year")), schema=marts
    )
    crosswalk = table(
        "customer_crosswalk", column("source_record_id"), column("customer_id"), schema=marts
    )
    ids = select(crosswalk.c.customer_id).where(
        or_(
            crosswalk.c.source_record_id == asked,
            crosswalk.c.source_record_id.like(f"%:{escaped(asked)}", escape="\\"),
        )
    )
    c = customers.c
    query = select(*(c[name] for name in fields), c.invoiced_last_year)
    known = or_(c.customer_id == asked, c.customer_id.in_(ids), func.lower(c.name) == asked.lower())
    query = query.order_by(c.customer_id).limit(6)
    found = connection.execute(query.where(known)).mappings().all()
    if not found and (customer_id := merged_into(connection, marts, asked)):
        found = connection.execute(query.where(c.customer_id == customer_id)).mappings().all()
    if not found:
        record = crosswalk.c.source_record_id
        places = ((as_asked(record, asked), record), (c.name, c.customer_id))
        do = most_alike(connection, asked, *places)
        raise Unusable(
            f"customer '{clipped(asked)}': is known to no system, needs a customer id, a record id "
            f"of one system, or the whole name. {do or 'List some: truth exceptions --format csv'}"
        )
    if len(found) > 1:
        ids_found = ", ".join(row["customer_id"] for row in found)
        raise Unusable(
            f"customer '{asked}': stands for several customers ({ids_found}), needs one. "
            "Name one of these ids."
        )
    return dict(found[0])


def timeline(connection: Connection, marts: str, customer_id: str) -> Sequence[Row]:
    """What happened to a customer over all systems, oldest first."""
    names = ("happened_at", "source_system", "entity", "record_id", "event", "amount")
    events = table(
        "customer_events", *map(column, ("customer_id", "event_id", *names)), schema=marts
    )
    query = (
        select(*(events.c[name] for name in names))
        .where(events.c.customer_id == customer_id)
        .order_by(events.c.happened_at, events.c.event_id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def nights_of(connection: Connection, rule_id: str, at_most: int) -> Sequence[Row]:
    """The newest nights of one rule, newest first."""
    query = (
        select(runs.c.as_of, runs.c.run_id, rule_results)
        .select_from(runs.join(rule_results, runs.c.run_id == rule_results.c.run_id))
        .where(rule_results.c.rule_id == rule_id)
        .order_by(runs.c.started_at.desc())
        .limit(at_most)
    )
    return [dict(row) for row in connection.execute(query).mappings()]

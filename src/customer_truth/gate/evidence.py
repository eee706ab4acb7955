"""What fails on each side: rules evaluated anew where they could say something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, inspect, text

from customer_truth.criteria.rule_sql import compile_rule
from customer_truth.dialects import Dialect
from customer_truth.expectations.failing_keys import failing_keys_table
from customer_truth.expectations.judged import Outcome
from customer_truth.gate.side import Side
from customer_truth.lineage.applicable import applicabilities
from customer_truth.lineage.relation import Relation
from customer_truth.predicate.errors import PredicateError
from customer_truth.quality.tables import exceptions
from customer_truth.rules import Rule
from customer_truth.sql.given_rows import given_rows
from customer_truth.warehouse import Scratch, Warehouse
from customer_truth.warehouse.base import QUALITY, WORK

_RECORDED = """
insert into {work}.failing_keys (rule_id, record_key, customer_id, value, in_error, waiver_id)
select rule_id, record_key, customer_id, value, in_error, waiver_id
from {quality}.exceptions where resolved is null and rule_id = :rule
"""
_JUDGED = """
select rule_id, records from {quality}.rule_results
where run_id = (select run_id from {quality}.runs order by started_at desc limit 1)
    and verdict in ('passed', 'warned', 'failed')
"""
_WAIVED_ANEW = "update {work}.failing_keys set waiver_id = null where waiver_id is not null"
_WAIVED = """
update {work}.failing_keys set waiver_id = given.waiver_id
from {given}
where failing_keys.rule_id = given.rule_id and failing_keys.record_key = given.record_key
"""
_WAIVER = {"rule_id": "text", "record_key": "text", "waiver_id": "text"}
_COUNTS = "select count(*), count(waiver_id) from {work}.failing_keys where rule_id = :rule"


@dataclass
class Evidence:
    """One side's outcomes by rule, and why a rule that was asked for was not evaluated."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def evaluate_side(
    side: Side,
    scratch: Scratch,
    wanted: set[str],
    recorded: Mapping[str, int],
    as_of: datetime,
    progress: Callable[[str], None],
    columns: Callable[[], Mapping[str, Relation]],
) -> Evidence:
    """Failing keys of the `wanted` rules are in the scratch's own `work.failing_keys` afterwards.

    `columns` tells what is known of the columns of the side's marts.

    Those that are also `recorded`, each with how many records it judged, were judged by the same
    definitions on the same data last night: what was found then is taken over, unless a rule leaves
    records out, of which the night keeps what was found of them before.
    """
    evidence = Evidence()
    asked = {rule_id for rule_id in wanted if rule_id in side.rules}
    rules = side.only(asked).rules
    applicable = applicabilities(rules, side.marts, columns(), as_of)
    partial = {rule_id for rule_id, lacks in applicable.items() if lacks.judged is not None}
    taken_over = (asked & recorded.keys()) - partial
    names = {
        "work": scratch.schema(WORK, building=True),
        "quality": scratch.night_schema(QUALITY),
    }
    with scratch.building() as connection:
        connection.exec_driver_sql("create schema if not exists {work}".format(**names))
        failing_keys_table(names["work"]).create(connection, checkfirst=True)
        for rule_id in sorted(taken_over):
            connection.execute(text(_RECORDED.format(**names)), {"rule": rule_id})
        _waive(connection, side, names["work"])
        for rule_id in taken_over:
            counts = text(_COUNTS.format(**names))
            found: Any = connection.execute(counts, {"rule": rule_id}).one()
            evidence.outcomes[rule_id] = Outcome(rule_id, recorded[rule_id], *found)
    fresh = set()
    for rule_id in sorted(asked - taken_over):
        if error := unreadable(side, side.rules[rule_id], scratch.dialect, as_of):
            evidence.outcomes[rule_id] = Outcome(rule_id, 0, 0, 0, error)
        else:
            fresh.add(rule_id)
    if fresh:
        from customer_truth.nightly.evaluate import evaluate

        evaluated = evaluate(side.only(fresh), scratch, as_of, progress, applicable)
        evidence.outcomes |= evaluated.outcomes
        evidence.skipped |= evaluated.skipped
        for rule_id, reason in evaluated.not_applicable.items():
            evidence.outcomes[rule_id] = Outcome(rule_id, 0, 0, 0, unjudged=reason)
    return evidence


def recorded_rules(night: Warehouse) -> dict[str, int]:
    """The rules that the last night could evaluate, and over how many records each.

    None of a night of an older version, which did not keep what of a record is in error.
    """
    with night.reading() as connection:
        quality = night.schema(QUALITY)
        kept = inspect(connection).get_columns(exceptions.name, quality)
        if not any(column["name"] == exceptions.c.in_error.name for column in kept):
            return {}
        found: Any = connection.exec_driver_sql(_JUDGED.format(quality=quality))
        return dict(found.all())


def _waive(connection: Connection, side: Side, work: str) -> None:
    """Waivers end and begin: both sides are judged by those in force today."""
    connection.exec_driver_sql(_WAIVED_ANEW.format(work=work))
    # Of several waivers of a record the last one holds.
    waivers = {
        (row.rule, row.record_key): row.waiver_id
        for row in side.registry.waivers
        if row.in_force(side.today)
    }
    for given, parameters in given_rows(_WAIVER, [(*of, id) for of, id in waivers.items()]):
        connection.execute(text(_WAIVED.format(work=work, given=given)), parameters)


def unreadable(side: Side, rule: Rule, dialect: Dialect, as_of: datetime) -> str | None:
    """Why a rule of a side cannot be read on its marts; None where it can."""
    mart = side.marts.get(rule.mart)
    if mart is None:
        return f"has the unknown mart {rule.mart}, needs one of models/marts"
    try:
        compile_rule(rule, mart, person="", dialect=dialect, as_of=as_of)
    except PredicateError as error:
        return f"cannot be read: {error}"
    return None

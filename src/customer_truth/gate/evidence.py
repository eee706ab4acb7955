"""What fails on each side: rules evaluated anew where they could say something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from customer_truth.criteria.rule_sql import compile_rule
from customer_truth.expectations.failing_keys import failing_keys_table
from customer_truth.expectations.judged import Outcome
from customer_truth.gate.scratch import Scratch
from customer_truth.gate.side import Side
from customer_truth.lineage.applicable import applicabilities
from customer_truth.lineage.relation import Relation
from customer_truth.predicate.errors import PredicateError
from customer_truth.rules import Rule

_RECORDED = """
insert into work.failing_keys (rule_id, record_key, customer_id, value, in_error, waiver_id)
select rule_id, record_key, customer_id, value, in_error, waiver_id
from night.quality.exceptions where resolved is null and rule_id = :rule
"""
_KEEPS_IN_ERROR = """
select 1 from duckdb_columns()
where database_name = 'night' and schema_name = 'quality'
and table_name = 'exceptions' and column_name = 'in_error'
"""
_WAIVED_ANEW = "update work.failing_keys set waiver_id = null"
_WAIVED = "update work.failing_keys set waiver_id = :id where rule_id = :rule and record_key = :key"


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
    """Failing keys of the `wanted` rules are in the scratch file's `work.failing_keys` afterwards.

    `columns` tells what is known of the columns of the side's marts.

    Those that are also `recorded`, each with how many records it judged, were judged by the same
    definitions on the same data last night: what was found then is taken over, unless a rule leaves
    records out, of which the night keeps what was found of them before.
    """
    evidence = Evidence()
    asked = {rule_id for rule_id in wanted if rule_id in side.rules}
    rules = side.only(asked).rules
    applicable = applicabilities(rules, side.marts, columns(), "duckdb", as_of)
    partial = {rule_id for rule_id, lacks in applicable.items() if lacks.judged is not None}
    taken_over = (asked & recorded.keys()) - partial
    with scratch.building() as connection:
        connection.exec_driver_sql("create schema if not exists work")
        failing_keys_table("work").create(connection, checkfirst=True)
        for rule_id in sorted(taken_over):
            connection.execute(text(_RECORDED), {"rule": rule_id})
        _waive(connection, side)
        for rule_id in taken_over:
            evidence.outcomes[rule_id] = _taken_over(connection, rule_id, recorded[rule_id])
    fresh = set()
    for rule_id in sorted(asked - taken_over):
        if error := unreadable(side, side.rules[rule_id], as_of):
            evidence.outcomes[rule_id] = Outcome(rule_id, 0, 0, 0, error)
        else:
            fresh.add(rule_id)
    if fresh:
        from customer_truth.nightly.evaluate import evaluate

        found = evaluate(side.only(fresh), scratch, as_of, progress, applicable)
        evidence.outcomes |= found.outcomes
        evidence.skipped |= found.skipped
        for rule_id, reason in found.not_applicable.items():
            evidence.outcomes[rule_id] = Outcome(rule_id, 0, 0, 0, unjudged=reason)
    return evidence


def recorded_rules(connection: Connection) -> dict[str, int]:
    """The rules that the last night could evaluate, and over how many records each.

    None of a night of an older version, which did not keep what of a record is in error.
    """
    if not connection.exec_driver_sql(_KEEPS_IN_ERROR).first():
        return {}
    return {
        row.rule_id: row.records
        for row in connection.exec_driver_sql(
            "select rule_id, records from night.quality.rule_results where run_id = "
            "(select run_id from night.quality.runs order by started_at desc limit 1) "
            "and verdict in ('passed', 'warned', 'failed')"
        )
    }


def _taken_over(connection: Connection, rule_id: str, records: int) -> Outcome:
    counts = "select count(*), count(waiver_id) from work.failing_keys where rule_id = :rule"
    found: Any = connection.execute(text(counts), {"rule": rule_id}).one()
    return Outcome(rule_id, records, *found)


def _waive(connection: Connection, side: Side) -> None:
    """Waivers end and begin: both sides are judged by those in force today."""
    connection.exec_driver_sql(_WAIVED_ANEW)
    for row in side.registry.waivers:
        if row.in_force(side.today):
            connection.execute(
                text(_WAIVED), {"id": row.waiver_id, "rule": row.rule, "key": row.record_key}
            )


def unreadable(side: Side, rule: Rule, as_of: datetime) -> str | None:
    """Why a rule of a side cannot be read on its marts; None where it can."""
    mart = side.marts.get(rule.mart)
    if mart is None:
        return f"has the unknown mart {rule.mart}, needs one of models/marts"
    try:
        compile_rule(rule, mart, person="", dialect="duckdb", as_of=as_of)
    except PredicateError as error:
        return f"cannot be read: {error}"
    return None

"""Writes a night into the schema `quality`, in the transaction that publishes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, delete, func, insert, select

from customer_truth.quality import tables
from customer_truth.registry import Registry
from customer_truth.verdict.outcome import RuleResult, Run
from customer_truth.verdict.verdict import Verdict


def record_rules(
    connection: Connection,
    run_id: str,
    as_of: datetime,
    results: Sequence[RuleResult],
    registry: Registry,
) -> None:
    """The rules as they stood in the run, with who decides and by when."""
    deciders = {right.decision: right for right in registry.decision_rights}
    rows = []
    for result in results:
        rule = result.rule
        right = deciders.get(rule.decision or "")
        rows.append(
            {
                "run_id": run_id,
                "rule_id": rule.id,
                "title": rule.title,
                "suite": rule.suite,
                "mart": rule.mart,
                "kind": rule.kind.value,
                "owner": rule.owner,
                "person": result.person,
                "severity": rule.severity.value,
                "dimension": rule.dimension,
                "definition": rule.definition,
                "why": rule.why,
                "fix": rule.fix,
                "reference": rule.reference,
                "decision": rule.decision,
                "decider": right.decider if right else None,
                "decide_by": as_of + timedelta(days=right.days_to_decide) if right else None,
                "effective_from": rule.effective_from,
                "effective_until": rule.effective_until,
                "broken": rule.broken,
                "fix_in": rule.fix_in,
                "record_named_by": rule.key,
                "touches_customers": rule.touches_customers,
            }
        )
    connection.execute(insert(tables.rules), rows)


def record_run(connection: Connection, run: Run, keep_nights: int) -> None:
    """The run, its results and its scorecards; nights beyond `keep_nights` are forgotten."""
    connection.execute(
        insert(tables.runs),
        {
            "run_id": run.run_id,
            "checkpoint": run.checkpoint,
            "as_of": run.as_of,
            "definitions_on": run.definitions_on,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
            "sources": json.dumps(list(run.sources)),
            "verdict": run.verdict.value,
            **run.counts,
        },
    )
    connection.execute(insert(tables.rule_results), [_result(run, r) for r in run.results])
    connection.execute(
        insert(tables.scorecards), [_scorecard(connection, run, o) for o in run.owners()]
    )
    _forget(connection, keep_nights)


def _result(run: Run, result: RuleResult) -> dict[str, object]:
    return {
        "run_id": run.run_id,
        "rule_id": result.rule.id,
        "owner": result.rule.owner,
        "person": result.person,
        "severity": result.rule.severity.value,
        "verdict": result.verdict.value,
        "reason": result.reason,
        "records": result.records,
        "failing": result.failing,
        "waived": result.waived,
        "new": result.new,
        "resolved": result.resolved,
        "failing_share": result.failing / result.records if result.records else None,
        "records_before": result.records_before,
        "not_looked_at": result.not_looked_at,
    }


def _scorecard(connection: Connection, run: Run, owner: str) -> dict[str, object]:
    mine = run.of(owner)
    exceptions = tables.exceptions.c
    still_open = select(func.count()).where(
        exceptions.owner == owner,
        exceptions.resolved.is_(None),
        exceptions.waiver_id.is_(None),
    )
    return {
        "run_id": run.run_id,
        "owner": owner,
        "person": mine[0].person,
        "is_green": run.is_green(owner),
        "rules": len(mine),
        "failed_rules": sum(r.verdict is Verdict.FAILED for r in mine),
        "warned_rules": sum(r.verdict is Verdict.WARNED for r in mine),
        "open_exceptions": connection.scalar(still_open),
        "new_exceptions": sum(r.new for r in mine),
        "resolved_exceptions": sum(r.resolved for r in mine),
    }


def has_nights(connection: Connection) -> bool:
    """Whether any night was recorded."""
    return connection.scalar(select(tables.runs.c.run_id).limit(1)) is not None


def _forget(connection: Connection, keep_nights: int) -> None:
    newest_first = select(tables.runs.c.run_id).order_by(tables.runs.c.started_at.desc())
    forgotten: list[str] = list(connection.scalars(newest_first.offset(keep_nights)))
    log: tuple[Table, ...] = (
        *(tables.scorecards, tables.rule_results, tables.rules),
        *(tables.figures, tables.runs),
    )
    for table in log if forgotten else ():
        connection.execute(delete(table).where(table.c.run_id.in_(forgotten)))

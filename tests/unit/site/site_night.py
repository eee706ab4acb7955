"""A small night: two owners, a decider, poisoned texts, and its exceptions in an engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from customer_truth.quality.tables import KEPT, contradictions, exceptions, rule_results, runs
from customer_truth.rules import Kind, Rule
from customer_truth.verdict.figures import Figures, Scope
from customer_truth.verdict.outcome import RuleResult, Run
from customer_truth.verdict.verdict import Severity, Verdict

AS_OF = datetime(2026, 11, 23, 4, 30)
SCRIPT = '<script>document.title = "pwned"</script>'
POISON = (
    SCRIPT,
    "\"'><img src=x onerror=alert(1)>",
    "\u202eright to left\u202c \u0639\u0645\u064a\u0644",
    "Y" * 10_000,
    "\U0001f600 K\u00e4se",
    '=HYPERLINK("x")',
    "+1",
    "-2",
    "@SUM(A1)",
    "\tcell",
)


def rule(name: str, owner: str = "sales_operations", **changed: Any) -> Rule:
    """A sound rule; `changed` replaces its fields."""
    fields: dict[str, Any] = {
        "id": name,
        "title": f"Title of {name}",
        "broken": f"Failures of {name}",
        "kind": Kind.INVARIANT,
        "owner": owner,
        "severity": Severity.CRITICAL,
        "dimension": "completeness",
        "why": "It matters.",
        "fix": "Mend it.",
        "effective_from": date(2024, 1, 1),
        "suite": "deals",
        "mart": "deals",
        "key": "deal_id",
        "customer": "customer_id",
        "value": "amount",
        "judged_at": None,
        "file": Path("expectations/deals.yml"),
        "line": 1,
        "when": "is_won",
        "must": "amount > 0",
    }
    return Rule(**{**fields, **changed})


def result(
    of: Rule, verdict: Verdict = Verdict.PASSED, *, person: str | None = None, **counts: Any
) -> RuleResult:
    """What a rule came to; whatever is not given is nothing."""
    held_by = {"sales_operations": "Devon Marsh", "controller": "Beatriz Kowal"}
    given: dict[str, Any] = {
        "reason": None,
        "records": 100,
        "failing": 0,
        "waived": 0,
        "new": 0,
        "resolved": 0,
    }
    return RuleResult(
        rule=of,
        person=person or held_by.get(of.owner, of.owner),
        verdict=verdict,
        **{**given, **counts},
    )


def night(results: Sequence[RuleResult]) -> Run:
    """One finished night of these results."""
    return Run(
        run_id="20261123-1",
        checkpoint="nightly",
        as_of=AS_OF,
        definitions_on=AS_OF.date(),
        started_at=AS_OF,
        finished_at=AS_OF + timedelta(minutes=1),
        sources=["salesforce", "route_planner"],
        results=results,
        figures=FIGURES,
    )


def found(of: Rule, key: str, **changed: Any) -> dict[str, Any]:
    """A row of the exceptions; `changed` replaces its fields."""
    row: dict[str, Any] = {
        "rule_id": of.id,
        "record_key": key,
        "mart": of.mart,
        "kind": of.kind.value,
        "owner": of.owner,
        "decider": None,
        "severity": of.severity.value,
        "customer_id": "C-1",
        "value": Decimal("10.50"),
        "in_error": None,
        "waiver_id": None,
        "first_seen": AS_OF - timedelta(days=3),
        "last_seen": AS_OF,
        "due": None,
        "resolved": None,
        "times_reopened": 0,
    }
    return {**row, **changed}


def keep(connection: Connection, schema: str, rows: Sequence[dict[str, Any]]) -> None:
    """Makes the schema's tables and puts the exceptions into them."""
    placed = connection.execution_options(schema_translate_map={"quality": schema})
    KEPT.create_all(placed)
    if rows:
        placed.execute(exceptions.insert(), list(rows))
    if claimed := [_claimed(row) for row in rows if row["kind"] == "contradiction"]:
        placed.execute(contradictions.insert(), claimed)
    placed.commit()  # long answers are read beside the transaction, from what was committed


def keep_nights(connection: Connection, schema: str, run: Run, *, before: int) -> None:
    """Records the night, and so many nights before it, one a day, that came to the same."""
    placed = connection.execution_options(schema_translate_map={"quality": schema})
    for ago in range(before, -1, -1):
        at = run.as_of - timedelta(days=ago)
        run_id = f"{run.run_id}-{ago}" if ago else run.run_id
        told = {"run_id": run_id, "checkpoint": "nightly", "sources": "[]", **run.counts}
        times = {"as_of": at, "started_at": at, "finished_at": at + timedelta(minutes=1)}
        placed.execute(runs.insert(), {**told, **times, "verdict": run.verdict.value})
        placed.execute(rule_results.insert(), [_kept(run_id, one) for one in run.results])
    placed.commit()


def _kept(run_id: str, one: RuleResult) -> dict[str, Any]:
    counts = ("records", "failing", "waived", "new", "resolved")
    return {
        "run_id": run_id,
        "rule_id": one.rule.id,
        "owner": one.rule.owner,
        "person": one.person,
        "severity": one.rule.severity.value,
        "verdict": one.verdict.value,
        **{name: getattr(one, name) for name in counts},
    }


def _claimed(row: dict[str, Any]) -> dict[str, Any]:
    """The contradiction of an exception, undecided."""
    names = ("rule_id", "record_key", "customer_id", "decider", "value", "due")
    kept = {name: row[name] for name in (*names, "times_reopened", "resolved", "waiver_id")}
    return {**kept, "decision": "contract_terms", "opened": row["first_seen"]}


DEALS = rule("won_deal_has_amount")
CLASH = rule(
    "won_deal_has_contract",
    kind=Kind.CONTRADICTION,
    decision="contract_terms",
    severity=Severity.WARNING,
)
POISONED = rule(
    "poisoned_rule",
    "controller",
    title=SCRIPT + POISON[3],
    broken=SCRIPT + POISON[3],
    why=POISON[1],
    fix=POISON[2],
    reference=POISON[4],
    must=SCRIPT,
    when=None,
    limits={"limit": SCRIPT},
    value=None,
)
BROKEN = rule("could_not_be_read", "controller", must=None, expect={"type": "expect_x", "a": 1})
EMPTY = rule("mart_without_rows", "controller")

RESULTS = (
    result(DEALS, Verdict.FAILED, failing=3, waived=1, new=2, resolved=4),
    result(CLASH, Verdict.WARNED, failing=2),
    result(POISONED, Verdict.FAILED, failing=len(POISON), new=1),
    result(BROKEN, Verdict.ERRORED, reason=f"no such column {SCRIPT}"),
    result(EMPTY, Verdict.SKIPPED, records=0, reason="no records"),
)

_OF_DEALS = Figures(
    records=3,
    in_error=1234.5,
    records_in_error=2,
    customers_touched=2,
    yearly_business=9000.0,
    business_not_known=1,
    currency="EUR",
)
FIGURES = {
    (Scope.RULE, DEALS.id): _OF_DEALS,
    (Scope.OWNER, DEALS.owner): _OF_DEALS,
    (Scope.RULE, CLASH.id): replace(_OF_DEALS, in_error=None, records_in_error=0),
    (Scope.DECISION, CLASH.id): replace(_OF_DEALS, in_error=30.0, records_in_error=1),
    (Scope.DECIDER, "controller"): replace(_OF_DEALS, in_error=30.0, records_in_error=1),
    (Scope.NIGHT, ""): replace(_OF_DEALS, records=9),
}

EXCEPTIONS = (
    found(DEALS, "D-old-dear", value=Decimal("900.00")),
    found(DEALS, "D-new", first_seen=AS_OF, value=Decimal("1.00"), times_reopened=2),
    found(DEALS, "D-new-unvalued", first_seen=AS_OF, value=None, waiver_id="W-7"),
    found(DEALS, "D-resolved", resolved=AS_OF),
    found(CLASH, "D-late", decider="controller", due=AS_OF - timedelta(days=1)),
    found(CLASH, "D-early", decider="controller", due=AS_OF + timedelta(days=1)),
    found(CLASH, "D-waived", decider="controller", waiver_id="W-8"),
    *(found(POISONED, f"{text}{at}", customer_id=text) for at, text in enumerate(POISON)),
)

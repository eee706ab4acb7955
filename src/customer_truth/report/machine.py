"""The machine's copy of a night: JSON."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from customer_truth.report.whole import write_whole
from customer_truth.verdict.figures import Figures, Scope
from customer_truth.verdict.outcome import RuleResult, Run

VERSION = 1  # goes up where a field goes or changes its meaning, never for a new one


def night_schema() -> dict[str, Any]:
    """The JSON Schema of the night's copy, as it ships."""
    text = files("customer_truth.report").joinpath("night.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def run_as_json(run: Run) -> dict[str, Any]:
    """The night as JSON-ready data, as `night.schema.json` describes it.

    Money is in the company's currency (docs/money.md).
    """
    return {
        "version": VERSION,
        "run_id": run.run_id,
        "checkpoint": run.checkpoint,
        "as_of": run.as_of.isoformat(sep=" "),
        "sources": list(run.sources),
        "verdict": run.verdict.value,
        "counts": run.counts,
        "checks": {"made": run.checks.made, "passed": run.checks.passed},
        "figures": figures_as_json(run.figures_of(Scope.NIGHT)),
        "vanished": [result.rule.id for result in run.vanished()],
        "not_looked_at": [result.rule.id for result in run.not_looked_at()],
        "owners": [
            {
                "owner": owner,
                "person": run.of(owner)[0].person,
                "is_green": run.is_green(owner),
                **figures_as_json(run.figures_of(Scope.OWNER, owner)),
            }
            for owner in run.owners()
        ],
        "rules": [_rule(run, result) for result in run.worst_first()],
    }


def figures_as_json(figures: Figures) -> dict[str, Any]:
    """What is open, each record and each customer once; null where nobody can say it."""
    return {
        "records_failing": figures.records,
        "in_error": figures.in_error,
        "records_in_error": figures.records_in_error,
        "customers_touched": figures.customers_touched,
        "yearly_business": figures.yearly_business,
        "business_not_known": figures.business_not_known,
    }


def write_json(run: Run, path: Path) -> None:
    """Writes the night to a file, whole or not at all."""
    write_whole(path, json.dumps(run_as_json(run), indent=2, ensure_ascii=False) + "\n")


def _rule(run: Run, result: RuleResult) -> dict[str, Any]:
    rule = result.rule
    return {
        "id": rule.id,
        "suite": rule.suite,
        "mart": rule.mart,
        "kind": rule.kind.value,
        "owner": rule.owner,
        "person": result.person,
        "severity": rule.severity.value,
        "dimension": rule.dimension,
        "verdict": result.verdict.value,
        "reason": result.reason,
        "records": result.records,
        "records_before": result.records_before,
        "not_looked_at": result.not_looked_at,
        "unusual": result.unusual,
        "failing": result.failing,
        "waived": result.waived,
        "new": result.new,
        "resolved": result.resolved,
        **figures_as_json(run.figures_of(Scope.RULE, rule.id)),
    }

"""Customer Truth: the rules of one mart, as a night evaluates them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from told import answer, asked

from customer_truth import expectations
from customer_truth.rules.model import Kind, Rule
from customer_truth.verdict.verdict import Severity


@dataclass(frozen=True)
class Criterion:
    """A rule with its SQL."""

    rule: Rule
    person: str
    activation: str
    must: str
    in_error: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def criterion(told: dict[str, Any]) -> Criterion:
    """A rule as a file of definitions would say it."""
    rule = Rule(
        id=told["id"],
        title=told["id"],
        broken=told["id"],
        kind=Kind.INVARIANT,
        owner="sales_operations",
        severity=Severity.WARNING,
        dimension="validity",
        why="It matters.",
        fix="Put it right.",
        effective_from=date(2024, 1, 1),
        suite="records",
        mart="records",
        key="record_id",
        customer="customer_id",
        value="amount",
        judged_at=None,
        file=Path("records.yml"),
        line=1,
        must=told["sql"],
    )
    return Criterion(rule, "Ada", "true", told["sql"])


path, rules = asked()
outcomes, _ = expectations.evaluate_mart(
    expectations.open_context(),
    f"truth_duckdb:///{path}",
    "main",
    "records",
    "record_id",
    "customer_id",
    "amount",
    [criterion(rule) for rule in rules],
    [],
    store_schema="found",
)
with duckdb.connect(path, read_only=True) as connection:
    (keys,) = connection.execute("select count(*) from found.failing_keys").fetchone() or (0,)
answer({outcome.rule_id: outcome.failing for outcome in outcomes}, keys)

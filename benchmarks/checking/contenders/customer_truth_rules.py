"""Customer Truth: the rules of one mart, as a night evaluates them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
from told import answer, asked

from benchmarks.made_rule import made_rule
from customer_truth import expectations
from customer_truth.rules import Rule


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
    """A rule with its SQL, as it stands."""
    return Criterion(made_rule(told["id"], told["sql"]), "Ada", "true", told["sql"])


expectations.warm_up()
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

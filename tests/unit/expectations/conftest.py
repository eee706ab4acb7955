"""A small mart on the engine of the tests, and rules on it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from customer_truth import expectations
from customer_truth.expectations import Outcome, Waiver
from customer_truth.rules.model import Kind, Rule
from customer_truth.verdict.verdict import Severity

MART = sa.Table(
    "visits",
    sa.MetaData(schema="truth_test_marts"),
    sa.Column("visit_id", sa.Integer),
    sa.Column("customer_id", sa.Text),
    sa.Column("amount", sa.Numeric(18, 2)),
    sa.Column("note", sa.Text),
    sa.Column("score", sa.Integer),
)
STORE = "truth_test_quality"


@dataclass(frozen=True)
class Compiled:
    """A rule with its SQL."""

    rule: Rule
    person: str
    activation: str
    must: str | None
    in_error: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def compiled(rule_id: str, when: str = "true", must: str | None = None, **told: Any) -> Compiled:
    """A rule on the mart; `must` or `expect` says what has to hold."""
    fields: dict[str, Any] = {
        "title": f"Title of {rule_id}",
        "broken": f"Failures of {rule_id}",
        "owner": "sales_operations",
        "why": "It matters.",
        "fix": "Put it right.",
        **told,
    }
    rule = Rule(
        id=rule_id,
        kind=Kind.INVARIANT,
        severity=Severity.WARNING,
        dimension="validity",
        effective_from=date(2024, 1, 1),
        suite="visits",
        mart="visits",
        key="visit_id",
        customer="customer_id",
        value="amount",
        judged_at=None,
        file=Path("visits.yml"),
        line=1,
        when=when,
        must=must,
        **fields,
    )
    return Compiled(rule, "Ada", when, must)


@dataclass
class Warehouse:
    """The mart and the failing keys of one engine."""

    url: str

    def connect(self) -> sa.Engine:
        return sa.create_engine(self.url, poolclass=sa.NullPool)

    def load(self, *rows: tuple[Any, ...]) -> None:
        """Replaces the mart by rows of (visit_id, customer_id, amount, note, score)."""
        names = MART.columns.keys()
        self.hold(MART, [dict(zip(names, row, strict=True)) for row in rows])

    def hold(self, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Replaces the marts by one of these rows."""
        with self.connect().begin() as connection:
            for schema in (table.schema, STORE):
                connection.execute(sa.text(f"drop schema if exists {schema} cascade"))
            connection.execute(sa.text(f"create schema {table.schema}"))
            table.create(connection)
            if rows:
                connection.execute(table.insert(), rows)

    def evaluate(
        self,
        criteria: Sequence[Compiled],
        waivers: Sequence[Waiver] = (),
        table: sa.Table = MART,
    ) -> tuple[dict[str, Outcome], list[Any]]:
        """Outcomes by rule, and what Great Expectations found."""
        outcomes, results = expectations.evaluate_mart(
            expectations.open_context(),
            self.url,
            str(table.schema),
            table.name,
            "visit_id",
            "customer_id",
            "amount",
            criteria,
            waivers,
            store_schema=STORE,
        )
        assert [outcome.rule_id for outcome in outcomes] == [c.rule.id for c in criteria]
        return {outcome.rule_id: outcome for outcome in outcomes}, results

    def keys_by_rule(self) -> dict[str, list[str]]:
        """The failing keys of every rule, in order."""
        t = expectations.failing_keys_table(STORE).c
        kept: dict[str, list[str]] = defaultdict(list)
        with self.connect().connect() as connection:
            for rule_id, key in connection.execute(sa.select(t.rule_id, t.record_key)):
                kept[rule_id].append(key)
        return {rule_id: sorted(keys) for rule_id, keys in kept.items()}

    def keys(self, rule_id: str) -> list[str]:
        """The failing keys of a rule, in order."""
        t = expectations.failing_keys_table(STORE)
        select = sa.select(t.c.record_key).where(t.c.rule_id == rule_id).order_by(t.c.record_key)
        with self.connect().connect() as connection:
            return list(connection.scalars(select))


POSTGRES = os.environ.get("TRUTH_TEST_POSTGRES_URL")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A warehouse on DuckDB; on PostgreSQL where TRUTH_TEST_POSTGRES_URL names one."""
    if POSTGRES:
        return Warehouse(POSTGRES.replace("postgresql://", "postgresql+psycopg2://", 1))
    path = tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb"
    return Warehouse(f"truth_duckdb:///{path}")


@pytest.fixture
def rule() -> Callable[..., Compiled]:
    """Makes a rule on the mart."""
    return compiled

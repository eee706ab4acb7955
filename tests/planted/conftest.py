"""The planted rows: beside every rule, rows that pass and rows that must fail."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import psycopg2
import pytest

from customer_truth.criteria.rule_sql import Criterion, compile_rule
from customer_truth.definitions.load import every_suite
from customer_truth.definitions.marts import Mart, load_marts
from customer_truth.dialects import Dialect
from customer_truth.planted.rows import GROUPS, Examples, planted_examples
from customer_truth.planted.table import judgement, table_of
from customer_truth.planted.trial import judged_on
from customer_truth.registry import load_registry
from customer_truth.rules import Rule, Suite
from customer_truth.rules.load import load_suites
from tests.conftest import ROOT

Rows = list[Mapping[str, Any]]
POSTGRES = os.environ.get("TRUTH_TEST_POSTGRES_URL")


@dataclass(frozen=True)
class Planted:
    """The rows of every rule by its id."""

    rules: Mapping[str, Rule]
    examples: Mapping[str, Examples]

    def keys(self, rule_id: str, *groups: str) -> set[str]:
        """The keys of a rule's rows of these groups, of all its rows where none is named."""
        rows = self.examples.get(rule_id, Examples()).of(*(groups or GROUPS))
        return {row.key(self.rules[rule_id]) for row in rows}

    def values(self, rule_id: str) -> Rows:
        """The rows of one rule."""
        rows = self.examples.get(rule_id, Examples()).rows
        return [row.record(self.rules[rule_id]) for row in rows]


@dataclass(frozen=True)
class Engine:
    """An engine to plant rows in; `schema` and `store` are this test session's own."""

    dialect: Dialect
    url: str
    open: Callable[[], Any]
    schema: str = "planted_marts"
    store: str = "planted_work"

    def rows_judged(
        self, criterion: Criterion, mart: Mart, rows: Rows
    ) -> list[tuple[str, bool, bool]]:
        """Key, whether the rule applies, and whether its criterion holds, of each of the rows."""
        return self.execute(
            *table_of(mart.name, mart, rows, kind="temporary table"),
            judgement(criterion, mart.name),
        )

    def execute(self, *statements: str) -> list[tuple[Any, ...]]:
        """Runs statements, kept at once; returns the rows of the last one where it has any."""
        connection = self.open()
        try:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def plant(self, mart: Mart, rows: Rows) -> None:
        """Makes the mart anew, with these rows only."""
        self.execute(
            f"drop table if exists {self.schema}.{mart.name}",
            *table_of(f"{self.schema}.{mart.name}", mart, rows),
        )


@pytest.fixture(scope="session")
def marts() -> dict[str, Mart]:
    found, problems = load_marts(ROOT)
    assert not problems
    return found


@pytest.fixture(scope="session")
def suites() -> list[Suite]:
    _, problems = load_suites(ROOT)
    assert not problems
    return every_suite(ROOT)


@pytest.fixture(scope="session")
def planted(suites: list[Suite]) -> Planted:
    rules = {rule.id: rule for suite in suites for rule in suite.rules}
    return Planted(rules, planted_examples(ROOT, load_registry(ROOT)))


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """DuckDB; PostgreSQL where TRUTH_TEST_POSTGRES_URL says where."""
    if POSTGRES:
        made = _on_postgres(POSTGRES)
    else:
        path = tmp_path_factory.mktemp("planted") / "planted.duckdb"
        made = Engine("duckdb", f"truth_duckdb:///{path}", lambda: duckdb.connect(str(path)))
    made.execute(f"create schema {made.schema}")
    yield made
    for schema in (made.schema, made.store):
        made.execute(f"drop schema if exists {schema} cascade")


@pytest.fixture(scope="session")
def compiled(engine: Engine, marts: dict[str, Mart]) -> Callable[[Rule], Criterion]:
    """Turns a rule into the engine's SQL, on the night that judges its rows."""
    return lambda rule: compile_rule(
        rule, marts[rule.mart], person="nobody", dialect=engine.dialect, as_of=judged_on(rule)
    )


def _on_postgres(url: str) -> Engine:
    def connect() -> Any:
        connection = psycopg2.connect(url)
        connection.autocommit = True
        return connection

    own = f"planted_{os.getpid()}"
    address = url.replace(url.split("://", 1)[0], "postgresql+psycopg2", 1)
    return Engine("postgres", address, connect, f"{own}_marts", f"{own}_work")

"""The planted rows: beside every rule, rows that pass and rows that must fail."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest
import yaml

from customer_truth.criteria.rule_sql import Criterion, compile_rule
from customer_truth.definitions.load import every_suite
from customer_truth.definitions.marts import Mart, load_marts
from customer_truth.files.lined_yaml import Document, read_yaml
from customer_truth.predicate import Dialect
from customer_truth.registry import load_registry
from customer_truth.rules import Rule, Suite
from customer_truth.rules.examples import DERIVED, FOLDER
from customer_truth.rules.from_registry import registry_names
from customer_truth.rules.load import load_suites
from tests.conftest import ROOT

AS_OF = datetime(2026, 11, 2, 5)
GROUPS = {"passes": "pass", "fails": "fail", "ignores": "ignore"}
Rows = list[Mapping[str, Any]]
POSTGRES = os.environ.get("TRUTH_TEST_POSTGRES_URL")


@dataclass(frozen=True)
class PlantedRow:
    """A partial row of a mart; what it does not name is unknown."""

    group: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Planted:
    """The rows of every rule by its id, and what is wrong in their files."""

    rows: Mapping[str, dict[str, PlantedRow]]
    problems: tuple[str, ...]

    def keys(self, rule_id: str, *groups: str) -> set[str]:
        """The keys of a rule's rows of these groups, of all its rows where none is named."""
        rows = self.rows.get(rule_id, {})
        return {key for key, row in rows.items() if not groups or row.group in groups}

    def values(self, rule_id: str) -> Rows:
        """The rows of one rule."""
        return [row.values for row in self.rows.get(rule_id, {}).values()]


def read_planted(root: Path, suites: list[Suite], marts: Mapping[str, Mart]) -> Planted:
    """Reads `tests/planted/<suite>.yml` of every suite below `root`."""
    rows: dict[str, dict[str, PlantedRow]] = {}
    problems: list[str] = []
    cases = {path.stem: path for path in sorted((root / FOLDER).glob("*.yml"))}
    by_name = {suite.name: suite for suite in suites}
    for name in sorted(cases.keys() - by_name.keys()):
        problems.append(
            f"{FOLDER / cases[name].name}: is no suite of expectations/, needs to be one"
        )
    for name, suite in by_name.items():
        if name not in cases:
            problems.append(f"{FOLDER / name}.yml: is missing, needs the rows of {name}")
            continue
        file = _CaseFile(
            FOLDER / cases[name].name, read_yaml(cases[name]), suite, marts[suite.mart]
        )
        rows |= file.rows()
        problems += file.problems
    return Planted(rows | _rows_of_derived_rules(by_name), tuple(problems))


def _rows_of_derived_rules(suites: Mapping[str, Suite]) -> dict[str, dict[str, PlantedRow]]:
    """The rows of `derived/registry_rules.yml`, said for each lifecycle and each system."""
    told = yaml.safe_load((ROOT / DERIVED).read_text(encoding="utf-8"))
    names = registry_names(load_registry(ROOT))
    known = {rule.id: rule for suite in suites.values() for rule in suite.rules}
    rows: dict[str, dict[str, PlantedRow]] = {}
    for scope, templates in told.items():
        for template, groups in templates.items():
            for words in names[scope]:
                rule = known.get(template.format(**words))
                if rule is not None:
                    rows[rule.id] = dict(_said_for(rule, groups, words))
    return rows


def _said_for(
    rule: Rule, groups: Mapping[str, Rows], words: Mapping[str, str]
) -> Iterator[tuple[str, PlantedRow]]:
    since = rule.effective_from
    spoken = {**words, "first_day": since, "day_before": since - timedelta(days=1)}
    for group, listed in groups.items():
        for at, row in enumerate(listed):
            key = f"{rule.id}/{GROUPS[group]}/{at + 1}"
            said = {k: v.format(**spoken) if isinstance(v, str) else v for k, v in row.items()}
            if isinstance(moment := said.get(rule.judged_at or ""), str):
                said[rule.judged_at] = datetime.fromisoformat(moment)
            yield key, PlantedRow(group, {rule.key: key, **said})


class _CaseFile:
    """One file of rows, as far as it can be read."""

    def __init__(self, file: Path, document: Document, suite: Suite, mart: Mart) -> None:
        self.file = file
        self.document = document
        self.suite = suite
        self.mart = mart
        self.problems = [f"{file}:{at}: has {has}, needs {n}" for at, has, n in document.problems]

    def rows(self) -> dict[str, dict[str, PlantedRow]]:
        data = self.document.data if isinstance(self.document.data, dict) else {}
        known = {rule.id for rule in self.suite.rules}
        for rule_id in data.keys() - known:
            self._problem((rule_id,), f"rows of {rule_id}", f"a rule of {self.suite.file}")
        return {rule_id: self._rows_of(rule_id, data[rule_id]) for rule_id in data.keys() & known}

    def _rows_of(self, rule_id: str, groups: Any) -> dict[str, PlantedRow]:
        rows: dict[str, PlantedRow] = {}
        for group, listed in (groups if isinstance(groups, dict) else {}).items():
            if group == "plants":
                continue
            if group not in GROUPS or not isinstance(listed, list):
                self._problem(
                    (rule_id, group), f"{group} in {rule_id}", f"lists of {', '.join(GROUPS)}"
                )
                continue
            for at, values in enumerate(listed):
                key = f"{rule_id}/{GROUPS[group]}/{at + 1}"
                if self._is_row((rule_id, group, at), values):
                    row = {self.suite.key: key, **values}
                    rows[str(row[self.suite.key])] = PlantedRow(group, row)
        return rows

    def _is_row(self, steps: tuple[str | int, ...], values: Any) -> bool:
        if not isinstance(values, dict):
            self._problem(steps, f"{values!r} in {steps[0]}", "a row such as {column: value}")
            return False
        unknown = [name for name in values if name not in self.mart.columns]
        for name in unknown:
            self._problem(
                (*steps, name), f"column {name} in {steps[0]}", f"one of the mart {self.mart.name}"
            )
        return not unknown

    def _problem(self, steps: tuple[str | int, ...], has: str, needs: str) -> None:
        self.problems.append(f"{self.file}:{self.document.line(*steps)}: has {has}, needs {needs}")


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
        holds = f"coalesce(({criterion.must}), false)"
        further = "".join(f', {sql} as "{name}"' for name, sql in criterion.columns.items())
        return self.execute(
            *_table_of(mart.name, mart, rows, kind="temporary table"),
            f'select "{criterion.rule.key}", coalesce({criterion.activation}, false), {holds} '
            f"from (select *{further} from {mart.name}) as judged",
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
            *_table_of(f"{self.schema}.{mart.name}", mart, rows),
        )


def _table_of(name: str, mart: Mart, rows: Rows, *, kind: str = "table") -> list[str]:
    """The statements that make a table of the mart's declared columns with these rows in it."""

    def written(value: Any, data_type: str) -> str:
        if value is None:
            return "null"
        text = str(value).lower() if isinstance(value, bool) else str(value)
        quoted = text.replace("'", "''")
        return f"cast('{quoted}' as {data_type})"

    columns = ", ".join(f'"{name}" {data_type}' for name, data_type in mart.types.items())
    lines = (
        ", ".join(written(row.get(name), data_type) for name, data_type in mart.types.items())
        for row in rows
    )
    values = ", ".join(f"({line})" for line in lines)
    return [f"create {kind} {name} ({columns})", f"insert into {name} values {values}"]


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
def planted(suites: list[Suite], marts: dict[str, Mart]) -> Planted:
    return read_planted(ROOT, suites, marts)


@pytest.fixture(scope="session")
def read_cases(suites: list[Suite], marts: dict[str, Mart]) -> Callable[[Path], Planted]:
    """Reads the rows below another root as they would be read here."""
    return lambda root: read_planted(root, suites, marts)


@pytest.fixture(scope="session", params=["duckdb", "postgres"] if POSTGRES else ["duckdb"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Every engine there is; PostgreSQL where TRUTH_TEST_POSTGRES_URL says where."""
    if request.param == "duckdb":
        path = tmp_path_factory.mktemp("planted") / "planted.duckdb"
        made = Engine("duckdb", f"truth_duckdb:///{path}", lambda: duckdb.connect(str(path)))
    else:
        made = _on_postgres(str(POSTGRES))
    made.execute(f"create schema {made.schema}")
    yield made
    for schema in (made.schema, made.store):
        made.execute(f"drop schema if exists {schema} cascade")


@pytest.fixture(scope="session")
def compiled(engine: Engine, marts: dict[str, Mart]) -> Callable[[Rule], Criterion]:
    """Turns a rule into the engine's SQL, on the night of `AS_OF`."""
    return lambda rule: compile_rule(
        rule, marts[rule.mart], person="nobody", dialect=engine.dialect, as_of=AS_OF
    )


def _on_postgres(url: str) -> Engine:
    def connect() -> Any:
        connection = psycopg2.connect(url)
        connection.autocommit = True
        return connection

    own = f"planted_{os.getpid()}"
    address = url.replace(url.split("://", 1)[0], "postgresql+psycopg2", 1)
    return Engine("postgres", address, connect, f"{own}_marts", f"{own}_work")

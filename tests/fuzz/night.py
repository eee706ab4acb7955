"""What a night does with definitions that lint calls sound, on marts that are made up."""

from __future__ import annotations

import csv
import io
import os
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import yaml
from dbt_common.clients.agate_helper import from_csv

from customer_truth.checkpoint import load_checkpoint
from customer_truth.criteria.rule_sql import Criterion, compile_rule
from customer_truth.definitions.load import Definitions, load_definitions
from customer_truth.definitions.marts import Mart
from customer_truth.dialects import Dialect
from customer_truth.errors import Unusable
from customer_truth.extracts.contract import declared_tables
from customer_truth.files.row import Row
from customer_truth.gate.policy import check_policy, load_policy
from customer_truth.matching.model_file import load_model
from customer_truth.planted.rows import planted_examples
from customer_truth.project import known_systems, open_settings
from tests.conftest import ROOT

TODAY = date(2026, 11, 28)
_AS_OF = datetime(2026, 11, 28, 5)
_POSTGRES = os.environ.get("TRUTH_TEST_POSTGRES_URL")
ROWS = ("nothing", "unknown", "extreme")
_EXTREMES = {
    "text": ("''", "'x'"),
    "boolean": ("true", "false"),
    "integer": ("2147483647", "0"),
    "bigint": ("9223372036854775807", "-9223372036854775808"),
    "date": ("date '9999-12-31'", "date '0001-01-01'"),
    "timestamp": ("timestamp '9999-12-31 23:59:59'", "timestamp '0001-01-01 00:00:00'"),
    "double precision": ("1e308", "0"),
}


class LostError(AssertionError):
    """Something that stands in a file is not in what was loaded of it."""


def run(root: Path) -> bool:
    """False where the definitions are refused; raises where a night would not get through them."""
    if check_policy(root):
        return False
    try:
        definitions = load_definitions(root, TODAY)
    except Unusable:
        return False
    open_settings(root)
    declared_tables(root, tuple(known_systems(root)))
    load_checkpoint(root, "nightly")
    load_policy([root], root)
    load_model(root)
    planted_examples(root, definitions.registry)
    _nothing_is_lost(root, definitions)
    _seeds_are_loaded(root, definitions)
    for suite in definitions.suites:
        if suite.mart in definitions.marts:  # those of derived rules may be left out of a world
            _evaluated(definitions, definitions.marts[suite.mart], suite.rules)
    return True


def _nothing_is_lost(root: Path, definitions: Definitions) -> None:
    loaded = [(str(rule.file), rule.line) for rule in definitions.rules]
    for path in (root / "expectations").glob("*.y*ml"):
        told = _yaml(path.read_text("utf-8-sig"))["rules"]
        mine = [line for file, line in loaded if file == str(path.relative_to(root))]
        if len(told) != len(mine):
            raise LostError(f"{path.name}: {len(told)} rules, loaded {len(mine)}")
    models = 0
    for path in (root / "models/marts").rglob("*.y*ml"):
        told = _yaml(path.read_text("utf-8-sig")) or {}
        models += len(told.get("models") or [])
        for model in told.get("models") or []:
            columns = definitions.marts[model["name"]].columns
            if len(columns) != len(model.get("columns") or []):
                raise LostError(f"{model['name']}: columns")
    if models != len(definitions.marts):
        raise LostError(f"{models} marts, loaded {len(definitions.marts)}")


@cache
def _yaml(text: str) -> Any:
    """The data of a sound text as a reader of others reads it."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


@cache
def _seed_types() -> dict[str, dict[str, str]]:
    told = _yaml((ROOT / "models/_seeds.yml").read_text())
    return {seed["name"]: seed["config"]["column_types"] for seed in told["seeds"]}


@cache
def _copy_options() -> str:
    macro = (ROOT / "macros/seeds.sql").read_text()
    return re.sub(r"\s+", " ", macro[macro.index("format csv") : macro.index("{% endset")])


def _seeds_are_loaded(root: Path, definitions: Definitions) -> None:
    """As dbt loads them: a copy of the file on DuckDB, and through agate on PostgreSQL."""
    read = {
        rows[0].file.stem: rows
        for rows in vars(definitions.registry).values()
        if isinstance(rows, tuple) and rows and isinstance(rows[0], Row)
    }
    for path in (root / "seeds").glob("*.csv"):
        types = _seed_types()[path.stem]
        text = path.read_bytes()
        header = tuple(next(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))))
        mine = [[_as_text(vars(row)[name]) for name in header] for row in read.get(path.stem, ())]
        for engine, rows in (
            ("DuckDB", _by_copy(str(path), text, header, tuple(types.items()))),
            ("agate", _by_agate(str(path), text, header)),
        ):
            if [[_as_text(cell) for cell in row] for row in rows] != mine:
                raise LostError(f"{path.name}: {engine} reads other rows")


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    number = isinstance(cell, Decimal) or re.fullmatch(r"\d+\.\d+", str(cell))
    told = str(Decimal(cell).normalize()) if number else str(cell)
    return told.lower() if told in ("True", "False", "TRUE", "FALSE") else told


@cache
def _by_copy(path: str, text: bytes, header: tuple[str, ...], types: Any) -> list[Any]:
    declared = ", ".join(f'"{name}" {dict(types)[name]}' for name in header)
    with duckdb.connect() as connection:
        connection.execute(f"create table seed ({declared})")
        connection.execute(f"copy seed from '{path}' ({_copy_options()}")
        return connection.execute("select * from seed").fetchall()


@cache
def _by_agate(path: str, text: bytes, header: tuple[str, ...]) -> list[list[Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [list(row) for row in from_csv(path, header).rows]


def _evaluated(definitions: Definitions, mart: Mart, rules: Any) -> None:
    _on_duckdb(mart, list(_compiled(definitions, mart, rules, "duckdb")))
    if _POSTGRES:
        _on_postgres(mart, list(_compiled(definitions, mart, rules, "postgres")))
    else:
        list(_compiled(definitions, mart, rules, "postgres"))


def _compiled(
    definitions: Definitions, mart: Mart, rules: Any, dialect: Dialect
) -> Iterator[Criterion]:
    for rule in rules:
        yield compile_rule(
            rule, mart, person=definitions.person(rule.owner), dialect=dialect, as_of=_AS_OF
        )


def _on_duckdb(mart: Mart, criteria: list[Criterion]) -> None:
    for criterion in criteria:
        for rows in ROWS:
            _runs_on_duckdb(tuple(mart.types.items()), _failing(criterion, rows))


def _on_postgres(mart: Mart, criteria: list[Criterion]) -> None:
    for criterion in criteria:
        for rows in ROWS:
            _runs_on_postgres(tuple(mart.types.items()), _failing(criterion, rows))


@cache
def _runs_on_duckdb(types: tuple[tuple[str, str], ...], statement: str) -> None:
    _duckdb_mart(types).execute(statement).fetchall()


@cache
def _runs_on_postgres(types: tuple[tuple[str, str], ...], statement: str) -> None:
    with _postgres_mart(types).cursor() as cursor:
        cursor.execute(statement)


def _failing(criterion: Criterion, rows: str) -> str:
    rule = criterion.rule
    further = "".join(f', {sql} as "{name}"' for name, sql in criterion.columns.items())
    must = criterion.must or "true"
    kept = ", ".join(
        f'cast("{name}" as text)' for name in (rule.key, rule.customer, rule.value) if name
    )
    return (
        f"select {kept} from (select *{further} from {rows}) as records "
        f"where {criterion.activation} and not coalesce({must}, false)"
    )


@cache
def _duckdb_mart(types: tuple[tuple[str, str], ...]) -> Any:
    connection = duckdb.connect()
    for statement in _marts(types):
        connection.execute(statement)
    return connection


@cache
def _postgres_mart(types: tuple[tuple[str, str], ...]) -> Any:
    connection = psycopg2.connect(str(_POSTGRES))
    with connection.cursor() as cursor:
        for statement in _marts(types):
            cursor.execute(statement.replace("create table", "create temporary table"))
    connection.autocommit = True
    return connection


def _marts(types: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """One without records, one with a record of unknowns, one with the largest and the least."""
    declared = ", ".join(f'"{name}" {type_}' for name, type_ in types)
    for rows in ROWS:
        yield f"create table {rows} ({declared})"
    yield f"insert into unknown values ({', '.join(['null'] * len(types))})"
    for at in (0, 1):
        values = ", ".join(_extreme(type_, at) for _, type_ in types)
        yield f"insert into extreme values ({values})"


def _extreme(type_: str, at: int) -> str:
    sized = re.fullmatch(r"(?:numeric|decimal)\((\d+),\s*(\d+)\)", type_)
    if sized:
        largest = "9" * (int(sized[1]) - int(sized[2])) + "." + "9" * int(sized[2])
        return (largest, f"-{largest}")[at]
    return _EXTREMES.get(type_, ("null", "null"))[at]

"""A night of the demo company on the cluster, and its tables beside those of DuckDB."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
from pyspark.sql import SparkSession

from customer_truth.warehouse.spark_places import place_of
from tests.conftest import missing_part, truth
from tests.spark.cluster import REMOTE
from tests.warehouse_contents import RUN_LOG, warehouse

ON = ("--target", "spark")
SCHEMAS = ("registry", "staging", "intermediate", "marts", "quality")
_TABLES = f"""
select table_schema, table_name from information_schema.tables
where table_type = 'BASE TABLE' and table_catalog = 'night' and table_schema in {SCHEMAS}
order by all
"""
# When a file was written, and by which run a record failed first.
_OF_THE_HOME = ("modified_ns", "moved_in")
# As text, values of both engines are told apart by what they say alone.
_TEXT = {
    "double": "cast(round({}, 9) as varchar)",
    "numeric": "rtrim(rtrim(cast(cast({} as decimal(38, 10)) as varchar), '0'), '.')",
    "timestamp": "strftime({}, '%Y-%m-%d %H:%M:%S.%f')",
    "other": "cast({} as varchar)",
}


@contextmanager
def session() -> Iterator[SparkSession]:
    """A session of the cluster."""
    if REMOTE not in os.environ:
        missing_part("a Spark cluster (make test-spark brings one up)")
    spark = SparkSession.builder.remote(os.environ[REMOTE]).create()
    try:
        yield spark
    finally:
        spark.stop()


def schemas(spark: SparkSession) -> list[str]:
    """All schemas of the cluster's catalogue."""
    return sorted(row[0] for row in spark.sql("show schemas").collect())


def places() -> set[str]:
    """What the schemas of all nights and gates begin with, built or half-built."""
    with session() as spark:
        return {place for name in schemas(spark) if (place := place_of(name))}


def published(spark: SparkSession, world: str = "") -> str:
    """What the schemas of the published night begin with."""
    name = f"{world}_customer_truth" if world else "customer_truth"
    return str(spark.sql(f"select night from {name}.published").collect()[0][0])


@dataclass(frozen=True)
class SparkNight:
    """A home in which one night of the demo company has ended on the cluster."""

    home: Path
    code: int
    run: dict[str, Any]
    seconds: float


def spark_night_of(home: Path, *demo: str, nightly: Sequence[str] = ON) -> SparkNight:
    """Makes a demo company in `home` and runs a night on the cluster."""
    with session():
        pass
    made = truth("demo", *demo, *ON, home=home)
    assert made.code == 0, made.err
    begun = time.monotonic()
    ended = truth("nightly", *nightly, "--json", home / "run.json", home=home)
    assert ended.code in (0, 1), ended.err
    run = json.loads((home / "run.json").read_text())
    return SparkNight(home, ended.code, run, time.monotonic() - begun)


def differences(home: Path, but: frozenset[str] = frozenset(RUN_LOG)) -> dict[str, str]:
    """By table, the first row that one of both nights alone has; none where all are alike.

    `home` is the one of the night on DuckDB.
    """
    found: dict[str, str] = {}
    with session() as spark, duckdb.connect() as both:
        both.execute(f"attach '{warehouse(home)}' as night (read_only)")
        night = published(spark)
        for schema, table in both.execute(_TABLES).fetchall():
            if schema == "quality" and table in but:
                continue
            if told := _difference(both, spark, schema, table, f"{night}_{schema}.{table}"):
                found[f"{schema}.{table}"] = told
    return found


def _difference(
    both: duckdb.DuckDBPyConnection, spark: SparkSession, schema: str, table: str, there: str
) -> str:
    described = both.execute(f'describe night.{schema}."{table}"').fetchall()
    columns = [column for column in described if column[0] not in _OF_THE_HOME]
    try:
        rows: pyarrow.Table = spark.table(there).drop(*_OF_THE_HOME).toArrow()
    except Exception as error:
        return f"cannot be read there: {str(error).splitlines()[0]}"
    wanting = {name for name, *_ in columns} ^ set(rows.column_names)
    if wanting:
        return f"columns that one side has: {', '.join(sorted(wanting))}"
    both.register("there", rows)
    kinds = {name: kind for name, kind, *_ in both.execute("describe there").fetchall()}
    here = _texts({name: kind for name, kind, *_ in columns}, f'night.{schema}."{table}"')
    other = _texts({name: kinds[name] for name, *_ in columns}, "there")
    for side, one, another in (("DuckDB", here, other), ("Spark", other, here)):
        result = both.execute(
            f"select count(*) over () as number, * from ({one} except all {another}) limit 1"
        )
        names = [name for name, *_ in result.description or []]
        if row := result.fetchone():
            shown = dict(zip(names[1:], row[1:], strict=True))
            return f"{row[0]} rows of {side} alone, such as {shown}"
    return ""


def _texts(columns: dict[str, str], relation: str) -> str:
    values = ", ".join(
        f'{_TEXT[_family(kind)].format(chr(34) + name + chr(34))} as "{name}"'
        for name, kind in columns.items()
    )
    return f"select {values} from {relation}"


def _family(kind: str) -> str:
    if kind in ("DOUBLE", "FLOAT"):
        return "double"
    if kind.startswith("TIMESTAMP"):
        return "timestamp"
    is_number = kind.startswith("DECIMAL") or kind.endswith("INT") or kind == "INTEGER"
    return "numeric" if is_number else "other"

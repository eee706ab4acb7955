"""Reads a DuckDB warehouse for comparison: what a night left, table by table."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

RUN_LOG = {
    *("runs", "rules", "rule_results", "scorecards", "figures"),
    *("built_from", "built_nodes", "evaluated_suites", "dbt_manifest"),
}


def warehouse(home: Path, name: str = "customer_truth") -> Path:
    return home / "warehouse" / f"{name}.duckdb"


def query(home: Path, sql: str, name: str = "customer_truth") -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse(home, name)), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def contents(home: Path, *, run_log: bool = False) -> dict[str, str]:
    """How many rows each table has and what they hash to; views and the run log left out."""
    with duckdb.connect(str(warehouse(home)), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_type = 'BASE TABLE' order by all"
        ).fetchall()
        return {
            f"{schema}.{table}": _told(
                connection.execute(f'select * from {schema}."{table}" order by all').fetchall()
            )
            for schema, table in tables
            if run_log or not (schema == "quality" and table in RUN_LOG)
        }


def _told(rows: list[tuple[object, ...]]) -> str:
    return f"{len(rows)} rows, {hashlib.sha256(repr(rows).encode()).hexdigest()[:16]}"

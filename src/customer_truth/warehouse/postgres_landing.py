"""PostgreSQL: the demo company's files land in a server's schemas, as a sync would load them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import psycopg2
import psycopg2.extensions

from customer_truth.errors import Unusable
from customer_truth.extracts.check import type_family
from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.files.problem import listed
from customer_truth.project import Project
from customer_truth.sql.paths import one_file
from customer_truth.warehouse.postgres import PostgresWarehouse

_ROWS_AT_ONCE = 20_000
_MADE_BY_DEMO = "made by truth demo"
_NOT_MADE_HERE = """
select relnamespace::regnamespace || '.' || relname
from pg_class
where relnamespace in (select oid from pg_namespace where nspname = any(%s))
    and relkind in ('r', 'v', 'm', 'f', 'p')
    and obj_description(oid, 'pg_class') is distinct from %s
"""
_TYPES = {
    "text": "text",
    "number": "numeric",
    "boolean": "boolean",
    "timestamp": "timestamp",
}
_EXACT = {"BIGINT": "bigint", "INTEGER": "bigint", "DOUBLE": "double precision", "DATE": "date"}


@contextmanager
def landing(
    warehouse: PostgresWarehouse, project: Project, progress: Callable[[str], None]
) -> Iterator[None]:
    """What the demo writes to the raw folder within lands in the raw schemas afterwards."""
    _refuse_others_tables(warehouse, project)
    yield
    _load_extracts(warehouse, project, progress)


def _refuse_others_tables(warehouse: PostgresWarehouse, project: Project) -> None:
    """`Unusable` where the raw schemas hold a table that the demo did not make."""
    schemas = sorted({project.raw_schemas.get(name, name) for name in project.sources})
    server = warehouse.connect()
    try:
        with server, server.cursor() as cursor:
            cursor.execute(_NOT_MADE_HERE, (schemas, _MADE_BY_DEMO))
            foreign = [name for (name,) in cursor.fetchall()]
    finally:
        server.close()
    if foreign:
        raise Unusable(
            f"{', '.join(schemas)}: have tables that the demo did not make "
            f"({listed(foreign, at_most=5)}), needs schemas of its own. Nothing was touched. "
            "Name others under raw_schemas in dbt_project.yml."
        )


def _load_extracts(
    warehouse: PostgresWarehouse, project: Project, progress: Callable[[str], None]
) -> None:
    """Replaces the raw schemas on the server by what lies in the project's raw folder.

    One transaction a table; a table at a time is in memory by some thousand rows.
    """
    tables = declared_tables(project.root, project.sources)
    server = warehouse.connect()
    try:
        for number, table in enumerate(tables, 1):
            progress(f"loading {number}/{len(tables)} {table.system}.{table.name}")
            schema = project.raw_schemas.get(table.system, table.system)
            path = project.raw / table.system / f"{table.name}.parquet"
            if table.optional and not path.exists():
                continue
            with server, duckdb.connect() as reader:
                _load(server, reader, schema, table, path)
    finally:
        server.close()


def _load(
    server: psycopg2.extensions.connection,
    reader: duckdb.DuckDBPyConnection,
    schema: str,
    table: Table,
    path: Path,
) -> None:
    found = reader.execute(
        "describe select * from read_parquet(?, hive_partitioning = false)", [one_file(path)]
    ).fetchall()
    columns = ", ".join(f'"{name}" {_server_type(kind)}' for name, kind, *_ in found)
    target = f'"{schema}"."{table.name}"'
    with server.cursor() as cursor:
        cursor.execute(f'create schema if not exists "{schema}"')
        cursor.execute(f"drop table if exists {target} cascade")
        cursor.execute(f"create table {target} ({columns})")
        cursor.execute(f"comment on table {target} is %s", (_MADE_BY_DEMO,))
        rows = reader.execute(
            "select * from read_parquet(?, hive_partitioning = false)", [one_file(path)]
        )
        while part := rows.fetchmany(_ROWS_AT_ONCE):
            cursor.copy_expert(f"copy {target} from stdin", io.StringIO(_copy_text(part)))
        cursor.execute(f"analyze {target}")


def _server_type(kind: str) -> str:
    return _EXACT.get(kind) or _TYPES[type_family(kind)]


def _copy_text(rows: list[tuple[object, ...]]) -> str:
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return r"\N"
    text = str(value)
    for plain, escaped in (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")):
        text = text.replace(plain, escaped)
    return text

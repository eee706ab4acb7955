"""Raw tables of a server: one that cannot be read accuses no other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from customer_truth.extracts.contract import declared_tables
from customer_truth.extracts.examine import examine
from customer_truth.project import Project, open_settings
from customer_truth.warehouse import open_warehouse
from tests.conftest import ROOT, missing_part

SYSTEM, SCHEMA = "zendesk", "examined_zendesk"


def execute(sql: str) -> None:
    with (
        psycopg2.connect(os.environ["TRUTH_TEST_POSTGRES_URL"]) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """One row of nothing in every table of a system."""
    if "TRUTH_TEST_POSTGRES_URL" not in os.environ:
        missing_part("a PostgreSQL server (make test-postgres brings one up)")
    execute(f"create schema {SCHEMA}")
    for table in declared_tables(ROOT, (SYSTEM,)):
        columns = ", ".join(f'cast(null as {c.data_type}) as "{c.name}"' for c in table.columns)
        execute(f'create table {SCHEMA}."{table.name}" as select {columns}')
    opened = open_settings(ROOT, home=tmp_path, target="postgres", sources=SYSTEM)
    yield replace(opened, raw_schemas={SYSTEM: SCHEMA})
    execute(f"drop schema if exists {SCHEMA} cascade")


def problems(project: Project) -> list[str]:
    found = examine(project, open_warehouse(project), lambda _: None)
    return [str(problem) for problem in found.problems]


def test_whole_tables_are_all_bound(project: Project) -> None:
    assert problems(project) == []


def test_one_table_that_cannot_be_read_is_named_once(project: Project) -> None:
    ticket = next(t for t in declared_tables(ROOT, (SYSTEM,)) if t.name == "ticket")
    columns = ", ".join(f'cast(null as {c.data_type}) as "{c.name}"' for c in ticket.columns[1:])
    execute(f"drop table {SCHEMA}.ticket")
    execute(f"create view {SCHEMA}.ticket as select 1 / (random() * 0)::int as id, {columns}")
    (told,) = problems(project)
    assert told.startswith("zendesk.ticket: has content that cannot be read (division by zero)")


def test_a_missing_schema_is_one_line(project: Project) -> None:
    execute(f"drop schema {SCHEMA} cascade")
    (told,) = problems(project)
    assert told.startswith(f"zendesk: has no table in the schema {SCHEMA}")

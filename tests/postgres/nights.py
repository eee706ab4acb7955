"""Nights on the server, what they left there, and how their connections are cut."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from customer_truth.extracts.contract import declared_tables
from customer_truth.extracts.places import Files
from tests.conftest import ROOT, missing_part, truth
from tests.postgres.server import URL

_TABLES = """
select format('%I.%I', table_schema, table_name) from information_schema.tables
where table_schema in ('marts', 'registry', 'quality') order by 1
"""
_ALL_BUT_MINE = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""


# The server splits queries among workers, as it does on its own where tables are large.
_AS_LARGE = " ".join(
    f"-c {setting}=0"
    for setting in (
        "parallel_setup_cost",
        "parallel_tuple_cost",
        "min_parallel_table_scan_size",
        "min_parallel_index_scan_size",
    )
)


def query(sql: str) -> list[tuple[Any, ...]]:
    """What a statement finds."""
    if URL not in os.environ:
        missing_part("a PostgreSQL server (make test-postgres brings one up)")
    with closing(psycopg2.connect(os.environ[URL])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []


def cut_connections() -> None:
    """Ends every other connection to the database, as a server does that is restarted."""
    query(_ALL_BUT_MINE)


def schemas(beginning: str) -> list[str]:
    """The schemas whose names begin so."""
    names = (name for (name,) in query("select nspname from pg_namespace order by 1"))
    return [name for name in names if name.startswith(beginning)]


def published(but: Iterable[str] = ()) -> dict[str, tuple[Any, ...]]:
    """How many rows each table of the published night has, and a sum over what is in them."""
    tables = [name for (name,) in query(_TABLES) if name not in but]
    count = "select count(*), sum(hashtextextended(cast(t as text), 0)::numeric) from {} as t"
    return {name: query(count.format(name))[0] for name in tables}


def load_csv(url: str, folder: Path, *systems: str) -> None:
    """Loads the CSV extracts of some systems to a server, all text, as a plain sync does.

    They replace the tables that are there.
    """
    with closing(psycopg2.connect(url)) as server, server, server.cursor() as cursor:
        for table in declared_tables(ROOT, systems):
            there = f'"{table.system}"."{table.raw_name}"'
            with Files(folder).path(table).open(encoding="utf-8-sig", newline="") as file:
                columns = ", ".join(f'"{name}" text' for name in next(csv.reader(file)))
                cursor.execute(f'create schema if not exists "{table.system}"')
                cursor.execute(f"drop table if exists {there}")
                cursor.execute(f"create table {there} ({columns})")
                file.seek(0)
                cursor.copy_expert(f"copy {there} from stdin with (format csv, header)", file)


@dataclass(frozen=True)
class PostgresNight:
    """A home in which one night of the demo company has ended on PostgreSQL."""

    home: Path
    code: int
    run: dict[str, Any]

    def query(self, sql: str) -> list[tuple[object, ...]]:
        return query(sql)


def postgres_night_of(home: Path, *demo: str) -> PostgresNight:
    """Makes a demo company in `home` and on the server, and runs a night there."""
    query("select 1")
    made = truth("demo", *demo, "--target", "postgres", home=home)
    assert made.code == 0, made.err
    ended = truth(
        *("nightly", "--target", "postgres", "--json", home / "run.json"),
        home=home,
        PGOPTIONS=_AS_LARGE,
    )
    assert ended.code in (0, 1), ended.err
    return PostgresNight(home, ended.code, json.loads((home / "run.json").read_text()))

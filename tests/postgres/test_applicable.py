"""What the extracts lack is found out the same on PostgreSQL, from its own SQL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.conftest import missing_part, truth
from tests.nights.test_two_systems import night  # noqa: F401
from tests.nights.two_systems import EMPTIED, its_night, its_project, kept, tables, told_of

DATABASE = "two_systems"
WORDS = {"is", "are", "not", "in", "the", "extracts", "off"}
JUDGED = ("verdict", "records", "failing")


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if "TRUTH_TEST_POSTGRES_URL" not in os.environ:
        missing_part("a PostgreSQL server (make test-postgres brings one up)")
    url = os.environ["TRUTH_TEST_POSTGRES_URL"]
    server = psycopg2.connect(url)
    server.autocommit = True
    server.cursor().execute(f"create database {DATABASE}")
    server.close()
    home = tmp_path_factory.mktemp("two_on_postgres")
    settings = {"CUSTOMER_TRUTH_PG_DATABASE": DATABASE}
    made = truth("demo", "--clean", "--customers", "500", "--target", "postgres",
                 home=home, **settings)  # fmt: skip
    assert made.code == 0, made.err
    there, absent = tables()
    place = urlsplit(url)._replace(path=f"/{DATABASE}").geturl()
    with psycopg2.connect(place) as connection, connection.cursor() as cursor:
        for table in there:
            for column in table.columns:
                if column.name not in kept(table):
                    cursor.execute(
                        f'alter table {table.system}."{table.name}" '
                        f'drop column if exists "{column.name}"'
                    )
        for table in absent:
            cursor.execute(f'drop table if exists {table.system}."{table.name}"')
        cursor.execute(f"update {EMPTIED[0]} set {EMPTIED[1]} = null")
    its_night(its_project(home / "project"), home, "--target", "postgres", **settings)
    return told_of(home)


def test_every_rule_comes_to_the_same_for_want_of_the_same(
    on_postgres: dict[str, Any],
    night: tuple[Path, str, dict[str, Any]],  # noqa: F811
) -> None:
    runs = [{rule["id"]: rule for rule in run["rules"]} for run in (on_postgres, night[2])]
    told = [{id: [rule[name] for name in JUDGED] for id, rule in run.items()} for run in runs]
    assert told[0] == told[1]
    assert on_postgres["counts"] == night[2]["counts"]
    assert on_postgres["counts"]["not_applicable"] > 0
    # Of several things that are absent, another may stand in the way first.
    for id in runs[0]:
        names = [set((run[id]["reason"] or "").replace(",", "").split()) - WORDS for run in runs]
        assert names[0] & names[1] or runs[0][id]["verdict"] != "not_applicable", id

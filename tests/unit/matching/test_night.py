"""Matching on the warehouse: records out, pairs back, on each engine alike, and nothing left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from customer_truth.errors import Unusable
from customer_truth.matching.crowds import CROWD_COLUMNS
from customer_truth.matching.model import Model
from customer_truth.matching.night import match_records
from customer_truth.matching.suspected import decision_line
from customer_truth.project import Project, open_settings
from customer_truth.warehouse import Warehouse, open_warehouse
from tests.conftest import ROOT

COLUMNS = (
    *("record_id", "customer_id", "name_key", "tax_id", "phone", "domain"),
    *("street_key", "postal_code", "city_key", "country"),
)
ROWS: list[tuple[str | None, ...]] = [
    ("account:a:1", "a:1", 'bär "n" co, ltd', None, "+17045550101", None, "", "28202", "", "US"),
    (
        "billing_account:b:1",
        "b:1",
        'bär "n" co, ltd',
        None,
        "+17045550101",
        None,
        "",
        "2\n3",
        None,
        "US",
    ),
    (
        "billing_account:b:2",
        "a:1",
        'bär "n" co, ltd',
        None,
        "+17045550101",
        None,
        None,
        None,
        None,
        "US",
    ),
    ("account:a:2", "a:2", "blue otter inn", None, None, None, None, None, None, None),
]
PAIRS = [
    (
        *("billing_account:b:1", "billing_account:b:2", 11.6987, 0.9997),
        *("phone, name, country", None, "tax_id, domain, street, postal_code, city"),
    )
]
TARGET = "postgres" if os.environ.get("TRUTH_TEST_POSTGRES_URL") else "duckdb"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project with a home of its own, and a world that nobody else has."""
    opened = open_settings(ROOT, home=tmp_path, target=TARGET)
    return replace(opened, world="matching_test")


@pytest.fixture
def warehouse(project: Project) -> Iterator[Warehouse]:
    """A night being built, as dbt leaves it."""
    made = open_warehouse(project)
    schema = made.schema("intermediate", building=True)
    typed = ", ".join(f"{column} text" for column in COLUMNS)
    with made.lock():
        made.prepare()
        with made.building() as connection:
            connection.exec_driver_sql(f"create schema {schema}")
            connection.exec_driver_sql(f"create table {schema}.int_records__compared ({typed})")
            connection.exec_driver_sql(
                f"create table {schema}.scored_pairs (record_id_a text, record_id_b text, "
                "match_weight double precision, match_probability double precision, "
                "agreed_on text, differs_on text, unknown_on text)"
            )
            crowds = ", ".join(f"{name} {kind}" for name, kind in CROWD_COLUMNS.items())
            connection.exec_driver_sql(f"create table {schema}.crowds ({crowds})")
            made.append(connection, f"{schema}.int_records__compared", COLUMNS, ROWS)
        yield made
        made.prepare()


def test_pairs_come_back_whatever_the_values_hold(project: Project, warehouse: Warehouse) -> None:
    scored = match_records(project, warehouse)
    assert (scored.records, scored.suspected) == (len(ROWS), 1)
    schema = warehouse.schema("intermediate", building=True)
    with warehouse.building() as connection:
        rows = connection.exec_driver_sql(f"select * from {schema}.scored_pairs").all()
    assert [tuple(row) for row in rows] == PAIRS
    assert not list(project.home.rglob("*matching_*/*"))


def test_a_model_that_asks_for_an_unknown_column_is_refused(
    project: Project, warehouse: Warehouse, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = replace(model.comparisons[0], column="nickname")
    asked = replace(model, comparisons=(first, *model.comparisons[1:]))
    monkeypatch.setattr("customer_truth.matching.night.load_model", lambda *_: asked)
    with pytest.raises(Unusable, match="has the column nickname, needs columns of int_records"):
        match_records(project, warehouse)


def test_a_run_that_fails_leaves_nothing_and_the_next_one_starts_empty(
    project: Project, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = project.home / "warehouse" / "matching_of_a_killed_run"
    left.mkdir(parents=True)
    (left / "scratch.duckdb").write_text("left by a killed run")

    def fails(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("customer_truth.warehouse.local_matching.LocalMatching.keep", fails)
        with pytest.raises(RuntimeError):
            match_records(project, warehouse)
    assert not left.exists()
    assert match_records(project, warehouse).suspected == 1


def test_a_decision_line_quotes_what_needs_it() -> None:
    pair = {"match_id": "a~b", "record_id_a": "a", "record_id_b": "b"}
    line = decision_line(pair, "same", "steward", 'one "shop", two names', date(2026, 11, 2))
    assert line == 'M-a4542c09,a,b,same,"one ""shop"", two names",steward,2026-11-02'

"""A mart whose SQL cannot be followed is judged as before, and the night says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.lineage import query
from customer_truth.lineage.kept import mart_columns
from customer_truth.lineage.project import Models
from customer_truth.lineage.relation import Relation
from tests.unit.lineage.test_kept import model, source

LEI = "crm.account.lei"
TABLE = "raw.crm__account"
NESTED = "lei" + " + lei" * 2_000
BEYOND = [
    "select (",
    "not even SQL",
    "def model(dbt, session):\n    return dbt.ref('accounts')",
    f"from {TABLE} select lei group by all order by lei",
    f"select a.lei from {TABLE} as a right join {TABLE} as b on a.id = b.id",
    f"select l.lei from {TABLE} as a, lateral (select a.lei) as l",
    f"pivot {TABLE} on id using max(lei)",
    f"select lei from {TABLE} group by 7",
    f"select {NESTED} as lei from {TABLE}",
    f"select lei from {TABLE} where " + "(" * 500 + "true" + ")" * 500,
    f"select nobodys from {TABLE}",
    f"select columns('l.*') from {TABLE}",
    f"select * exclude (id) from {TABLE}",
    f"select * replace (id as lei) from {TABLE}",
    "values ('a', 'b')",
]


def manifest(sql: str) -> dict[str, object]:
    nodes = {"m": model("own", sql, "a"), "n": model("beside", f"select lei from {TABLE}", "a")}
    return {"sources": {"a": source("crm__account", "id", "lei")}, "disabled": {}, "nodes": nodes}


@pytest.mark.parametrize("sql", BEYOND)
def test_sql_of_any_kind_costs_no_night_and_hides_no_column(sql: str) -> None:
    models = Models(manifest(sql), "duckdb")
    found = models.columns({LEI})
    assert found["beside"].together().columns["lei"].because == {LEI}
    assert (found["own"] == Relation((), found["own"].branches, is_open=True)) == (
        "own" in models.untraced
    )


@pytest.mark.parametrize("sql", [BEYOND[0], BEYOND[4], BEYOND[8]])
def test_each_night_says_which_mart_is_judged_without_being_followed(
    sql: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        caplog.clear()
        found = mart_columns(manifest(sql), "duckdb", {LEI}, ["own", "beside"], tmp_path)
        assert "own: its columns cannot be followed to the extracts (" in caplog.text
        assert "beside" not in caplog.text
        value = found["own"].together().get("lei")
        assert value is not None
        assert value.is_given


def test_a_mart_with_a_fraction_as_a_constant_is_kept(tmp_path: Path) -> None:
    told = manifest(f"select 0.5 as weight, lei from {TABLE}")
    traced = mart_columns(told, "duckdb", {LEI}, ["own"], tmp_path)
    assert traced["own"].together().columns["weight"].known == 0.5
    assert mart_columns(told, "duckdb", {LEI}, ["own"], tmp_path) == traced


def test_conditions_within_conditions_are_read_once_each() -> None:
    condition = "id > 1"
    for number in range(16):
        condition = f"case when {condition} then id > {number} else lei > 2 end"
    models = Models(manifest(f"select {condition} as lei from {TABLE}"), "duckdb")
    models.columns({LEI})
    assert models.untraced == {}


def test_a_query_that_would_take_minutes_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "_MOST_STEPS", 50)
    few, many = (
        Models(manifest(f"select {' + '.join(['lei'] * number)} as lei from {TABLE}"), "duckdb")
        for number in (10, 60)
    )
    few.columns({LEI})
    many.columns({LEI})
    assert few.untraced == {}
    assert many.untraced == {"own": "has more than 50 steps"}

"""What was found out about the marts' columns is kept for the next night."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from customer_truth.dialects import TARGETS, Target
from customer_truth.lineage import kept
from customer_truth.lineage.kept import mart_columns
from customer_truth.lineage.project import Models


def model(name: str, sql: str, *reads: str) -> dict[str, Any]:
    return {"resource_type": "model", "name": name, "alias": name, "schema": "marts",
            "compiled_code": sql, "depends_on": {"nodes": list(reads)}}  # fmt: skip


def source(identifier: str, *columns: str) -> dict[str, Any]:
    return {"schema": "raw", "identifier": identifier, "columns": {name: {} for name in columns}}


MANIFEST = {
    "sources": {"a": source("crm__account", "id", "lei"), "n": source("as_of", "as_of")},
    "disabled": {"b": [{"name": "stg_erp__bills"}]},
    "nodes": {
        "m": model("accounts", "select 'crm:' || id as id, 'crm' as source_system, lei, "
                   "case when id is null then 'a' else 'b' end as kind from raw.crm__account", "a"),
        "o": model("bills", "select null as id from raw.as_of as no_system_has_bills where false",
                   "n"),
        "p": model("paid", "select a.id, b.id as bill from marts.accounts as a "
                   "left join marts.bills as b on a.id = b.id", "m", "o"),
        "q": model("odd", "select (", "m"),
    },
}  # fmt: skip
MARTS = ("accounts", "bills", "paid", "odd")


def test_what_is_kept_says_the_same_as_what_was_traced(tmp_path: Path) -> None:
    lacking = frozenset(["crm.account.lei"])
    traced = mart_columns(MANIFEST, "duckdb", lacking, MARTS, tmp_path)
    assert traced["accounts"].together().columns["lei"].because == lacking
    assert mart_columns(MANIFEST, "duckdb", lacking, MARTS, tmp_path) == traced


@pytest.mark.parametrize("damage", ["", "[]", '{"key": 1}', "not json"])
def test_a_file_that_cannot_be_read_is_made_anew(tmp_path: Path, damage: str) -> None:
    traced = mart_columns(MANIFEST, "duckdb", set(), MARTS, tmp_path)
    (tmp_path / "lineage.json").write_text(damage)
    assert mart_columns(MANIFEST, "duckdb", set(), MARTS, tmp_path) == traced


def test_models_are_traced_once_for_the_same_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    traced = []
    monkeypatch.setattr(kept, "Models", lambda *each: traced.append(each) or Models(*each))
    for lacking in ((), (), ("crm.account.lei",), ("crm.account.lei",)):
        mart_columns(MANIFEST, "duckdb", set(lacking), MARTS, tmp_path)
    changed = json.loads(json.dumps(MANIFEST))
    changed["nodes"]["m"]["compiled_code"] += " where id is not null"
    mart_columns(changed, "duckdb", {"crm.account.lei"}, MARTS, tmp_path)
    assert len(traced) == 3


@pytest.mark.parametrize("target", TARGETS)
def test_a_model_is_followed_on_every_engine(target: Target) -> None:
    nodes = {"m": model("accounts", "select id, trunc(lei) as lei from raw.crm__account", "a")}
    models = Models({**MANIFEST, "nodes": nodes}, target)
    lei = models.columns({"crm.account.lei"})["accounts"].together().columns["lei"]
    assert models.untraced == {}
    assert lei.because == {"crm.account.lei"}


def test_a_system_that_is_off_is_what_its_columns_lack() -> None:
    found = Models(MANIFEST, "duckdb").columns(set())
    assert found["bills"].together().empty == {"erp"}
    assert found["paid"].together().columns["bill"].because == {"erp"}


def test_an_absent_table_empties_what_is_built_on_it_alone() -> None:
    found = Models(MANIFEST, "duckdb").columns({"crm.account"})
    assert found["accounts"].together().empty == {"crm.account"}

"""A model's way back to staging models and raw tables, through whatever lies between."""

from __future__ import annotations

from typing import Any

from customer_truth.lineage.ancestry import Ancestry, Staging, ancestry


def _model(name: str, *reads: str) -> dict[str, Any]:
    return {"resource_type": "model", "name": name, "depends_on": {"nodes": list(reads)}}


MANIFEST = {
    "sources": {
        "s.a": {"identifier": "crm__account"},
        "s.b": {"identifier": "erp__customer"},
        "s.c": {"identifier": "readings"},
    },
    "nodes": {
        "m.stg_crm": _model("stg_crm__accounts", "s.a"),
        "m.stg_erp": _model("stg_erp__accounts", "s.b", "s.a", "s.c"),
        "m.int": _model("int_accounts__merged", "m.stg_crm", "m.stg_erp", "seed.roles"),
        "m.other": _model("orders", "m.int"),
        "m.mart": _model("customers", "m.int", "m.other", "m.stg_crm"),
        "seed.roles": {"resource_type": "seed", "name": "roles", "depends_on": {"nodes": []}},
    },
}


def test_way_back_goes_through_marts_and_steps_to_staging_and_its_tables() -> None:
    assert ancestry(MANIFEST, "customers") == Ancestry(
        stagings=(
            Staging(name="stg_crm__accounts", tables=("crm.account",)),
            Staging(name="stg_erp__accounts", tables=("crm.account", "erp.customer")),
        ),
        steps=2,
    )


def test_a_staging_model_that_reads_only_another_comes_from_the_tables_of_that() -> None:
    nodes = {
        **MANIFEST["nodes"],
        "m.stg_stages": _model("stg_crm__stage_changes", "m.stg_crm"),
        "m.deals": _model("deals", "m.stg_stages"),
    }
    assert ancestry({**MANIFEST, "nodes": nodes}, "deals") == Ancestry(
        stagings=(Staging(name="stg_crm__stage_changes", tables=("crm.account",)),), steps=0
    )


def test_a_model_that_the_manifest_lacks_comes_from_nothing() -> None:
    assert ancestry(MANIFEST, "gone") == Ancestry(stagings=(), steps=0)

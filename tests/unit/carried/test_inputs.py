"""The content of what a night reads: raw tables as bound, and what it binds beside them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import NullPool, create_engine

from customer_truth.carried.inputs import input_hashes
from customer_truth.extracts.taken_in import TakenIn

ACCOUNT, DEAL = "source.p.salesforce.account", "source.p.salesforce.opportunity"
AS_OF, READINGS = "source.p.night.as_of", "source.p.night.readings"
PAIRS, OWNERS = "source.p.matching.scored_pairs", "seed.p.owners"
MADE = """
create schema raw;
create table raw.as_of as select timestamp '2026-11-02 05:00:00' as as_of;
create table raw.readings as select 'email' as kind, 'a@b.example' as typed;
create table raw.ended_records as select '1' as record_id;
create view raw.salesforce__account as select 'crm/account.csv' as file, id from range(3) as t(id);
create view raw.salesforce__opportunity as
select 'crm/opportunity.csv' as file, id from range(3) as t(id)
left join raw.ended_records as e on e.record_id = cast(id as text);
"""
MANIFEST: dict[str, Any] = {
    "sources": {
        id: {"source_name": id.split(".")[2], "name": id.split(".")[3], "identifier": identifier}
        for id, identifier in {
            ACCOUNT: "salesforce__account",
            DEAL: "salesforce__opportunity",
            AS_OF: "as_of",
            READINGS: "readings",
            PAIRS: "scored_pairs",
        }.items()
    },
    "nodes": {OWNERS: {"resource_type": "seed", "original_file_path": "seeds/owners.csv"}},
}
EXTRACTS = {
    id: TakenIn(id, "contract", f"crm/{id.split('.')[1]}.csv", 1, 1, "content")
    for id in ("salesforce.account", "salesforce.opportunity")
}


class Night:
    """A night whose raw tables are bound."""

    def __init__(self, folder: Path) -> None:
        self.root, self.path = folder, folder / "next.duckdb"
        self.files = {"matching/customers.yml": b"weights", "expectations/orders.yml": b"rules"}
        self.extracts = dict(EXTRACTS)
        (folder / "seeds").mkdir()
        (folder / "seeds" / "owners.csv").write_text("owner\nsales\n")
        self.execute(MADE)

    def execute(self, sql: str) -> None:
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(sql)

    def hashes(self) -> dict[str, str]:
        engine = create_engine(f"truth_duckdb:///{self.path}", poolclass=NullPool)
        with engine.connect() as connection:
            return input_hashes(connection, "raw", MANIFEST, self.root, self.files, self.extracts)

    def changed_by(self, change: Any) -> set[str]:
        was = self.hashes()
        change()
        now = self.hashes()
        assert was.keys() == now.keys()
        return {id for id in was if was[id] != now[id]}


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


@pytest.mark.parametrize(
    ("sql", "changed"),
    [
        ("update raw.as_of set as_of = as_of + interval 1 hour", {AS_OF}),
        ("insert into raw.ended_records values ('2')", {DEAL}),
        ("insert into raw.readings values ('email', 'c@d.example')", set()),
        (
            "create or replace view raw.salesforce__account as select 'crm/account.csv' as file",
            {ACCOUNT},
        ),
        (
            "create or replace view raw.salesforce__account as "
            "select '/moved/to/crm/account.csv' as file, id from range(3) as t(id)",
            set(),
        ),
    ],
)
def test_a_raw_table_is_told_apart_by_how_it_is_read_and_by_what_that_reads(
    night: Night, sql: str, changed: set[str]
) -> None:
    assert night.changed_by(lambda: night.execute(sql)) == changed


IT = EXTRACTS["salesforce.account"]


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        (replace(IT, content_hash="another"), {ACCOUNT}),
        (replace(IT, contract_hash="another"), {ACCOUNT}),
        (replace(IT, modified_ns=2), set()),
    ],
)
def test_another_content_or_contract_is_another_table_and_a_touched_file_is_none(
    night: Night, now: TakenIn, changed: set[str]
) -> None:
    assert night.changed_by(lambda: night.extracts.update({IT.table_id: now})) == changed


def test_reviewed_rows_are_told_apart_by_their_file(night: Night) -> None:
    seed = night.root / "seeds" / "owners.csv"
    assert night.changed_by(lambda: seed.write_text("owner\nfinance\n")) == {OWNERS}


def test_what_matching_finds_is_another_by_other_weights_and_not_by_other_rules(
    night: Night,
) -> None:
    matching = {"matching/customers.yml": b"others"}
    rules = {"expectations/orders.yml": b"others"}
    assert night.changed_by(lambda: night.files.update(matching)) == {PAIRS}
    assert night.changed_by(lambda: night.files.update(rules)) == set()

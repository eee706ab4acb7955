"""Each distinct value of the raw tables is read once, and forgotten when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from customer_truth.errors import Unusable
from customer_truth.extracts import readers, readings
from customer_truth.extracts.contract import (
    Column,
    Country,
    Table,
    declared_tables,
    known_systems,
)
from customer_truth.identifiers.kinds import CONTEXTUAL, KINDS, Reading, read
from customer_truth.quality.tables import KEPT
from customer_truth.warehouse.duckdb import DuckDBWarehouse
from tests.conftest import ROOT

AS_OF = datetime(2026, 11, 2, 5)
ACCOUNT = Table(
    system="crm",
    name="account",
    key=("id",),
    clock=None,
    columns=(
        Column("id", "bigint"),
        Column("phone", "text", reads=("phone",), country=Country("country")),
        Column("country", "text", reads=("country",)),
        Column("is_deleted", "boolean"),
    ),
)
CONTACT = Table(
    system="crm",
    name="contact",
    key=("id",),
    clock=None,
    columns=(
        Column("account_id", "bigint"),
        Column("email", "text", reads=("email", "domain")),
        Column(
            "mobile", "text", reads=("phone",), country=Country("country", "account", "account_id")
        ),
        Column("zone", "text", reads=("time_zone",)),
    ),
)
ACCOUNTS = (
    "(1, '(704) 555-0100', 'US', false), (2, ' (704) 555-0100\u00a0', '\u200bUS', false), "
    "(3, '', 'DE', true)"
)
CONTACTS = (
    "(1.0, 'Ann@Acme.example.com', '704 555 0111', 'US/Eastern'), "
    "(3.0, null, '040 66969123', 'America/New_York'), "
    "(9.0, 'ann@gmail.com', '+44 20 7946 0123', '')"
)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckDBWarehouse]:
    made = DuckDBWarehouse(tmp_path, "")
    with made.lock():
        yield made


def night(
    warehouse: DuckDBWarehouse, accounts: str = ACCOUNTS, contacts: str = CONTACTS
) -> list[str]:
    """One night over some rows; what it said of its progress."""
    said: list[str] = []
    warehouse.prepare()
    warehouse.carry_over(KEPT)
    with warehouse.building() as connection:
        connection.exec_driver_sql("create schema raw")
        connection.exec_driver_sql(
            "create view raw.crm__account as select *, case when is_deleted then 'deleted' end "
            f'as "ended because" from (values {accounts}) '
            "as account (id, phone, country, is_deleted)"
        )
        connection.exec_driver_sql(
            f"create view raw.crm__contact as from (values {contacts}) "
            "as contact (account_id, email, mobile, zone)"
        )
    readings.write_readings(warehouse, [ACCOUNT, CONTACT], AS_OF, said.append)
    with warehouse.publishing():
        pass
    return said


def found(warehouse: DuckDBWarehouse, table: str = "readings") -> set[tuple[object, ...]]:
    with warehouse.reading() as connection:
        rows = connection.exec_driver_sql(f"select * from raw.{table}").all()
    assert len(rows) == len(set(rows))
    return {tuple(row) for row in rows}


def test_every_distinct_value_is_read_with_the_country_beside_it(
    warehouse: DuckDBWarehouse,
) -> None:
    night(warehouse)
    assert found(warehouse) == {
        ("country", "", "US", "US", None),
        ("country", "", "DE", "DE", None),
        ("phone", "US", "(704) 555-0100", "+17045550100", None),
        ("phone", "US", "704 555 0111", "+17045550111", None),
        # Its account was deleted, so no model knows a country for it.
        ("phone", "", "040 66969123", None, "no country, no +"),
        ("phone", "", "+44 20 7946 0123", "+442079460123", None),
        ("email", "", "Ann@Acme.example.com", "ann@acme.example.com", None),
        ("domain", "", "Ann@Acme.example.com", "acme.example.com", None),
        ("email", "", "ann@gmail.com", "ann@gmail.com", None),
        ("domain", "", "ann@gmail.com", None, "shared mail provider"),
        ("time_zone", "", "US/Eastern", "America/New_York", None),
        ("time_zone", "", "America/New_York", "America/New_York", None),
    }
    assert found(warehouse, "time_zones") == {("America/New_York", 7, 120, 180)}


def test_a_night_reads_only_what_is_new_and_forgets_what_is_gone(
    warehouse: DuckDBWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(warehouse)
    asked: list[str] = []

    def counting(kind: str, typed: str, context: str = "") -> Reading:
        asked.append(typed)
        return read(kind, typed, context)

    monkeypatch.setattr(readers, "read", counting)
    assert night(warehouse) == []
    assert asked == []
    said = night(warehouse, accounts="(1, '(919) 555-0122', 'US', false)")
    # The second contact's account is gone like the deleted one, so only the new phone is new.
    assert asked == ["(919) 555-0122"]
    assert said == ["identifiers 1 read"]
    assert not {row for row in found(warehouse) if "(704) 555-0100" in row or "DE" in row}


def test_what_an_earlier_version_of_a_reader_made_is_read_again(
    warehouse: DuckDBWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(warehouse)
    monkeypatch.setattr(readings, "VERSIONS", {**readings.VERSIONS, "email": "2 another"})
    assert night(warehouse) == ["identifiers 2 read"]
    assert len(found(warehouse)) == 12


def test_no_annotated_column_gives_empty_tables(warehouse: DuckDBWarehouse) -> None:
    warehouse.prepare()
    warehouse.carry_over(KEPT)
    with warehouse.building() as connection:
        connection.exec_driver_sql("create schema raw")
    readings.write_readings(warehouse, [], AS_OF, print)
    with warehouse.publishing():
        pass
    assert found(warehouse) == found(warehouse, "time_zones") == set()


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (Column("phone", "text", reads=("fone",)), "has reads 'fone', needs one of country"),
        (Column("phone", "text", reads=("phone",), country=Country("land")), "crm.account.land"),
        (
            Column("phone", "text", reads=("phone",), country=Country("country", "firm", "id")),
            "crm.firm",
        ),
    ],
)
def test_a_misspelt_annotation_is_refused(
    warehouse: DuckDBWarehouse, column: Column, told: str
) -> None:
    warehouse.prepare()
    warehouse.carry_over(KEPT)
    table = replace(ACCOUNT, columns=(column, *ACCOUNT.columns[2:]))
    with pytest.raises(Unusable, match=told):
        readings.write_readings(warehouse, [table], AS_OF, print)


def test_every_annotation_of_the_project_names_a_kind_and_columns_that_exist() -> None:
    tables = {table.id: table for table in declared_tables(ROOT, tuple(known_systems(ROOT)))}
    read_kinds = set()
    for table in tables.values():
        for column in table.columns:
            read_kinds |= set(column.reads)
            needs_country = column.is_postal_code or CONTEXTUAL & set(column.reads)
            assert bool(column.country) == bool(needs_country), column.name
            if column.country:
                other = tables[f"{table.system}.{column.country.of or table.name}"]
                assert column.country.column in {c.name for c in other.columns}
    assert read_kinds == KINDS

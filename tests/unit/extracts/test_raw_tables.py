"""Raw tables as they are found, against what the staging folders expect."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import sqlalchemy

from customer_truth.dialects import SPELLINGS
from customer_truth.errors import Unusable
from customer_truth.extracts.check import Bound, absent, check_table, type_family
from customer_truth.extracts.contract import Column, Table, declared_tables
from customer_truth.extracts.places import Files
from customer_truth.project import known_systems
from tests.conftest import ROOT

TABLE = Table(
    system="crm",
    name="deal",
    key=("id",),
    clock="closes_on",
    columns=(
        Column("id", "bigint"),
        Column("closes_on", "date"),
        Column("is_won", "boolean"),
        Column("note", "text", optional=True),
    ),
    least_readable=0.5,
)


DUCKDB = SPELLINGS["duckdb"]


def complaints(folder: Path, select: str, names: dict[str, str] | None = None) -> list[str]:
    duckdb.sql(f"copy ({select}) to '{folder / 'deal.parquet'}' (format parquet)")
    engine = sqlalchemy.create_engine("truth_duckdb://")
    with engine.connect() as connection:
        return check_table(connection, Files(folder), TABLE, names or {}, DUCKDB)[1]


GOOD = "select 1::bigint as id, date '2026-01-01' as closes_on, true as is_won"


@pytest.mark.parametrize(
    "select",
    [
        GOOD,
        "select 1 as id, timestamp '2026-01-01' as closes_on, 1 as is_won, 'x' as note",
        "select '1' as id, '2026-01-01' as closes_on, 'F' as is_won, 7 as note",
        "select '1' as id, null::varchar as closes_on, '' as is_won",
        f"{GOOD} union all select 2, date '2026-01-02', null",
    ],
)
def test_what_can_be_read_is_accepted(tmp_path: Path, select: str) -> None:
    assert complaints(tmp_path, select) == []


@pytest.mark.parametrize(
    ("select", "told"),
    [
        ("select current_date as closes_on, true as is_won", "column id: has no such column"),
        ("select 1 as id, true as is_won", "column closes_on: has no such column"),
        ("select 1 as id, current_date as close_on, true as is_won", "has 'close_on' instead"),
        ("select 1 as id, 2.5 as closes_on, true as is_won", "has type DECIMAL(2,1), needs date"),
        ("select [1] as id, current_date as closes_on, true as is_won", "has type INTEGER[]"),
        (f"{GOOD} limit 0", "has no rows, needs at least one"),
        ("select 1 as id, 'soon' as closes_on, true as is_won", "0 of 1 values read as date"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_is_needed(
    tmp_path: Path, select: str, told: str
) -> None:
    found = complaints(tmp_path, select)
    assert len(found) == 1
    assert told in found[0]


def test_a_table_is_read_without_what_is_neither_its_key_nor_its_clock(tmp_path: Path) -> None:
    assert complaints(tmp_path, "select 1 as id, current_date as closes_on") == []


def test_an_optional_clock_may_be_absent() -> None:
    clock = Column("synced", "timestamp", optional=True)
    assert not replace(TABLE, clock="synced").needs(clock)


def test_what_a_table_lacks_is_named_by_column_or_as_a_whole() -> None:
    families = {"id": "number", "closes_on": "timestamp"}
    assert Bound(TABLE, "deal", families, {}, {}).lacks == ["crm.deal.is_won", "crm.deal.note"]
    assert absent(TABLE).lacks == ["crm.deal"]


def test_a_column_may_have_a_name_of_the_companys_own(tmp_path: Path) -> None:
    select = "select 1 as id, current_date as due, true as is_won"
    assert complaints(tmp_path, select)
    assert complaints(tmp_path, select, {"crm.deal.closes_on": "due"}) == []


def test_a_column_that_the_company_named_and_no_extract_has_is_no_absent_column(
    tmp_path: Path,
) -> None:
    (told,) = complaints(tmp_path, GOOD, {"crm.deal.note": "remrak"})
    assert told == "column remrak: has no such column, needs remrak (text)."


def test_a_table_may_have_a_name_of_the_companys_own(tmp_path: Path) -> None:
    duckdb.sql(f"copy ({GOOD}) to '{tmp_path / 'opportunity.parquet'}' (format parquet)")
    renamed = replace(TABLE, found_as="opportunity")
    assert "opportunity.parquet" in str(Files(tmp_path).path(renamed))
    with pytest.raises(Unusable, match=r"deal\.parquet"):
        Files(tmp_path).path(TABLE)


SHAPES = ROOT.parent / "shared" / "data" / "vendor_shapes"
PREFIXES = {"salesforce": "sf_", "hubspot": "", "netsuite": "netsuite2_", "zendesk": ""}


@pytest.mark.parametrize("system", PREFIXES)
def test_what_a_standard_sync_does_not_carry_is_optional(system: str) -> None:
    if not SHAPES.is_dir():
        pytest.skip(f"the layouts of standard syncs are not at {SHAPES}")
    compared = 0
    for table in declared_tables(ROOT, (system,)):
        path = SHAPES / system / f"{PREFIXES[system]}{table.name}_data.csv"
        if path.is_file():
            header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
            needed = {column.name for column in table.columns if not column.optional}
            assert needed <= set(header), table.id
            compared += 1
    assert compared > 2


@pytest.mark.parametrize(
    ("engine_type", "family"),
    [
        ("VARCHAR", "text"),
        ("character varying", "text"),
        ("TIMESTAMP WITH TIME ZONE", "timestamp"),
        ("date", "timestamp"),
        ("DECIMAL(18,2)", "number"),
        ("double precision", "number"),
        ("bigint", "number"),
        ("boolean", "boolean"),
        ("STRUCT(a INTEGER)", "other"),
        ("INTEGER[]", "other"),
        ("bytea", "other"),
        ("jsonb", "other"),
        ("TIME", "other"),
    ],
)
def test_types_of_every_engine_fall_into_one_family(engine_type: str, family: str) -> None:
    assert type_family(engine_type) == family


def test_every_declared_raw_table_has_a_key_among_its_columns() -> None:
    tables = declared_tables(ROOT, tuple(known_systems(ROOT)))
    assert len(tables) > 40
    for table in tables:
        names = {column.name for column in table.columns}
        assert table.key
        assert {*table.key, *filter(None, [table.clock])} <= names, table.bound_name

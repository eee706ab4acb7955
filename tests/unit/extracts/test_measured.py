"""How many rows a raw table has, and how new it is: moments are compared, not their texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import jinja2
import pytest
import sqlalchemy
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.dialects import SPELLINGS
from customer_truth.extracts.check import check_table
from customer_truth.extracts.contract import Column, Table
from customer_truth.extracts.measured import Measured, measure
from customer_truth.extracts.places import Files
from tests.conftest import ROOT

TABLE = Table(
    "crm", "deal", ("id",), "synced", (Column("id", "text"), Column("synced", "timestamp"))
)
NOW = datetime(2026, 11, 2, 5)


DUCKDB = SPELLINGS["duckdb"]


def measured(folder: Path, stamps: Sequence[str]) -> Measured:
    lines = "".join(f'{number},"{stamp}"\n' for number, stamp in enumerate(stamps))
    (folder / "deal.csv").write_text(f"id,synced\n{lines}")
    with sqlalchemy.create_engine("truth_duckdb://").connect() as connection:
        found, problems = check_table(connection, Files(folder), TABLE, {}, DUCKDB)
        assert found is not None, problems
        return measure(connection, [found], DUCKDB, NOW)[0]


def test_the_nights_moment_is_the_newest_instant_and_not_the_greatest_text(tmp_path: Path) -> None:
    found = measured(tmp_path, ["2018-03-01T23:30:00-08:00", "2018-03-02T02:00:00+00:00"])
    assert found.newest == datetime(2018, 3, 2, 7, 30)


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("2018-03-02T02:00:00Z", datetime(2018, 3, 2, 2)),
        ("2018-03-02 02:00:00 UTC", datetime(2018, 3, 2, 2)),
        ("\u00a02018-03-02T02:00:00Z\u200b", datetime(2018, 3, 2, 2)),
        ("2018-03-02T02:00:00+0530", datetime(2018, 3, 1, 20, 30)),
        ("2018-03-02T02:00+05", datetime(2018, 3, 1, 21)),
        ("2018-03-02 02:00:00 -08:00", datetime(2018, 3, 2, 10)),
        ("2018-03-02T02:00:00.123456789-08:00", datetime(2018, 3, 2, 10, 0, 0, 123456)),
        ("2018-03-02 02:00", datetime(2018, 3, 2, 2)),
        ("2018-03-02", datetime(2018, 3, 2)),
        ("2024-02-29 01:00:00", datetime(2024, 2, 29, 1)),
    ],
)
def test_every_written_form_of_a_moment_is_read(
    tmp_path: Path, stamp: str, moment: datetime
) -> None:
    assert measured(tmp_path, [stamp, "2001-01-01"]).newest == moment


FORMS = (
    *("2018-03-01T23:30:00-08:00", "2018-03-02T02:00:00Z", "2018-03-02 02:00:00 UTC"),
    *("2018-03-02T02:00:00+0530", "2018-03-02T02:00+05", "2018-03-02 02:00:00 -08:00"),
    *("2018-03-02 02:00:00 -0800", "2018-03-02 02:00", "2018-03-02", "2018-03-02T02:00:00.123-08"),
)


@pytest.mark.parametrize("stamp", FORMS)
def test_models_read_the_same_moment_as_the_night(tmp_path: Path, stamp: str) -> None:
    macros = (ROOT / "macros" / "casts.sql").read_text()
    sql = jinja2.Template(macros + "{{ default__try_timestamp('said') }}").render()
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        read = connection.execute(f"select {sql} from (select '{stamp}' as said) as t").fetchall()
    assert read == [(measured(tmp_path, [stamp]).newest,)]


@pytest.mark.parametrize(
    "stamp",
    [
        *("2018-02-30 02:00:00", "2018-02-29 02:00:00", "2018-13-01 02:00:00", "never"),
        *("2018-03-02T02:00:00 Europe/Berlin", "2018-03-02 24:30:00", "2099-01-01 00:00:00"),
        *("2026-11-03 05:00:01", "2026-11-03T00:00:00-08:00", "1970-01-01 00:00:00", ""),
    ],
)
def test_what_is_no_moment_or_lies_in_the_future_is_not_the_newest(
    tmp_path: Path, stamp: str
) -> None:
    found = measured(tmp_path, [stamp, "2001-01-01 10:00:00"])
    assert (found.rows, found.newest) == (2, datetime(2001, 1, 1, 10))


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(1991, 1, 1), datetime(2026, 1, 1)),
            st.integers(-12 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters)),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_newest_of_any_offsets_is_the_newest_instant(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[datetime, timedelta]]
) -> None:
    moments = [
        moment.replace(microsecond=0, tzinfo=UTC).astimezone(timezone(offset))
        for moment, offset in said
    ]
    found = measured(tmp_path_factory.mktemp("stamps"), [each.isoformat() for each in moments])
    assert found.newest == max(moments).astimezone(UTC).replace(tzinfo=None)

"""A column is of a type where its values show it; what can be read in two ways stays text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customer_truth.connect.personal import is_category, is_shown, may_be_personal
from tests.unit.connect.look import column_of


@pytest.mark.parametrize(
    ("values", "data_type", "form"),
    [
        (["1", "2", "-3"], "bigint", None),
        (["1", "2.5"], "numeric", None),
        (["0", "1", "1"], "bigint", None),
        (["yes", "no", "yes"], "boolean", None),
        (["2026-01-31", "2026-02-01"], "date", None),
        (["2026-01-31 10:00", "2026-02-01"], "timestamp", None),
        (["31/01/2026", "02/01/2026"], "date", "%d/%m/%Y"),
        (["01/31/2026", "02/01/2026"], "date", "%m/%d/%Y"),
        (["31.1.26 9:05", "2.1.26 9:05"], "timestamp", "%d.%m.%y"),
        (["2026/01/31"], "date", "%Y/%m/%d"),
        (["20260131", "20260201"], "date", "%Y%m%d"),
        (["31/01/2026", "2026-02-01", "see invoice"], "date", "%d/%m/%Y"),
        (["1.234,5", "2,75"], "numeric", ","),
        (["1,234.5", "2.75"], "numeric", "."),
        (["1,234,567", "12"], "numeric", "."),
        (["12", "tbc", "15"], "bigint", None),
        (["tbc", "tbd", "15"], "text", None),
        (["007", "123", "999"], "text", None),
        (["a", "b"], "text", None),
        (["", ""], "text", None),
        (["1890-01-01", "1901-01-01"], "text", None),
        (["1e400", "1e400"], "text", None),
        (["99999999999999999999", "1"], "bigint", None),
    ],
)
def test_a_column_is_of_the_type_that_its_values_show(
    tmp_path: Path, values: list[str], data_type: str, form: str | None
) -> None:
    found = column_of(tmp_path, values)
    assert (found.data_type, found.date_format or found.decimal_sign) == (data_type, form)


@pytest.mark.parametrize(
    ("values", "doubt"),
    [
        (["01/02/2026", "03/04/2026"], "2 dates can be day first or month first"),
        (["31/01/2026", "01/31/2026"], "1 dates can only be day first, 1 only month first"),
        (["1.234", "5.678"], "with decimals or with thousands"),
        (["1,234", "5"], "with decimals or with thousands"),
        (["1,5", "2.5"], "1 have a decimal comma and 1 a decimal point"),
    ],
)
def test_what_can_be_read_in_two_ways_is_text_and_said(
    tmp_path: Path, values: list[str], doubt: str
) -> None:
    found = column_of(tmp_path, values)
    assert found.data_type == "text"
    assert doubt in str(found.doubt)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(st.dates(date(1990, 1, 1), date(2049, 12, 31)), min_size=1, max_size=20),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%m-%d-%Y"]),
)
def test_a_date_is_never_read_as_another_day(
    tmp_path: Path, days: list[date], date_format: str
) -> None:
    found = column_of(tmp_path, [day.strftime(date_format) for day in days])
    assert found.date_format in (None, date_format)
    assert (found.data_type == "date") == any(day.day > 12 for day in days)


def test_digits_that_name_something_stay_text(tmp_path: Path) -> None:
    assert column_of(tmp_path, ["4711", "4712"], "customer no").data_type == "text"
    assert column_of(tmp_path, ["4711", "4712"], "amount").data_type == "bigint"
    codes = column_of(tmp_path, [*(f"{n:05}" for n in range(100)), "42"], "amount")
    assert (codes.data_type, codes.digits, codes.readable) == ("text", 5, 100)


@pytest.mark.parametrize(
    "value",
    ["Zora Quill", "zora@example.com", "+49 170 1234567", "12 34 56 78 90", "Zora", "Hauptstr. 5"],
)
def test_what_may_be_somebodys_is_not_shown(value: str) -> None:
    assert not is_shown(value)


@pytest.mark.parametrize("value", ["see invoice", "tbc", "N/A", "Unknown", "in progress", "A1"])
def test_what_reads_like_a_category_is_shown(value: str) -> None:
    assert is_shown(value)


@pytest.mark.parametrize("name", ["e_mail", "contact_phone", "last_name", "kundenname", "born_on"])
def test_a_column_named_after_a_person_may_be_personal(name: str) -> None:
    assert may_be_personal(name)


def test_capitals_are_categories_only_where_the_column_is_named_for_them() -> None:
    assert is_category("status", "Closed Won")
    assert not is_category("handled", "Zora")
    assert not is_category("contact_type", "Zora Quill")
    assert not is_category("status", "zora@example.com")

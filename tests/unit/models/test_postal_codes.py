"""A postal code is judged by the country of its own row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.identifiers import country
from tests.hand_made import HandMade, project

READINGS = {
    **{"kind": "text", "context": "text", "typed": "text"},
    **{"value": "text", "problem": "text"},
}
LENGTHS = {"NO": 4, "AU": 4, "DE": 5, "US": 5, "FR": 5, "RO": 6, "SG": 6, "JP": 7, "BR": 8}


def codes(*rows: tuple[str, str | None]) -> list[Any]:
    """What a night makes of codes, each beside its country as typed."""
    sites = [
        {"site_id": f"{at:04}", "postal_code": code, "country_code": land}
        for at, (code, land) in enumerate(rows)
    ]
    night = HandMade({"route_planner.sites": sites}, systems=["route_planner"])
    typed = {land for _, land in rows if land}
    night.fill(
        "readings",
        READINGS,
        [
            {"kind": "country", "context": "", "typed": land, "value": country.read(land).value}
            for land in sorted(typed)
        ],
    )
    found = f"select postal_code from ({night.current_rows('route_planner.sites')}) as here"
    return night.values(f"{found} order by site_id")


RIGHT = [
    *[("8001", "CH"), ("8001", "Switzerland"), ("1010", "AT"), ("0150", "NO"), ("0800", "AU")],
    *[("1012 AB", "NL"), ("1012", "NL"), ("SW1A 1AA", "GB"), ("D02 AF30", "IE"), ("M5V 3L9", "CA")],
    *[
        ("94105-1234", "US"),
        ("94105", "US"),
        ("02134", "US"),
        ("00-950", "PL"),
        ("01310-100", "BR"),
    ],
    *[("110001", "IN"), ("030031", "RO"), ("01067", "Germany"), ("110 00", "CZ"), ("101", "IS")],
    *[("8001", None), ("8001", "Atlantis"), ("457", None), ("457", "")],
]
LOST = [
    *[("1067", "DE"), ("1067", "Germany"), ("2134", "US"), ("601", "PR"), ("150", "NO")],
    *[("800", "AU"), ("30031", "RO"), ("1310100", "BR"), ("950", "PL"), ("1001", "FR")],
]


def test_a_right_code_of_any_country_is_kept_and_so_is_one_of_an_unknown_country() -> None:
    assert codes(*RIGHT) == [code for code, _ in RIGHT]


def test_a_code_too_short_for_the_country_of_its_row_lost_its_zeros() -> None:
    assert codes(*LOST) == [None] * len(LOST)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(LENGTHS)), st.integers(0, 10**8)), min_size=30))
def test_a_code_that_keeps_its_zeros_is_kept_and_as_a_number_is_unknown_where_it_had_some(
    drawn: list[tuple[str, int]],
) -> None:
    full = [(str(n % 10 ** LENGTHS[land]).zfill(LENGTHS[land]), land) for land, n in drawn]
    assert codes(*full) == [code for code, _ in full]
    numbers = [(str(int(code)), land) for code, land in full]
    assert codes(*numbers) == [None if code[0] == "0" else code for code, _ in full]


@pytest.mark.parametrize(
    "system", ["hubspot.company", "netsuite.customer", "salesforce.account", "route_planner.sites"]
)
def test_every_table_with_a_postal_code_and_a_country_judges_the_one_by_the_other(
    system: str,
) -> None:
    names = ("hubspot", "netsuite", "salesforce", "route_planner")
    table = project.raw_tables(names)[system]
    (column,) = [c for c in table.columns if "zip" in c.name or "postal" in c.name]
    assert column.country is not None
    assert column.country.column in {c.name for c in table.columns if "country" in c.reads}

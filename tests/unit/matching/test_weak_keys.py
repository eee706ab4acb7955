"""Records without a postal code or an area code are compared all the same; crowds are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from customer_truth.identifiers import phone
from customer_truth.matching.crowds import CROWD_COLUMNS
from customer_truth.matching.model import Model
from customer_truth.matching.score import score
from customer_truth.warehouse.local_matching import LocalMatching
from tests.sql_of import sql_of

Load = Callable[..., None]
PLACE = {"name_key": "golden harvest kitchen", "street_key": "12 main st"}
COPY = {**PLACE, "phone": "+17042345678", "postal_code": "28202", "city_key": "charlotte"}


def pairs(engine: LocalMatching, model: Model) -> set[tuple[str, str]]:
    score(engine, model)
    rows = engine.connection.execute("select record_id_a, record_id_b from scored_pairs").fetchall()
    return {(a, b) for a, b in rows}


def crowds(engine: LocalMatching) -> list[dict[str, Any]]:
    rows = engine.connection.execute("select * from crowds").fetchall()
    return [dict(zip(CROWD_COLUMNS, row, strict=True)) for row in rows]


@pytest.mark.parametrize("lacking", [(), ("a",), ("a", "b")])
@pytest.mark.parametrize("with_city", [True, False])
def test_equal_name_and_street_are_compared_without_a_postal_code(
    lacking: tuple[str, ...],
    with_city: bool,
    engine: LocalMatching,
    load: Load,
    model: Model,
) -> None:
    city = {"city_key": "charlotte"} if with_city else {}
    codes = {id: {} if id in lacking else {"postal_code": "28202"} for id in "ab"}
    load([{"record_id": id, **PLACE, **city, **codes[id]} for id in "ab"])
    assert pairs(engine, model) == {("a", "b")}


def test_a_franchise_on_main_street_of_two_towns_is_no_pair(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    load(
        [
            {"record_id": "a", **PLACE, "city_key": "charlotte"},
            {"record_id": "b", **PLACE, "city_key": "raleigh", "postal_code": "27601"},
            {"record_id": "c", **PLACE, "city_key": "durham", "postal_code": "27701"},
        ]
    )
    assert pairs(engine, model) == set()


def test_a_phone_without_an_area_code_is_a_weaker_key(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    one = {"name_key": "golden harvest kitchen", "city_key": "charlotte"}
    load(
        [
            {"record_id": "a", **one, "phone": "+17042345678"},
            {"record_id": "b", **one, "phone": "2345678"},
            {"record_id": "c", **one, "phone": "2349999"},
            {"record_id": "d", **one, "city_key": "raleigh", "phone": "2345678"},
        ]
    )
    assert pairs(engine, model) == {("a", "b")}


@pytest.mark.parametrize(
    ("typed", "country", "expected"),
    [
        ("555-0134", "US", "5550134"),
        ("555-0134 x12", "US", "5550134"),
        ("(704) 234-5678", "", "7042345678"),
        ("123456", "DE", "123456"),
        ("000-0000", "US", None),
        ("12", "US", None),
        ("(704) 234-5678", "US", None),  # read in full
        ("ask the owner", "US", None),
        ("+1 704 234 5678 999", "US", None),
    ],
)
def test_the_digits_of_a_local_number_are_kept(
    typed: str, country: str, expected: str | None, engine: LocalMatching
) -> None:
    read = phone.read(typed, country)
    digits = sql_of("{{ local_number('typed', 'problem') }}")
    query = f"select {digits} from (select cast(? as text) as typed, cast(? as text) as problem)"
    assert engine.connection.execute(query, [typed, read.problem]).fetchall() == [(expected,)]


def test_twenty_two_copies_of_one_company_are_one_finding_that_names_them(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    ids = [f"r{at:02}" for at in range(22)]
    load([{"record_id": id, **COPY} for id in ids])
    assert pairs(engine, model) == set()
    [crowd] = crowds(engine)
    assert (crowd["record_count"], crowd["customer_count"], crowd["most_sharing"]) == (22, 22, 20)
    assert crowd["record_ids"] == ", ".join(ids)
    assert crowd["crowd_id"] == f"{crowd['shared_fields']}:r00"


def test_five_copies_are_pairs_and_no_crowd(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    load([{"record_id": id, **COPY} for id in "abcdef"])
    assert len(pairs(engine, model)) == 15
    assert crowds(engine) == []


def test_what_many_companies_share_is_no_crowd_of_copies(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    """A switchboard, a building, and a chain with a branch on the Main Street of every town."""
    shared = {"phone": "+17042345678", "street_key": "1 tower st", "postal_code": "28202"}
    offices = [
        {"record_id": f"o{at}", "name_key": f"tenant {at} trust", **shared} for at in range(30)
    ]
    branches = [
        {"record_id": f"b{at}", **PLACE, "city_key": f"town {at}", "postal_code": f"{28000 + at}"}
        for at in range(30)
    ]
    one_customer = [{"record_id": f"c{at}", "customer_id": "c", **COPY} for at in range(30)]
    load([*offices, *branches, *one_customer])
    score(engine, model)
    assert crowds(engine) == []


def test_many_records_with_one_tax_number_are_a_crowd_whatever_they_are_called(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    load([{"record_id": f"r{at:02}", "name_key": f"n {at}", "tax_id": "X1"} for at in range(21)])
    score(engine, model)
    [crowd] = crowds(engine)
    assert (crowd["shared_fields"], crowd["record_count"]) == ("tax_id", 21)


def test_tenants_with_one_switchboard_are_no_pair_and_a_renamed_company_is_one(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    shared = {"phone": "+17042345678", "street_key": "1 tower st", "postal_code": "28202"}
    load(
        [
            {"record_id": "a", "name_key": "golden harvest kitchen", **shared},
            {"record_id": "b", "name_key": "x ray clinic", **shared},
            {"record_id": "c", "name_key": "old brand", **shared, "domain": "x.example"},
            {"record_id": "d", "name_key": "new holding", **shared, "domain": "x.example"},
        ]
    )
    assert pairs(engine, model) == {("c", "d")}

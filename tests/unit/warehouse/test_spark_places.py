"""Which schemas on a cluster are a night's, and which of them nobody needs any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest

from customer_truth.warehouse.base import BUILT_SCHEMAS, QUALITY, WORK
from customer_truth.warehouse.spark_places import (
    is_pointer_schema,
    is_still_read,
    left_behind,
    new_place,
    place_of,
    pointer_schema,
)

NOW = datetime(2026, 11, 30, 2, 15, 0, 123456)
HOME, OTHER = "ab12cd34", "ef56ab78"
LAYERS = (*BUILT_SCHEMAS, QUALITY, WORK)


def schemas_of(place: str) -> list[str]:
    return [f"{place}_{layer}" for layer in LAYERS]


def swept(
    places: Collection[str],
    pointed_at: Collection[str] = (),
    held: Collection[str] = (),
    *,
    is_all_known: bool = True,
) -> set[str | None]:
    schemas = [schema for place in places for schema in schemas_of(place)]
    found = left_behind(
        schemas, HOME, NOW, pointed_at, held.__contains__, is_all_known=is_all_known
    )
    assert len(found) == len(LAYERS) * len({*map(place_of, found)}), "a place goes as a whole"
    return {*map(place_of, found)}


def test_a_place_says_when_and_by_whom_it_was_begun() -> None:
    assert new_place(HOME, NOW) == "customer_truth_20261130021500123456_ab12cd34"


@pytest.mark.parametrize("layer", [*LAYERS, "base_marts", "head_quality", "work_0a1b2c3d"])
def test_a_schema_tells_the_place_that_it_is_of(layer: str) -> None:
    place = new_place(HOME, NOW)
    assert place_of(f"{place}_{layer}") == place


@pytest.mark.parametrize(
    "schema",
    [
        "default",
        "customer_truth",
        "customer_truth_marts",
        "customer_truth_2026_ab12cd34_marts",
        "customer_truth_20261130021500123456_ab12cd34",
        "my_customer_truth_20261130021500123456_ab12cd34_marts",
    ],
)
def test_a_schema_of_another_name_is_left_alone(schema: str) -> None:
    assert place_of(schema) is None
    assert left_behind([schema], HOME, NOW, [], lambda _: False) == []


def test_what_a_killed_run_of_this_home_left_is_swept_at_once() -> None:
    left = new_place(HOME, NOW - timedelta(seconds=1))
    assert swept([left]) == {left}


def test_what_is_pointed_at_stays_whoever_built_it_and_when() -> None:
    old = NOW - timedelta(days=400)
    places = [new_place(HOME, old), new_place(OTHER, old)]
    assert swept(places, pointed_at=places) == set()


def test_what_is_built_or_read_by_this_home_stays() -> None:
    held = new_place(HOME, NOW - timedelta(days=30))
    left = new_place(HOME, NOW - timedelta(days=30, seconds=1))
    assert swept([held, left], held=[held]) == {left}


def test_what_another_home_left_is_swept_after_a_week() -> None:
    young = new_place(OTHER, NOW - timedelta(days=7) + timedelta(seconds=1))
    old = new_place(OTHER, NOW - timedelta(days=7, seconds=1))
    assert swept([young, old]) == {old}


def test_a_pointer_that_cannot_be_read_may_name_what_another_home_left() -> None:
    old = NOW - timedelta(days=30)
    own, others = new_place(HOME, old), new_place(OTHER, old)
    assert swept([own, others], is_all_known=False) == {own}


def test_the_night_before_is_read_for_a_day_after_the_next_began() -> None:
    assert is_still_read(new_place(OTHER, NOW - timedelta(hours=23)), NOW)
    assert not is_still_read(new_place(OTHER, NOW - timedelta(hours=25)), NOW)
    assert not is_still_read("no night", NOW)


def test_digits_that_are_no_moment_are_nobodys() -> None:
    schema = "customer_truth_20269930021500123456_ef56ab78_marts"
    assert left_behind([schema], HOME, NOW, [], lambda _: False) == []


def test_each_world_has_a_pointer_of_its_own() -> None:
    assert pointer_schema("") == "customer_truth"
    assert pointer_schema("olist") == "olist_customer_truth"
    assert is_pointer_schema("customer_truth")
    assert is_pointer_schema("olist_customer_truth")
    assert not is_pointer_schema(f"{new_place(HOME, NOW)}_marts")

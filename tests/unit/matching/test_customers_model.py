"""The reviewed model of customers: what each answer says, and what is enough to be suspected."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from customer_truth.matching.model import Model
from customer_truth.matching.score import explain, score
from customer_truth.warehouse.local_matching import LocalMatching

ANSWERS = [
    ("name", "golden harvest kitchen", "golden harvest kitchen", "equal"),
    ("name", "golden harvest kitchen", "golden harvst kitchen", "jaro_winkler 0.92"),
    ("name", "golden harvest kitchen", "golden barrel kitchen", "jaro_winkler 0.85"),
    ("name", "golden harvest kitchen", "blue otter inn", "different"),
    ("name", "golden harvest kitchen", None, "unknown"),
    ("tax_id", "123456789", "123456789", "equal"),
    ("tax_id", "123456789", "123456788", "different"),
    ("tax_id", None, "123456789", "unknown"),
    ("phone", "+17042345678", "+17042345678", "equal"),
    ("phone", "+17042345678", "+19192345678", "last 7"),
    ("phone", "+17042345678", "+17042345679", "levenshtein 1"),
    ("phone", "+17042345678", "+17049999999", "different"),
    ("phone", None, None, "unknown"),
    ("domain", "golden.example.com", "golden.example.com", "equal"),
    ("domain", "golden.example.com", "golden.example.net", "different"),
    ("street", "12 harbor st", "12 harbor st", "equal"),
    ("street", "12 harbor st", "12 harbour st", "jaro_winkler 0.92"),
    ("street", "12 harbor st", "9 mill rd", "different"),
    ("postal_code", "28202", "28202", "equal"),
    ("postal_code", "28202", "28203", "different"),
    ("city", "charlotte", "charlotte", "equal"),
    ("city", "charlotte", "raleigh", "different"),
    ("country", "US", "US", "equal"),
    ("country", "US", "DE", "different"),
]

WHOLE = {
    "name_key": "golden harvest kitchen",
    "tax_id": "123456789",
    "phone": "+17042345678",
    "domain": "golden.example.com",
    "street_key": "12 harbor st",
    "postal_code": "28202",
    "city_key": "charlotte",
    "country": "US",
}
OTHER = {
    "name_key": "blue otter inn",
    "tax_id": "987654321",
    "phone": "+19195550000",
    "domain": "otter.example.net",
    "street_key": "9 mill rd",
    "postal_code": "27601",
    "city_key": "raleigh",
    "country": "US",
}
PLACE = ("postal_code", "city_key", "country")
NAMES = ("golden harvest kitchen", "golden harvst kitchen")


def pair(shared: tuple[str, ...], name: str | None = None, differing: bool = False) -> list[dict]:
    """Two records that share some fields; the others are unknown in one of them, or differ."""
    other = {column: WHOLE[column] for column in shared}
    if differing:
        other = OTHER | other
    if name:
        other["name_key"] = name
    return [{"record_id": "a", **WHOLE}, {"record_id": "b", **other}]


def is_suspected(engine: LocalMatching, model: Model) -> bool:
    return score(engine, model).suspected == 1


@pytest.mark.parametrize(("field", "left", "right", "words"), ANSWERS)
def test_each_answer_is_the_one_that_the_file_names(
    engine: LocalMatching,
    load: Callable[..., None],
    model: Model,
    field: str,
    left: str,
    right: str,
    words: str,
) -> None:
    [comparison] = [c for c in model.comparisons if c.field == field]
    rows = [
        {"record_id": "a", comparison.column: left},
        {"record_id": "b", comparison.column: right},
    ]
    load(rows)
    found = {answer.field: answer for answer in explain(engine, model, "a", "b").answers}
    assert found[field].words == words
    weights = {level.words: level.weight for level in comparison.levels} | {"unknown": 0.0}
    assert found[field].weight == pytest.approx(weights[words])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", [(), PLACE])
def test_a_name_is_not_enough_even_with_its_place(
    engine: LocalMatching,
    load: Callable[..., None],
    model: Model,
    name: str,
    place: tuple[str, ...],
) -> None:
    load(pair(place, name))
    assert not is_suspected(engine, model)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shared", ["phone", "domain", "street_key", "tax_id"])
def test_a_name_and_one_more_that_identifies_is_enough(
    engine: LocalMatching,
    load: Callable[..., None],
    model: Model,
    name: str,
    shared: str,
) -> None:
    load(pair((shared, *PLACE), name))
    assert is_suspected(engine, model)
    unlike = {"phone": "domain", "domain": "phone", "street_key": "phone", "tax_id": "phone"}
    rows = pair((shared, *PLACE), name)
    rows[1][unlike[shared]] = OTHER[unlike[shared]]
    load(rows)
    assert is_suspected(engine, model)


def test_an_equal_tax_id_is_enough_even_where_all_else_differs(
    engine: LocalMatching, load: Callable[..., None], model: Model
) -> None:
    load(pair(("tax_id",), differing=True))
    assert is_suspected(engine, model)


@pytest.mark.parametrize("shared", ["phone", "domain", "street_key"])
def test_neighbours_with_other_names_are_not_suspected(
    engine: LocalMatching, load: Callable[..., None], model: Model, shared: str
) -> None:
    load(pair((shared, *PLACE), OTHER["name_key"]))
    assert not is_suspected(engine, model)


def test_a_name_proves_less_the_more_customers_carry_it(
    engine: LocalMatching, load: Callable[..., None], model: Model
) -> None:
    def weight(carriers: int) -> float:
        more = [
            {"record_id": f"c{at}", "name_key": WHOLE["name_key"]} for at in range(carriers - 2)
        ]
        load([*pair(("phone",), NAMES[0]), *more])
        found = explain(engine, model, "a", "b")
        return next(answer.weight for answer in found.answers if answer.field == "name")

    assert weight(2) == pytest.approx(model.comparisons[0].levels[0].weight)
    assert weight(9) == pytest.approx(weight(2) - 3)


def test_every_weight_in_a_comment_of_the_file_is_the_one_computed(model: Model) -> None:
    from tests.conftest import ROOT

    lines = (ROOT / "matching" / "customers.yml").read_text(encoding="utf-8").splitlines()
    told = [float(line.split("#")[1].split()[0]) for line in lines if "{is:" in line]
    weights = [level.weight for comparison in model.comparisons for level in comparison.levels]
    assert told == [pytest.approx(weight, abs=0.051) for weight in weights]

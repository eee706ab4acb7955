"""Scoring: bounded, explained, the same for the same records, and never inside one customer."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customer_truth.matching.model import Model
from customer_truth.matching.score import SCORED_COLUMNS, explain, score
from customer_truth.warehouse.local_matching import LocalMatching

Load = Callable[..., None]
SAME = {"name_key": "golden harvest kitchen", "phone": "+17042345678"}


def scored(engine: LocalMatching, model: Model) -> list[dict[str, Any]]:
    score(engine, model)
    rows = engine.connection.execute("select * from scored_pairs").fetchall()
    return [dict(zip(SCORED_COLUMNS, row, strict=True)) for row in rows]


def test_a_pair_says_what_it_agreed_on_the_weightiest_first(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    one = {"record_id": "b", **SAME, "domain": "x.example", "postal_code": "1", "country": "US"}
    other = {"record_id": "a", **SAME, "domain": "y.example", "postal_code": "2", "country": "US"}
    load([one, other])
    [pair] = scored(engine, model)
    assert (pair["record_id_a"], pair["record_id_b"]) == ("a", "b")
    assert pair["agreed_on"] == "phone, name, country"
    assert pair["differs_on"] == "postal_code, domain"
    assert pair["unknown_on"] == "tax_id, street, city"
    weights = {
        (c.field, level.words): level.weight for c in model.comparisons for level in c.levels
    }
    told = explain(engine, model, "a", "b")
    expected = told.prior + sum(
        weights[answer.field, answer.words] for answer in told.answers if answer.words != "unknown"
    )
    assert pair["match_weight"] == pytest.approx(expected, abs=1e-3)
    assert pair["match_probability"] == pytest.approx(1 / (1 + 2**-expected), abs=1e-3)


def test_a_pair_inside_one_customer_is_never_suggested(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    load([{"record_id": id, "customer_id": "one", **SAME} for id in "abc"])
    assert scored(engine, model) == []
    load([{"record_id": id, "customer_id": "c" if id == "c" else "one", **SAME} for id in "abc"])
    [pair] = scored(engine, model)
    assert (pair["record_id_a"], pair["record_id_b"]) == ("a", "c")


def test_two_customers_are_told_by_their_best_pair(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    load(
        [
            {"record_id": "a", "customer_id": "1", **SAME},
            {"record_id": "b", "customer_id": "1", **SAME, "tax_id": "12345"},
            {"record_id": "c", "customer_id": "2", **SAME},
            {"record_id": "d", "customer_id": "2", **SAME, "tax_id": "12345"},
        ]
    )
    [pair] = scored(engine, model)
    assert (pair["record_id_a"], pair["record_id_b"]) == ("b", "d")


def test_a_value_that_many_share_neither_blocks_nor_identifies(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    small = replace(model, most_sharing=3)
    names = ("blue otter inn", "golden harvest kitchen", "quiet sparrow grill")
    rows = [
        {"record_id": f"{at}", "name_key": names[min(at, 2)], "phone": SAME["phone"]}
        for at in range(4)
    ]
    load(rows)
    assert score(engine, small).candidates == 0
    assert explain(engine, small, "2", "3").answers[0].field == "name"
    load(rows[1:])
    assert score(engine, small).candidates == 3
    assert [pair["record_id_a"] for pair in scored(engine, small)] == ["2"]


def test_candidates_stay_bounded_however_many_share_a_value(
    engine: LocalMatching, load: Load, model: Model
) -> None:
    rows = [
        {
            "record_id": f"{at}",
            "phone": f"+1{at // 25}",
            "domain": f"{at // 20}.example",
            "street_key": "1 mall",
            "postal_code": "1",
        }
        for at in range(500)
    ]
    load(rows)
    found = score(engine, model)
    assert found.candidates == 25 * (20 * 19 // 2)
    assert found.candidates <= found.records * model.most_sharing * len(model.block_on)


@pytest.mark.parametrize("rows", [[], [{"record_id": "a", **SAME}]])
def test_nothing_to_compare_is_no_pair(
    engine: LocalMatching, load: Load, model: Model, rows: list[dict[str, str]]
) -> None:
    load(rows)
    assert scored(engine, model) == []


def test_splink_does_the_scoring_and_says_nothing(
    engine: LocalMatching,
    load: Load,
    model: Model,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    from splink.internals.linker_components.inference import LinkerInference

    ran = []
    predict = LinkerInference.predict

    def seen(self: LinkerInference, **options: Any) -> Any:
        ran.append(options)
        return predict(self, **options)

    monkeypatch.setattr(LinkerInference, "predict", seen)
    load([{"record_id": "a", **SAME}, {"record_id": "b", **SAME}])
    assert len(scored(engine, model)) == 1
    assert ran == [{"threshold_match_weight": model.least_weight}]
    assert capfd.readouterr() == ("", "")


def some(*values: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *values])


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": st.sampled_from("123456"),
            "name_key": some("golden harvest kitchen", "golden harvst kitchen", "blue otter inn"),
            "phone": some("+17042345678", "+19192345678", "+17042345679"),
            "domain": some("a.example", "b.example"),
            "tax_id": some("1234", "5678"),
            "postal_code": some("28202"),
        }
    ),
    min_size=2,
    max_size=12,
)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(records=RECORDS, seed=st.integers(0, 99))
def test_the_order_of_the_records_does_not_matter(
    engine: LocalMatching,
    load: Load,
    model: Model,
    records: list[dict[str, str | None]],
    seed: int,
) -> None:
    rows = [{"record_id": f"r{at:02}", **record} for at, record in enumerate(records)]
    load(rows)
    before = scored(engine, model)
    random.Random(seed).shuffle(rows)
    load(rows)
    assert scored(engine, model) == before
    customer = {str(row["record_id"]): row["customer_id"] for row in rows}
    told = [{customer[p["record_id_a"]], customer[p["record_id_b"]]} for p in before]
    assert all(len(pair) == 2 for pair in told)
    assert all(pair["record_id_a"] < pair["record_id_b"] for pair in before)
    assert all(pair["match_weight"] >= model.least_weight - 1e-3 for pair in before)
    assert len({frozenset(pair) for pair in told}) == len(told)

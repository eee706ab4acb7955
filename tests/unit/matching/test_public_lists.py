"""Records are matched on lists of the kinds that are public, not only on FEBRL's persons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from public_lists import Listed, agencies, companies, judged, restaurants

from customer_truth.matching.model import Model
from customer_truth.matching.score import score


@pytest.mark.parametrize(
    ("make", "least_precision", "least_recall"),
    [(restaurants, 0.99, 0.8), (agencies, 0.9, 0.9), (companies, 0.99, 0.95)],
)
def test_a_list_is_matched_precisely_and_almost_whole(
    make: Callable[[], list[Listed]], least_precision: float, least_recall: float, model: Model
) -> None:
    found = judged(make(), lambda engine: score(engine, model))
    assert found.precision >= least_precision, found
    assert found.recall >= least_recall, found

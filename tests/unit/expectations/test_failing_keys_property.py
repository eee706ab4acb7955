"""Failing keys and counts equal an evaluation by hand, on any rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customer_truth.expectations import Outcome, Waiver

SCORES = st.none() | st.integers(-2, 2)
ROWS = st.lists(st.tuples(SCORES, SCORES, st.none() | st.sampled_from(["a", "b%", ":c"])))


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ROWS, waived=st.sets(st.integers(0, 5)))
def test_outcomes_equal_an_evaluation_by_hand(
    warehouse: Any, rule: Callable[..., Any], rows: list[Any], waived: set[int]
) -> None:
    mart = [(i, note, amount, note, score) for i, (amount, score, note) in enumerate(rows)]
    warehouse.load(*mart)
    regex = {"type": "expect_column_values_to_match_regex", "column": "note", "regex": "[:%]"}
    unique = {"type": "expect_column_values_to_be_unique", "column": "score"}
    found, _ = warehouse.evaluate(
        [
            rule("more", "score > 0", "amount > score"),
            rule("either", must="amount = 1 or score = 1"),
            rule("regex", "amount is null", expect=regex),
            rule("unique", expect=unique),
        ],
        [Waiver(f"w{key}", "either", str(key)) for key in waived],
    )
    scores = [score for *_, score in mart]
    applies = {
        "more": [r for r in mart if r[4] is not None and r[4] > 0],
        "either": mart,
        "regex": [r for r in mart if r[2] is None and r[3] is not None],
        "unique": [r for r in mart if r[4] is not None],
    }
    holds: dict[str, Callable[[Any], bool]] = {
        "more": lambda r: r[2] is not None and r[2] > r[4],
        "either": lambda r: r[2] == 1 or r[4] == 1,
        "regex": lambda r: ":" in r[3] or "%" in r[3],
        "unique": lambda r: scores.count(r[4]) == 1,
    }
    for rule_id, records in applies.items():
        failing = [r[0] for r in records if not holds[rule_id](r)]
        exempt = [key for key in failing if rule_id == "either" and key in waived]
        assert found[rule_id] == Outcome(rule_id, len(records), len(failing), len(exempt))
        assert warehouse.keys(rule_id) == sorted(map(str, failing))

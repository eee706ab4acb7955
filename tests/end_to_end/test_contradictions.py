"""Contradictions of a night, as the one who decides sees them."""

from __future__ import annotations

import csv
import io

from tests.conftest import NightHome, truth
from tests.warehouse_contents import query


def test_every_open_contradiction_waits_for_its_decider_with_both_claims(
    demo_night: NightHome,
) -> None:
    ended = truth("contradictions", "--format", "csv", home=demo_night.home)
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    kept = query(
        demo_night.home,
        "select rule_id, record_key from quality.exceptions "
        "where kind = 'contradiction' and resolved is null",
    )
    assert {(row["rule_id"], row["record_key"]) for row in rows} == set(kept)
    for row in rows:
        assert row["decider"] and row["due"] and row["decision"]
        assert row["claim_a_function"] != row["claim_b_function"]
        assert row["claim_a_says"] and row["claim_b_says"]


def test_a_decider_sees_only_what_is_theirs_and_how_to_decide(demo_night: NightHome) -> None:
    ended = truth("contradictions", "--decider", "controller", home=demo_night.home)
    assert ended.code == 0
    assert ended.out.startswith("controller (Beatriz Kowal): ")
    assert "customer_truth_owner" not in ended.out
    assert "seeds/decisions.csv" in ended.out


def test_nothing_overdue_is_said_plainly(demo_night: NightHome) -> None:
    ended = truth("contradictions", "--overdue", home=demo_night.home)
    assert (ended.code, ended.out.strip()) == (0, "Nothing waits for a decision.")


def test_a_decider_that_decides_nothing_gets_a_suggestion(demo_night: NightHome) -> None:
    ended = truth("contradictions", "--decider", "contoller", home=demo_night.home)
    assert ended.code == 2
    assert "Did you mean controller?" in ended.err

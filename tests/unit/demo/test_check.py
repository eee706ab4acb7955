"""A night is held against the truth file rule by rule and key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.demo import DemoError, check

TRUTH = "rule,record_key,plant\none,a,one\none,b,one\ntwo,c,two\n"


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    path = tmp_path / "truth.csv"
    path.write_text(TRUTH)
    return path


def test_everything_found_and_nothing_else_is_exact(truth: Path) -> None:
    found = check(truth, [("one", "a"), ("one", "b"), ("two", "c")], ["one", "two"])
    assert found.is_exact
    assert (found.planted, found.found, found.recall) == (3, 3, 1.0)
    assert [rule.rule for rule in found.rules] == ["one", "two"]


def test_a_rule_that_nothing_is_planted_for_is_told(truth: Path) -> None:
    found = check(truth, [("one", "a"), ("one", "b"), ("two", "c")], ["one", "two", "three"])
    assert not found.is_exact
    assert found.recall == 1.0
    assert found.unplanted == ("three",)


def test_rules_of_systems_that_the_company_lacks_are_named(truth: Path) -> None:
    pairs = [("one", "a"), ("one", "b"), ("two", "c")]
    found = check(truth, pairs, ["one", "two"], ["foreign"])
    assert found.is_exact
    assert found.without_records == ("foreign",)
    missed = check(truth, pairs[:2], ["one"], ["two"])
    assert not missed.is_exact
    assert (missed.without_records, missed.missed) == ((), 1)


def test_a_key_under_another_rule_is_both_missed_and_a_false_alarm(truth: Path) -> None:
    found = check(truth, [("one", "a"), ("one", "b"), ("one", "c")], ["one", "two"])
    assert (found.missed, found.false_alarms) == (1, 1)
    assert not found.is_exact
    one, two = found.rules
    assert one.false_keys == ("c",)
    assert two.missed_keys == ("c",)


def test_a_planted_rule_that_did_not_run_is_missed(truth: Path) -> None:
    found = check(truth, [("one", "a"), ("one", "b")], ["one"])
    assert [(rule.rule, rule.missed) for rule in found.rules] == [("two", 1), ("one", 0)]


def test_keys_for_printing_are_bounded(truth: Path) -> None:
    found = check(truth, [("three", str(n)) for n in range(100)], ["three"])
    worst = found.rules[0]
    assert worst.false_alarms == 100
    assert len(worst.false_keys) == 5


def test_nothing_planted_and_nothing_found_is_exact(truth: Path) -> None:
    truth.write_text("rule,record_key,plant\n")
    found = check(truth, [], ["one"])
    assert found.is_exact
    assert found.recall == 1.0


def test_a_missing_or_foreign_truth_file_is_an_error(truth: Path, tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="is missing"):
        check(tmp_path / "none.csv", [], [])
    truth.write_text("rule,key\n")
    with pytest.raises(DemoError, match="has the columns rule,key"):
        check(truth, [], [])

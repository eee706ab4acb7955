"""What the shipped rules say to people: short, and the same thing in the same form everywhere."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from customer_truth.definitions.load import load_definitions
from customer_truth.rules.from_registry import registry_suites
from customer_truth.rules.load import read_catalogue
from tests.conftest import ROOT

_DEFINITIONS = load_definitions(ROOT, date(2026, 11, 23))
_RULES = _DEFINITIONS.rules
_WRITTEN = [entry for file in read_catalogue() for entry in file.entries]


def test_every_shipped_rule_says_how_its_failure_reads() -> None:
    derived = {rule.id for suite in registry_suites(_DEFINITIONS.registry) for rule in suite.rules}
    assert {entry.id for entry in _WRITTEN} | derived == {rule.id for rule in _RULES}
    assert [entry.id for entry in _WRITTEN if entry.text("broken") is None] == []
    assert [rule.id for rule in _RULES if "Not so" in rule.broken] == []
    assert [rule.id for rule in _RULES if rule.broken == rule.title] == []


def test_what_is_broken_stands_beside_a_number_in_a_list() -> None:
    assert [rule.broken for rule in _RULES if len(rule.broken) > 60] == []
    assert [rule.broken for rule in _RULES if rule.broken.endswith((".", "!", ";"))] == []
    assert [rule.broken for rule in _RULES if not rule.broken[0].isupper()] == []
    assert [said for said, times in _times("broken") if times > 1] == []


def test_a_title_is_a_short_statement_of_its_own() -> None:
    assert [rule.title for rule in _RULES if len(rule.title) > 70] == []
    assert [rule.title for rule in _RULES if re.search(r"\b(must|should)\b", rule.title)] == []
    assert [rule.title for rule in _RULES if rule.title.endswith(".")] == []
    assert [said for said, times in _times("title") if times > 1] == []


def test_why_is_one_sentence() -> None:
    sentence = re.compile(r"[A-Z][^.!?]*\.")
    assert [rule.why for rule in _RULES if not sentence.fullmatch(rule.why)] == []


def test_how_to_put_it_right_is_said_in_whole_sentences() -> None:
    assert [rule.fix for rule in _RULES if not re.fullmatch(r"[A-Z].*\.", rule.fix)] == []


def _times(field: str) -> list[tuple[str, int]]:
    return list(Counter(getattr(rule, field) for rule in _RULES).items())

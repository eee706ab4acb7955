"""The vocabulary of systems' words: documented, asked of the registry, and named by no literal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from customer_truth.definitions.marts import load_marts
from customer_truth.home.proposal import known_vendors, propose
from customer_truth.registry.load import load_registry
from customer_truth.registry.words import WORD_FIELDS, fields_of, possible_fields
from tests.conftest import ROOT
from tests.word_places import word_places

SYSTEMS = sorted({system for said in WORD_FIELDS.values() for system in said.systems})
MEANINGS = {means.lower() for said in WORD_FIELDS.values() for means in said.means}
WORDS = {row.word.lower() for row in load_registry(ROOT).words} - MEANINGS
# Words that happen to be a company's, and mean something else where they stand: a lifecycle, an
# entity, a column; and what a kind of activity is called by the engine itself.
OTHER_WORDS = {"opportunity", "customer", "lead", "email", "system", "other"}
OTHER_WORDS_OF = {"stg_hubspot__buyer_activities": {"email reply"}}
QUOTED = re.compile(r"'([^'{}]+)'")


def _criteria() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "expectations").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text("utf-8")).get("rules", ()):
            yield rule["id"], f"{rule.get('when', '')} {rule.get('must', '')}"


def _sql() -> Iterator[Path]:
    for folder in ("models", "macros"):
        yield from sorted((ROOT / folder).rglob("*.sql"))


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_words_of_every_field_are_looked_for_in_the_records(system: str) -> None:
    assert sorted(word_places(system)) == sorted(fields_of(system))


def test_a_system_of_ones_own_may_have_the_words_that_marts_ask_for() -> None:
    assert possible_fields("my_crm") == ["deal_role", "lead_state", "data_request"]


@pytest.mark.parametrize("path", list(_sql()), ids=lambda path: path.stem)
def test_no_model_names_a_companys_word(path: Path) -> None:
    named = {text.lower() for text in QUOTED.findall(path.read_text("utf-8"))}
    assert named & WORDS <= OTHER_WORDS | OTHER_WORDS_OF.get(path.stem, set())


def test_no_rule_names_a_companys_word() -> None:
    named = {
        rule: words
        for rule, criterion in _criteria()
        if (words := {text.lower() for text in QUOTED.findall(criterion)} & WORDS - OTHER_WORDS)
    }
    assert named == {}


def test_every_column_that_holds_meanings_is_one_of_a_mart() -> None:
    marts, _ = load_marts(ROOT)
    asked = [place.split(".") for said in WORD_FIELDS.values() for place in said.asked]
    assert [f"{mart}.{column}" for mart, column in asked if column not in marts[mart].columns] == []


def test_every_meaning_stands_in_the_documentation_with_its_sentence() -> None:
    page = (ROOT / "docs" / "lifecycles.md").read_text("utf-8")
    expected = [
        f"| {name} of {', '.join(said.systems)} | `{word}` | {says} |"
        for name, said in WORD_FIELDS.items()
        for word, says in said.means.items()
    ]
    assert [line for line in page.splitlines() if line in expected] == expected


@pytest.mark.parametrize("system", known_vendors())
def test_what_is_proposed_for_a_vendor_is_of_the_vocabulary_and_said_once(system: str) -> None:
    rows = propose([system], "2026-01-01").tables["system_words"]
    said = [(str(row["field"]), str(row["word"]).lower()) for row in rows]
    assert len(set(said)) == len(said)
    assert {field for field, _ in said} <= set(fields_of(system))
    assert all(row["means"] in WORD_FIELDS[str(row["field"])].means for row in rows)

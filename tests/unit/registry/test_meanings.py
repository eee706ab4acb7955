"""The vocabulary of stages: documented word by word, and filled in by the demo company."""

from __future__ import annotations

from customer_truth.registry.load import load_registry
from customer_truth.registry.meanings import MEANINGS
from tests.conftest import ROOT


def test_every_word_stands_in_the_documentation_with_its_sentence_and_its_number_of_stages() -> (
    None
):
    page = (ROOT / "docs" / "lifecycles.md").read_text("utf-8")
    told = [line for line in page.splitlines() if line.count("|") == 5 and "`" in line]
    expected = [
        f"| {lifecycle} | `{word}` | {_stages(meaning.least, meaning.most)} | {meaning.says} |"
        for lifecycle, words in MEANINGS.items()
        for word, meaning in words.items()
    ]
    assert [line for line in told if "stage_means`" not in line] == expected


def test_every_word_is_the_meaning_of_a_stage_of_the_demo_company() -> None:
    stages = load_registry(ROOT).stages
    said = {(row.lifecycle, row.stage_means) for row in stages}
    assert said == {(lifecycle, word) for lifecycle, words in MEANINGS.items() for word in words}


def _stages(least: int, most: int | None) -> str:
    return "one" if most == 1 else "some" if least else "any"

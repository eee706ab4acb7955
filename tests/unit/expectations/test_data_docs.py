"""Data Docs of one owner: only that owner's rules, data stays text, nothing from a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from customer_truth.expectations import write_data_docs

POISON = "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)> $why {{ 7*7 }}"


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


@pytest.fixture
def pages(warehouse: Any, rule: Callable[..., Any], tmp_path: Path) -> dict[str, str]:
    warehouse.load((1, "c1", 10, "ann@secret", 1), (2, "c2", 1, "bob@secret", 1))
    poisoned = {"title": POISON, "why": POISON, "fix": POISON, "reference": POISON}
    regex = {
        "type": "expect_column_values_to_match_regex",
        "column": "note",
        "regex": re.escape(POISON),
    }
    in_set = {
        "type": "expect_column_values_to_be_in_set",
        "column": "note",
        "value_set": [POISON, 1],
    }
    rules = [
        rule("amount", f"note <> '{POISON}'", "amount > 5", **poisoned),
        rule("regex", expect=regex, **poisoned),
        rule("in_set", expect=in_set, **poisoned),
        rule("misspelt", expect={"type": POISON}, **poisoned),
        rule("broken", must=f'"{POISON}" > 1', **poisoned),
        rule("of_another", must="false", owner="controller"),
    ]
    _, results = warehouse.evaluate(rules)
    by_id = {one.rule.id: one.rule for one in rules}
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "old_mart.html").write_text("yesterday")
    index = write_data_docs(results, by_id, tmp_path / "docs", "sales_operations")
    assert index == tmp_path / "docs" / "index.html"
    return {page.name: page.read_text() for page in index.parent.iterdir()}


def test_there_is_an_index_and_a_page_for_each_mart(pages: dict[str, str]) -> None:
    assert set(pages) == {"index.html", "visits.html"}
    assert 'href="visits.html"' in pages["index.html"]


def test_two_suites_of_a_mart_share_its_page(
    warehouse: Any, rule: Callable[..., Any], tmp_path: Path
) -> None:
    warehouse.load((1, "c1", 10, "note", 1))
    rules = [rule("first", must="amount > 5"), rule("second", must="amount > 50")]
    results = [result for one in rules for result in warehouse.evaluate([one])[1]]
    by_id = {one.rule.id: one.rule for one in rules}
    index = write_data_docs(results, by_id, tmp_path, "sales_operations")
    page = (index.parent / "visits.html").read_text()
    assert "(first)" in page
    assert "(second)" in page


def test_each_line_leads_to_its_rule_and_each_page_to_the_owner(pages: dict[str, str]) -> None:
    assert 'href="../rules/amount.html"' in pages["visits.html"]
    assert all('href="../index.html"' in page for page in pages.values())


def test_only_the_rules_of_the_owner_are_in_it(pages: dict[str, str]) -> None:
    assert "(amount)" in pages["visits.html"]
    assert "of_another" not in pages["visits.html"]


def test_poisoned_words_stay_text(pages: dict[str, str]) -> None:
    for page in pages.values():
        found = Tags(page)
        assert not found.tags & {"script", "img", "iframe", "link", "object"}
        assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages["visits.html"]
    assert "{{ 7*7 }}" in pages["visits.html"]


def test_nothing_is_loaded_and_no_script_is_allowed(pages: dict[str, str]) -> None:
    for page in pages.values():
        addresses = [v for n, v in Tags(page).attributes if n in ("src", "href", "action")]
        assert all(
            re.fullmatch(r"(\.\./(rules/)?)?[\w-]+\.html", str(address)) for address in addresses
        )
        assert "default-src 'none'" in page
        assert not re.search(r"url\(|@import", page)


def test_counts_are_shown_and_values_are_not(pages: dict[str, str]) -> None:
    assert "1 of 2 records fail" in pages["visits.html"]
    assert "not evaluated" in pages["visits.html"]
    assert "@secret" not in "".join(pages.values())


def test_what_raised_says_why_without_a_traceback(pages: dict[str, str]) -> None:
    assert "Traceback" not in pages["visits.html"]
    assert "needs an expectation that Great Expectations knows" in pages["visits.html"]


def test_a_result_that_no_renderer_can_draw_is_told_in_words_beside_the_others(
    warehouse: Any, rule: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("observed_value")

    monkeypatch.setattr(
        "great_expectations.render.renderer.content_block.validation_results_table_content_block"
        ".get_renderer_impl",
        lambda **asked: (str, broken),
    )
    warehouse.load((1, "c1", 10, "note", 1))
    rules = [
        rule("drawn", must="amount > 5"),
        rule("odd", expect={"type": "expect_column_max_to_be_between", "column": "score"}),
    ]
    _, results = warehouse.evaluate(rules)
    by_id = {one.rule.id: one.rule for one in rules}
    write_data_docs(results, by_id, tmp_path, "sales_operations")
    page = (tmp_path / "visits.html").read_text()
    assert "(drawn)" in page
    assert "(odd)" in page
    assert "has no picture of this result" in page
    assert "Traceback" not in page

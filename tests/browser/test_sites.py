"""The sites as their readers meet them: in a browser, from disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NightHome

_WIDTHS = {"wide": 1280, "phone": 375}


def kinds_of_pages(site: Path) -> dict[str, Path]:
    """One page of every kind."""
    owner = site / "owners" / "customer_truth_owner"
    return {
        "front": site / "index.html",
        "changes": site / "changes.html",
        "board": site / "board.html",
        "owner": owner / "index.html",
        "rule": next(iter(sorted((owner / "rules").glob("*.html")))),
        "decision": next(iter(sorted((owner / "decisions").glob("*.html")))),
        "lifecycle": site / "lifecycles" / "opportunity.html",
        "windows": site / "windows.html",
        "mart": site / "marts" / "delivery_windows.html",
        "data docs": owner / "data-docs" / "index.html",
    }


_KINDS = ("front", "changes", "owner", "rule", "decision", "board", "lifecycle", "windows", "mart")


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", _WIDTHS.values(), ids=_WIDTHS.keys())
@pytest.mark.parametrize("kind", _KINDS)
def test_page_has_no_barrier_and_fits(
    kind: str, width: int, scheme: str, two_nights: NightHome, browser: Any, axe: str
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page.goto(kinds_of_pages(two_nights.home / "site")[kind].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    page.evaluate(axe)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(tags)}}})")
    told = [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found["violations"]]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


@pytest.mark.parametrize("kind", [*_KINDS, "data docs"])
def test_page_asks_for_nothing_beyond_the_disk(kind: str, two_nights: NightHome, page: Any) -> None:
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(kinds_of_pages(two_nights.home / "site")[kind].as_uri())
    page.wait_for_timeout(100)
    assert [url for url in heard if not url.startswith(("file:", "data:"))] == []
    assert complaints == []


def test_rules_are_found_and_sorted_by_keyboard_alone(two_nights: NightHome, page: Any) -> None:
    page.goto(kinds_of_pages(two_nights.home / "site")["owner"].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("summary:has(#rules)").press("Enter")
    page.get_by_label("Filter rules").focus()
    page.keyboard.type("definition failed")
    rows = page.locator("#rules-table tbody tr:visible")
    assert 0 < rows.count() < page.locator("#rules-table tbody tr").count()
    page.get_by_role("button", name="Failing").press("Enter")
    failing = [int(t) for t in rows.locator("td:nth-child(5)").all_inner_texts()]
    assert failing == sorted(failing, reverse=True)
    page.get_by_role("button", name="Failing").press("Enter")
    failing = [int(t) for t in rows.locator("td:nth-child(5)").all_inner_texts()]
    assert failing == sorted(failing)


def test_front_tells_the_gap_what_changed_and_who_is_overdue(
    two_nights: NightHome, page: Any
) -> None:
    page.goto((two_nights.home / "site" / "index.html").as_uri())
    text = page.locator("main").inner_text()
    assert "The truth gap" in text
    assert page.locator("figure svg[role=img] .series .line").count() >= 4
    overdue = page.locator("section:has(#owners) td[data-label=Overdue]").all_inner_texts()
    assert int(overdue[0]) > 0
    assert [int(t) for t in overdue] == sorted(map(int, overdue), reverse=True)


def test_rule_keeps_its_address(two_nights: NightHome, page: Any) -> None:
    site = two_nights.home / "site"
    page.goto((site / "rules" / "proposal_has_amount.html").as_uri())
    page.wait_for_url("**/owners/sales_operations/rules/proposal_has_amount.html")


@pytest.mark.parametrize("kind", [*_KINDS, "data docs"])
def test_hostile_names_and_keys_stay_text(kind: str, poisoned_night: NightHome, page: Any) -> None:
    heard: list[str] = []
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    page.on("console", lambda message: heard.append(message.text))
    page.goto(kinds_of_pages(poisoned_night.home / "site")[kind].as_uri())
    page.wait_for_timeout(100)
    assert page.title() != "pwned"
    assert heard == []


def test_hostile_keys_are_shown_as_text_on_the_pages_of_their_rules(
    poisoned_night: NightHome, page: Any
) -> None:
    rules = poisoned_night.home / "site" / "owners" / "compensation_manager" / "rules"
    shown = 0
    for path in sorted(rules.glob("*.html")):
        page.goto(path.as_uri())
        shown += page.get_by_text("<script>document.title").count()
        assert page.title() != "pwned"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert shown > 0

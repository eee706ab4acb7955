"""In a browser, from disk: the policy lets the site's own files work and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_night import DEALS, POISONED, night

from customer_truth.registry.rows import DecisionRight
from customer_truth.site.board import Board, Pace
from customer_truth.site.render import copy_static, environment, write_page

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_every_kind_of_page_opens_from_disk_without_complaint(
    site: Path, browser: object, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})  # type: ignore[attr-defined]
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    page.on("request", lambda request: heard.append(request.url) if _leaves(request.url) else None)
    finance = site / "owners" / "controller"
    for path in (
        site / "index.html",
        finance / "index.html",
        finance / "rules" / f"{POISONED.id}.html",
    ):
        page.goto(path.as_uri())
        assert page.locator("thead button").count() > 0
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.title() != "pwned"
    assert heard == []


def test_rules_are_filtered_and_sorted_by_keyboard(site: Path, browser: object) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})  # type: ignore[attr-defined]
    page.goto((site / "owners" / "sales_operations" / "index.html").as_uri() + "#rules")
    rows = page.locator("#rules-table tbody tr:visible")
    page.get_by_label("Filter rules").fill("amount failed")
    assert rows.count() == 1
    assert page.locator("output:visible").inner_text() == "1 of 2"
    page.get_by_label("Filter rules").fill("")
    page.get_by_role("button", name="Failing").press("Enter")
    page.get_by_role("button", name="Failing").press("Enter")
    assert page.locator("[aria-sort=ascending]").inner_text().startswith("Failing")
    assert "won_deal_has_contract" in rows.first.inner_text()


def test_a_phone_sorts_by_a_list_and_shows_three_numbers(site: Path, browser: object) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})  # type: ignore[attr-defined]
    page.goto((site / "owners" / "sales_operations" / "index.html").as_uri() + "#rules")
    rows = page.locator("#rules-table tbody tr:visible")
    assert rows.first.locator("td.n:visible").count() == 3
    by = page.locator("details[open]").get_by_label("Sort by")
    by.select_option("Failing")
    assert DEALS.id in str(rows.first.locator("a").get_attribute("href"))
    by.select_option("Rule")
    assert rows.first.locator("a").inner_text() == f"Title of {DEALS.id}"
    assert page.evaluate(_OVERLAPS) == []


def test_a_share_told_in_words_is_sorted_as_its_number(
    site: Path, browser: object, tmp_path: Path
) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    shares = ("over 99.9%", "100%", "2.5%", "under 0.1%", "-", "1,000%", "-3%")
    rows = "".join(f"<tr><td>{share}</td></tr>" for share in shares)
    head = '<thead><tr><th class="n" data-sort="number">Share</th></tr></thead>'
    script = f'<script src="{(site / "static" / "table.js").as_uri()}"></script>'
    path = tmp_path / "shares.html"
    table = f'<div><table class="sortable">{head}<tbody>{rows}</tbody></table></div>'
    path.write_text(f'<meta charset="utf-8">{table}{script}', encoding="utf-8")
    page.goto(path.as_uri())
    page.get_by_role("button", name="Share").click()
    sorted_shares = page.locator("td").all_inner_texts()
    assert sorted_shares == ["1,000%", "100%", "over 99.9%", "2.5%", "under 0.1%", "-3%", "-"]


def test_on_a_phone_an_owners_name_leaves_a_new_exception_its_width(
    site: Path, browser: object
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})  # type: ignore[attr-defined]
    page.goto((site / "index.html").as_uri())
    width = page.locator(".worse a").first.evaluate("a => a.parentElement.clientWidth")
    assert page.locator(".worse a").first.bounding_box()["width"] > 0.8 * width


def test_on_a_phone_every_number_of_the_board_stands_under_its_head(
    browser: object, tmp_path: Path
) -> None:
    right = DecisionRight(
        file=Path("decision_rights.csv"),
        line=1,
        decision="revenue_recognition",
        decider="customer_truth_owner",
        consulted=None,
        limits="",
        days_to_decide=3,
    )
    pace = Pace(right=right, decided=12, median_days=4.5, waiting=22, overdue=13)
    board = Board(weeks=[], paces=[pace], top=[], decided=[], decided_number=0)
    copy_static(tmp_path)
    path = tmp_path / "board.html"
    write_page(environment(), "board.html", path, run=night([]), board=board, gap=None)
    page = browser.new_page(viewport={"width": 390, "height": 800})  # type: ignore[attr-defined]
    page.goto(path.as_uri())
    table = page.locator("table:has(th:text('Median'))")
    ends = "cells => cells.map((cell) => cell.getBoundingClientRect().right)"
    heads = table.locator("thead th").evaluate_all(ends)
    assert table.locator("tbody tr > *").evaluate_all(ends) == heads
    assert max(heads) <= 390


def test_a_way_out_of_an_owners_folder_is_open_where_the_whole_site_is(
    site: Path, browser: object, tmp_path: Path
) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    home = site / "owners" / "sales_operations"
    page.goto((home / "index.html").as_uri())
    page.get_by_role("link", name="Customer Truth").click()
    page.wait_for_url(f"**{site.name}/index.html")
    shutil.copytree(home, tmp_path / "alone")
    page.goto((tmp_path / "alone" / "index.html").as_uri())
    assert page.get_by_role("link", name="Customer Truth").count() == 0
    assert page.get_by_text("Customer Truth").count() > 0


@pytest.mark.parametrize(
    ("opened", "later", "told"),
    [
        ("2026-11-23T07:40:00Z", "{}", ""),
        ("2026-11-24T04:30:00Z", "{}", ""),
        ("2026-11-24T07:40:00Z", "{}", "The last night ended 27 hours ago."),
        ("2026-11-30T07:40:00Z", "{}", "The last night ended 7 days ago."),
        (
            "2026-11-24T04:31:00Z",
            '{"begun": "2026-11-24T04:30:00Z", "ended": true}',
            "The night begun on 2026-11-24 04:30 UTC ended without a verdict.",
        ),
        ("2026-11-23T09:00:00Z", '{"begun": "2026-11-23T08:00:00Z", "ended": false}', ""),
        (
            "2026-11-23T15:00:00Z",
            '{"begun": "2026-11-23T08:00:00Z", "ended": false}',
            "The night begun on 2026-11-23 08:00 UTC has not ended.",
        ),
    ],
)
@pytest.mark.parametrize("path", ["index.html", f"owners/controller/rules/{POISONED.id}.html"])
def test_a_page_says_by_the_clock_of_its_reader_that_it_is_old(
    path: str, opened: str, later: str, told: str, site: Path, browser: object, tmp_path: Path
) -> None:
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "site" / "last-night.js").write_text(f"window.truthLastNight = {later};")
    page = browser.new_page()  # type: ignore[attr-defined]
    page.clock.set_fixed_time(opened)
    page.goto((tmp_path / "site" / path).as_uri())
    banner = page.locator(".banner")
    assert banner.is_visible() is bool(told)
    assert str(banner.text_content()).startswith(told)
    page.close()


def test_the_front_page_finds_rules_owners_and_definitions(site: Path, browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto((site / "index.html").as_uri())
    box = page.get_by_label("Search rules, owners and definitions")
    box.fill("beatriz")
    assert page.locator("#found a").all_inner_texts() == ["Controller"]
    box.fill("won_deal_has_contract")
    page.locator("#found a").click()
    page.wait_for_url("**/owners/sales_operations/rules/won_deal_has_contract.html")


_OVERLAPS = """() => {
  const found = [];
  for (const row of document.querySelectorAll("tbody tr")) {
    const boxes = [...row.children].map((c) => c.getBoundingClientRect()).filter((b) => b.width);
    boxes.forEach((a, at) => boxes.slice(at + 1).forEach((b) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 1) found.push(row.innerText);
    }));
  }
  return found;
}"""


def _leaves(address: str) -> bool:
    return not address.startswith(("file:", "data:"))

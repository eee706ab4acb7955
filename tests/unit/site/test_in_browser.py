"""In a browser, from disk: the policy lets the site's own files work and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_night import POISONED

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
    page.goto((site / "owners" / "sales_operations" / "index.html").as_uri())
    rows = page.locator("#rules-table tbody tr:visible")
    page.get_by_label("Filter rules").fill("amount failed")
    assert rows.count() == 1
    assert page.locator("output").inner_text() == "1 of 2"
    page.get_by_label("Filter rules").fill("")
    page.get_by_role("button", name="Failing").press("Enter")
    page.get_by_role("button", name="Failing").press("Enter")
    assert page.locator("[aria-sort=ascending]").inner_text().startswith("Failing")
    assert "won_deal_has_contract" in rows.first.inner_text()


def _leaves(address: str) -> bool:
    return not address.startswith(("file:", "data:"))

"""An owner of very many rules gets pages of them, and a search over all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from site_night import keep, night, result, rule
from sqlalchemy import Connection

from customer_truth.site import write_site

_MANY = 450


@pytest.fixture
def large(connection: Connection, tmp_path: Path) -> Path:
    keep(connection, "kept_here", [])
    titles = {0: "</script><script>document.title='pwned'</script>", 449: "The last one"}
    rules = [rule(f"rule_{at:03}", title=titles.get(at, f"Rule {at}")) for at in range(_MANY)]
    write_site(
        night([result(one) for one in rules]),
        folder=tmp_path / "site",
        connection=connection,
        quality_schema="kept_here",
        samples=2,
        data_docs=lambda *_: False,
    )
    return tmp_path / "site" / "owners" / "sales_operations"


def test_rules_stand_on_pages_that_name_each_other(large: Path) -> None:
    pages = [large / name for name in ("index.html", "rules-2.html", "rules-3.html")]
    found = [page.read_text().count('<td class="status"') for page in pages]
    assert found == [200, 200, 50]
    for page in pages:
        assert all(f'href="{other.name}"' in page.read_text() for other in pages if other != page)


def test_index_holds_every_rule_and_cannot_end_its_script(large: Path) -> None:
    text = (large / "search-index.js").read_text()
    assert "<" not in text
    rows: list[Any] = json.loads(text.removeprefix("window.truthIndex = ").rstrip(";\n"))
    assert len(rows) == _MANY
    assert rows[0][0].startswith("</script>")


def test_search_finds_a_rule_of_another_page(large: Path) -> None:
    from shutil import which

    from playwright.sync_api import sync_playwright

    if which("chromium") is None:
        pytest.skip("chromium is missing")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((large / "index.html").as_uri() + "#rules")
        page.get_by_label("Search all 450 rules").fill("last one")
        assert page.locator("#found a").all_inner_texts() == ["The last one"]
        assert page.locator("#found a").get_attribute("href") == "rules/rule_449.html"
        page.get_by_label("Search all 450 rules").fill("script")
        assert page.title() != "pwned"
        assert page.locator("#found a").count() == 1
        browser.close()

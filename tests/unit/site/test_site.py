"""The written site: complete, safe, offline, and apart for each owner."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from pathlib import Path

import pytest
from site_night import (
    BROKEN,
    CLASH,
    DEALS,
    EMPTY,
    EXCEPTIONS,
    POISON,
    POISONED,
    RESULTS,
    SCRIPT,
    keep_nights,
    night,
    result,
    rule,
)
from sqlalchemy import Connection

from customer_truth.errors import Unusable
from customer_truth.site import write_site
from customer_truth.verdict.verdict import Verdict

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, texts, and open elements."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def links(self) -> list[str]:
        named = [attributes.get("href") for _, attributes in self.elements]
        named += [attributes.get("src") for _, attributes in self.elements]
        return [link for link in named if link]

    def ways_out(self) -> list[str]:
        """What leads out of an owner's folder where that stands in the whole site."""
        named = [attributes.get("data-out") for _, attributes in self.elements]
        named += [link for link in self.links() if link.endswith("last-night.js")]
        return [link for link in named if link]


@pytest.fixture(scope="module")
def pages(site: Path) -> list[Page]:
    return [Page(path) for path in site.rglob("*.html") if "data-docs" not in path.parts]


def test_every_owner_has_a_page_and_every_rule_has_one_under_its_owner(site: Path) -> None:
    written = {str(path.relative_to(site)) for path in site.rglob("*.html")}
    assert written == {
        "index.html",
        "changes.html",
        "owners/controller/index.html",
        "owners/sales_operations/index.html",
        "owners/sales_operations/data-docs/index.html",
        *(f"owners/{one.owner}/rules/{one.id}.html" for one in (DEALS, CLASH)),
        *(f"owners/{one.owner}/rules/{one.id}.html" for one in (POISONED, BROKEN, EMPTY)),
        *(f"rules/{one.id}.html" for one in (DEALS, CLASH, POISONED, BROKEN, EMPTY)),
        f"owners/controller/decisions/{CLASH.id}.html",
    }


def test_front_says_the_verdict_and_the_owners_worst_first(site: Path) -> None:
    text = Page(site / "index.html").text
    assert "Errored: 1 rule of 5 could not be checked" in text
    assert "2026-11-23 04:30" in text
    assert text.index("Beatriz Kowal") < text.index("Devon Marsh")
    assert "1,234 EUR, in 2 records" in text
    assert "9,000 EUR a year, and 1 customer whose yearly business is not known" in text
    assert "96.00% of 400; 9 records fail" in text


def test_front_holds_no_record_key_and_no_customer(site: Path) -> None:
    html = (site / "index.html").read_text(encoding="utf-8")
    for row in EXCEPTIONS:
        for told in (row["record_key"], row["customer_id"]):
            if len(told) > 4:
                assert told not in html


def test_an_owners_folder_holds_nothing_of_anothers_records(site: Path) -> None:
    for role in ("sales_operations", "controller"):
        home = site / "owners" / role
        files = [path for path in home.rglob("*") if path.is_file() and not _is_to_decide(path)]
        html = "".join(path.read_text(encoding="utf-8") for path in files)
        others = [row["record_key"] for row in EXCEPTIONS if row["owner"] != role]
        assert not [key for key in others if key in html]


def _is_to_decide(path: Path) -> bool:
    """What a role decides is its own, whoever owns the rule."""
    return path.parent.name == "decisions"


def test_rule_keeps_its_address_whoever_owns_it(site: Path) -> None:
    page = Page(site / "rules" / f"{DEALS.id}.html")
    target = f"../owners/{DEALS.owner}/rules/{DEALS.id}.html"
    assert f"0; url={target}" in [meta.get("content") for meta in page.all("meta")]
    assert target in page.links()


def test_decider_sees_both_claims_of_what_waits_and_when_it_is_due(site: Path) -> None:
    text = Page(site / "owners" / "controller" / "decisions" / f"{CLASH.id}.html").text
    assert text.index("D-late") < text.index("D-early")
    assert "Overdue since" in text and "Due " in text
    assert "truth contradictions --decider controller --target postgres" in text


def test_decider_gets_the_row_of_each_claim_ready_for_the_file_of_decisions(site: Path) -> None:
    text = Page(site / "owners" / "controller" / "decisions" / f"{CLASH.id}.html").text
    rows = [row for row in csv.reader(text.splitlines()) if row[1:3] == [CLASH.id, "D-late"]]
    assert [row[3:] for row in rows] == [
        [stands, "", "Beatriz Kowal", "2026-11-23"] for stands in ("a", "b")
    ]
    assert rows[0][0] == rows[1][0] and "D-" in rows[0][0]


def test_owner_page_shows_the_work_the_worse_and_what_to_decide(site: Path) -> None:
    sales = Page(site / "owners" / "sales_operations" / "index.html")
    assert "Devon Marsh" in sales.text and "Failed: 1 of 2 rules" in sales.text
    assert "Functions contradict each other" not in sales.text
    assert "data-docs/index.html" in sales.links()
    finance = Page(site / "owners" / "controller" / "index.html")
    assert "Decide 2" in finance.text
    assert CLASH.broken in finance.text
    assert f"decisions/{CLASH.id}.html" in finance.links()
    assert "data-docs/index.html" not in finance.links()
    assert "not checked" in finance.text


def test_rule_and_decision_lead_to_each_other_whoever_owns_them(site: Path) -> None:
    rule_page = Page(site / "owners" / "sales_operations" / "rules" / f"{CLASH.id}.html")
    assert f"../../controller/decisions/{CLASH.id}.html" in rule_page.ways_out()
    decision = Page(site / "owners" / "controller" / "decisions" / f"{CLASH.id}.html")
    assert f"../../sales_operations/rules/{CLASH.id}.html" in decision.ways_out()


def test_owner_page_says_first_what_to_do_then_decide_then_what_is_new(site: Path) -> None:
    finance = Page(site / "owners" / "controller" / "index.html").text
    parts = ["Do first", "Decide 2", "New since you last could look", "All rules", "Work lists"]
    assert [finance.index(part) for part in parts] == sorted(finance.index(part) for part in parts)
    assert "1 overdue" in finance
    sales = Page(site / "owners" / "sales_operations" / "index.html").text
    assert "2 more records wait for a decision of the controller" in sales


def test_the_decider_is_led_to_the_costliest_of_all_that_waits(site: Path) -> None:
    finance = Page(site / "owners" / "controller" / "index.html").text
    assert f"The costliest has a value of 10 EUR: {CLASH.title}." in finance


def test_the_front_says_whether_it_got_better_or_worse_and_with_whom(site: Path) -> None:
    front = Page(site / "index.html").text
    assert "Better: 3 exceptions are new, 4 are resolved. More with controller (+1)." in front


def test_on_the_first_night_everything_is_found_and_nothing_new(
    kept: Connection, tmp_path: Path
) -> None:
    keep_nights(kept, "kept_here", night(RESULTS), before=0)
    _write(night(RESULTS), kept, tmp_path / "site")
    home = tmp_path / "site" / "owners" / "sales_operations"
    for path in (home / "index.html", home / "rules" / f"{DEALS.id}.html"):
        text = Page(path).text
        assert "Found on the first night" in text
        assert "+2" not in text and "New last night" not in text


def test_rule_page_tells_the_rule_and_a_bounded_sample(site: Path) -> None:
    text = Page(site / "owners" / "sales_operations" / "rules" / f"{DEALS.id}.html").text
    for told in ("It matters.", "Mend it.", "is_won", "amount > 0", "from 2024-01-01", "W-7"):
        assert told in text
    assert "The first 2 of 3, newest first." in text
    assert f"truth exceptions --rule {DEALS.id} --target postgres" in text
    assert "D-new" in text and "D-old-dear" not in text


def test_rules_without_a_count_say_why(site: Path) -> None:
    rules = site / "owners" / "controller" / "rules"
    assert "The rule could not be checked" in Page(rules / f"{BROKEN.id}.html").text
    assert "There was no record to check." in Page(rules / f"{EMPTY.id}.html").text


def test_every_page_forbids_all_that_is_not_its_own(pages: list[Page]) -> None:
    for page in pages:
        equivalents = [m for m in page.all("meta") if m.get("http-equiv")]
        policies = [m for m in equivalents if m["http-equiv"] == "Content-Security-Policy"]
        assert [m["content"] for m in policies] == [POLICY]
        assert not page.all("style") and not page.all("img") and not page.all("iframe")
        own = [str(script["src"]).split("/")[-1] for script in page.all("script")]
        assert own[:4] == ["last-night.js", "night.js", "ways.js", "table.js"]
        assert own[4:] in ([], ["search-index.js", "search.js"])
        names = {name for _, attributes in page.elements for name in attributes}
        assert not [name for name in names if name.startswith("on") or name == "style"]


def test_nothing_is_loaded_from_a_network(site: Path, pages: list[Page]) -> None:
    for page in pages:
        assert not [link for link in page.links() if "//" in link]
    for asset in (*site.rglob("*.css"), *site.rglob("*.js")):
        text = asset.read_text(encoding="utf-8")
        assert "http:" not in text and "https:" not in text and "@import" not in text


def test_every_link_leads_somewhere_and_none_leaves_an_owners_folder(
    site: Path, pages: list[Page]
) -> None:
    for page in pages:
        inside = site
        if page.path.relative_to(site).parts[0] == "owners":
            inside = site / "owners" / page.path.relative_to(site).parts[1]
        ids = {attributes.get("id") for _, attributes in page.elements}
        for way in page.ways_out():
            assert (page.path.parent / way).resolve().is_file(), f"{page.path}: {way}"
        for link in page.links():
            if link == "data:," or link in page.ways_out():
                continue
            if link.startswith("#"):
                assert link[1:] in ids, f"{page.path}: {link}"
                continue
            target = (page.path.parent / link).resolve()
            assert target.is_file(), f"{page.path}: {link}"
            assert target.is_relative_to(inside.resolve())


def test_tables_and_landmarks_can_be_read_by_a_screen_reader(pages: list[Page]) -> None:
    for page in pages:
        heads = page.all("th")
        assert all(head.get("scope") in ("col", "row") for head in heads)
        assert len(page.all("caption")) == len(page.all("table"))
        for landmark in ("header", "main", "footer", "h1", "title"):
            assert len(page.all(landmark)) == 1
        ways = [nav["aria-label"] for nav in page.all("nav")]
        assert len(set(ways)) == len(ways) >= 1
        assert page.all("a")[0]["href"] == "#main"


def test_poisoned_text_stays_text(site: Path) -> None:
    path = site / "owners" / "controller" / "rules" / f"{POISONED.id}.html"
    html, page = path.read_text(encoding="utf-8"), Page(path)
    assert SCRIPT not in html and "<img" not in html
    assert SCRIPT in page.text
    for text in POISON[1:5]:
        assert text in page.text
    broken = site / "owners" / "controller" / "rules" / f"{BROKEN.id}.html"
    assert SCRIPT not in broken.read_text(encoding="utf-8")
    assert f"no such column {SCRIPT}" in Page(broken).text


def test_a_name_that_leads_out_of_the_site_is_refused(kept: Connection, tmp_path: Path) -> None:
    run = night([result(rule("sound", "../elsewhere"))])
    with pytest.raises(Unusable, match=r"role '\.\./elsewhere': has a name"):
        _write(run, kept, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_site_is_written_on_any_engine(kept: Connection, tmp_path: Path) -> None:
    front = _write(night(RESULTS), kept, tmp_path / "site")
    assert front == tmp_path / "site" / "index.html"
    assert front.is_file()


def test_a_thousand_rules_of_one_owner_stay_a_small_page(kept: Connection, tmp_path: Path) -> None:
    run = night([result(rule(f"rule_{number}")) for number in range(1_000)])
    _write(run, kept, tmp_path / "site")
    assert (tmp_path / "site" / "index.html").stat().st_size < 11_000
    assert (tmp_path / "site/owners/sales_operations/index.html").stat().st_size < 1_500_000


def test_a_list_of_changes_is_cut_with_a_link_never_silently(
    kept: Connection, tmp_path: Path
) -> None:
    run = night([result(rule(f"rule_{at}"), Verdict.FAILED, new=1) for at in range(600)])
    keep_nights(kept, "kept_here", run, before=1)
    _write(run, kept, tmp_path / "site")
    front = Page(tmp_path / "site" / "index.html")
    assert "changes.html#moving" in front.links()
    assert "All 600 rules with new exceptions" in front.text
    changes = Page(tmp_path / "site" / "changes.html")
    assert sum("/rules/" in link for link in changes.links()) == 500
    assert "And 100 more rules, on the pages of " in changes.text
    assert "owners/sales_operations/index.html#rules" in changes.links()


def _write(run: object, connection: Connection, folder: Path) -> Path:
    return write_site(
        run,  # type: ignore[arg-type]
        folder=folder,
        connection=connection,
        quality_schema="kept_here",
        samples=5,
        data_docs=lambda _role, _folder: False,
    )

"""A second night whose records are partly gone: told first, and in the same numbers everywhere."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import pytest

from tests.conftest import Ended, NightHome, truth
from tests.nights.conftest import copy_project
from tests.warehouse_contents import query

VANISHED = "bonus_is_paid_on_a_deal_that_is_won"
WAIVED = "proposal_has_amount"
SOURCES = """\
version: 2

sources:
  - name: parcels
    description: A carrier.
    schema: "{{ 'raw' if target.schema == 'main' else target.schema ~ '_raw' }}"
    tables:
      - name: shipments
        identifier: parcels__shipments
        description: What was handed over.
        config: {meta: {key: [shipment_id]}}
        columns:
          - {name: shipment_id, data_type: text}
          - {name: sent_on, data_type: date}
"""
STAGING = """\
{{ config(enabled='parcels' in var('sources')) }}

with shipments as (
    {{ current_rows('parcels', 'shipments') }}
),

renamed as (
    select shipment_id, sent_on from shipments
)

select * from renamed
"""


@dataclass(frozen=True)
class Second:
    """The home of the second night, how it ended, and what it says in JSON."""

    home: Path
    ended: Ended
    run: dict[str, Any]
    before: dict[str, dict[str, Any]]

    @property
    def rules(self) -> dict[str, dict[str, Any]]:
        """What it says of each rule."""
        return {rule["id"]: rule for rule in self.run["rules"]}

    def page(self, name: str) -> Element:
        """One page of its site."""
        tree = _Tree()
        tree.feed((self.home / "site" / name).read_text("utf-8"))
        return tree.built.close()


class _Tree(HTMLParser):
    """A page as elements; pages close what they open."""

    def __init__(self) -> None:
        super().__init__()
        self.built = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.built.start(tag, {name: value or "" for name, value in attrs})
        if tag in {"meta", "link", "input", "br", "img", "hr", "base"}:
            self.built.end(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.built.start(tag, {name: value or "" for name, value in attrs})
        self.built.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.built.end(tag)

    def handle_data(self, data: str) -> None:
        self.built.data(data)


@pytest.fixture(scope="module")
def second(demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory) -> Second:
    """A sheet is gone, one record is waived, and a system is on whose records no mart reads."""
    home = tmp_path_factory.mktemp("second") / "home"
    shutil.copytree(demo_night.home, home, symlinks=True)
    project = copy_project(home / "project")
    settings = project / "dbt_project.yml"
    text = settings.read_text().replace(
        "absent_tables: []", "absent_tables: [spreadsheets.bonus_payments]"
    )
    settings.write_text(text.replace("zendesk, spreadsheets]", "zendesk, spreadsheets, parcels]"))
    key = f"select min(record_key) from quality.exceptions where rule_id = '{WAIVED}'"
    with (project / "seeds" / "waivers.csv").open("a") as waivers:
        waivers.write(
            f"W1,{WAIVED},{query(home, key)[0][0]},Price is agreed by phone,sales_operations,"
            "controller,2026-11-01,2099-12-31\n"
        )
    with (project / "seeds" / "source_systems.csv").open("a") as systems:
        systems.write("parcels,Parcels of a carrier,transport_planning,Europe/Berlin\n")
    staging = project / "models" / "staging" / "parcels"
    staging.mkdir()
    (staging / "_parcels__sources.yml").write_text(SOURCES)
    (staging / "stg_parcels__shipments.sql").write_text(STAGING)
    (home / "raw" / "parcels").mkdir()
    shipments = "shipment_id,sent_on\np1,2026-10-30\np2,2026-10-31\n"
    (home / "raw" / "parcels" / "shipments.csv").write_text(shipments)
    (home / "run.json").unlink()
    ended = truth("nightly", "--project", project, "--json", home / "run.json", home=home)
    assert (home / "run.json").is_file(), ended.err
    before = {rule["id"]: rule for rule in demo_night.run["rules"]}
    return Second(home, ended, json.loads((home / "run.json").read_text()), before)


def test_a_critical_rule_whose_records_are_gone_is_told_first_and_fails(second: Second) -> None:
    had = second.before[VANISHED]["records"]
    rule = second.rules[VANISHED]
    assert had > 0
    assert (rule["verdict"], rule["records"], rule["records_before"]) == ("failed", 0, had)
    assert (second.ended.code, second.run["verdict"]) == (1, "failed")
    assert second.run["rules"][0]["records_before"], "what vanished stands first"
    gone = second.run["vanished"]
    assert VANISHED in gone
    lines = second.ended.out.splitlines()
    told = next(
        at for at, line in enumerate(lines) if "had records before and have none now:" in line
    )
    first_owner = next(at for at, line in enumerate(lines) if line.endswith("touched"))
    assert told < first_owner
    assert any(rule in line for rule in gone for line in lines[told:first_owner])
    front = second.page("index.html")
    sections = [section.get("aria-labelledby") for section in front.iter("section")]
    assert sections[:2] == ["verdict", "vanished"]
    links = front.findall(".//section[@aria-labelledby='vanished']//a")
    assert {Path(link.get("href", "")).stem for link in links} == set(gone)


def test_what_was_found_of_records_that_are_gone_is_not_settled(second: Second) -> None:
    assert second.rules[VANISHED]["resolved"] == 0
    sql = (
        f"select count(*) from quality.exceptions where rule_id = '{VANISHED}' and resolved is null"
    )
    assert query(second.home, sql) == [(second.before[VANISHED]["failing"],)]


def test_a_system_whose_records_reach_no_mart_is_a_finding_of_its_owner(second: Second) -> None:
    rule = second.rules["parcels_reaches_the_marts"]
    assert (rule["verdict"], rule["owner"]) == ("failed", "transport_planning")
    assert (rule["failing"], rule["records"]) == (1, 1)
    sql = "select source_system from marts.connected_systems where mart_count > 0"
    heard = {system for (system,) in query(second.home, sql)}
    assert heard == set(second.run["sources"]) - {"parcels"}
    for system in heard:
        assert second.rules[f"{system}_reaches_the_marts"]["verdict"] == "passed"


def test_every_page_says_the_same_numbers_of_a_rule(second: Second) -> None:
    assert second.rules[WAIVED]["waived"] == 1
    assert second.rules[WAIVED]["failing"] == second.before[WAIVED]["failing"] - 1
    said: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for place, rule, name, number in _numbers(second):
        said[rule, name][place] = number
    assert {rule for rule, _ in said} == set(second.rules)
    assert {one: told for one, told in said.items() if len(set(told.values())) > 1} == {}
    assert [one for one, told in said.items() if one[1] == "failing" and "terminal" in told]
    everywhere = {"json", "log", "rule page", "owner page"}
    for rule in second.rules:
        assert everywhere | {"trend"} <= said[rule, "failing"].keys()
        assert {"json", "log", "rule page"} <= said[rule, "waived"].keys()


def test_every_page_says_the_same_numbers_of_an_owner(second: Second) -> None:
    counted = "open_exceptions, new_exceptions, resolved_exceptions, failed_rules + warned_rules"
    cards = query(
        second.home,
        f"select owner, {counted} from quality.scorecards where run_id = '{second.run['run_id']}'",
    )
    rows = second.page("index.html").findall(".//section[@aria-labelledby='owners']//tbody/tr")
    front = {row.find("th/a").get("href").split("/")[1]: row for row in rows}
    for owner, *numbers in cards:
        labels = ("Open", "New", "Resolved", "Broken rules")
        assert [_number(_cell(front[str(owner)], label)) for label in labels] == list(
            map(str, numbers)
        )
        page = second.page(f"owners/{owner}/index.html")
        figures = _figures(page)
        assert [
            _number(figures[name])
            for name in ("Open exceptions", "New last night", "Resolved last night")
        ] == list(map(str, numbers[:3]))
        with (second.home / "site" / "owners" / str(owner) / "exceptions.csv").open() as file:
            waivers = Counter(bool(row["waiver_id"]) for row in csv.DictReader(file))
        assert str(waivers[False]) == str(numbers[0])
        if waivers[True]:
            assert _number(figures["Waived"]) == str(waivers[True])


def _numbers(second: Second) -> Iterator[tuple[str, str, str, str]]:
    """Every number of a rule: the place where it stands, the rule, its name, and the number."""
    columns = ("records", "failing", "waived", "new", "resolved")
    sql = f"select rule_id, {', '.join(columns)} from quality.rule_results where run_id = "
    for rule, *numbers in query(second.home, f"{sql}'{second.run['run_id']}'"):
        for name, number in zip(columns, numbers, strict=True):
            yield "log", str(rule), name, str(number)
    for rule, told in second.rules.items():
        for name in columns:
            yield "json", rule, name, str(told[name])
        yield "json", rule, "in error", f"{told['in_error'] or 0:.0f}"
        yield "json", rule, "customers touched", str(told["customers_touched"])
    for path in sorted((second.home / "site" / "owners").glob("*/rules/*.html")):
        yield from _of_rule_page(
            path.stem, second.page(str(path.relative_to(second.home / "site")))
        )
    for path in sorted((second.home / "site" / "owners").glob("*/*.html")):
        yield from _of_owner_page(second.page(str(path.relative_to(second.home / "site"))))
    for line in second.ended.out.splitlines():
        if found := re.match(
            r"  \w+ +(\w+)  ([\d,]+) of ([\d,]+)(?:, ([\d,]+) new)?(?:  .+)?$", line
        ):
            rule, failing, records, new = found.groups()
            yield "terminal", rule, "failing", _number(failing)
            yield "terminal", rule, "records", _number(records)
            yield "terminal", rule, "new", _number(new or "0")


def _of_rule_page(rule: str, page: Element) -> Iterator[tuple[str, str, str, str]]:
    names = {
        "Failing": "failing",
        "New last night": "new",
        "Resolved last night": "resolved",
        "In error": "in error",
        "Customers touched": "customers touched",
        "Waived": "waived",
    }
    for name, told in _figures(page).items():
        yield "rule page", rule, names[name], _number(told)
        if found := re.search(r"of ([\d,]+) record", told):
            yield "rule page", rule, "records", _number(found[1])
    last = page.findall(".//section[@aria-labelledby='trend']//tbody/tr")[0]
    labels = {"Failing": "failing", "Of records": "records", "New": "new", "Resolved": "resolved"}
    for label, name in labels.items():
        yield "trend", rule, name, _number(_cell(last, label))


def _of_owner_page(page: Element) -> Iterator[tuple[str, str, str, str]]:
    for row in page.findall(".//table[@id='rules-table']/tbody/tr"):
        rule = Path(row.find("th/a").get("href")).stem
        labels = ("Records", "Failing", "New", "Resolved")
        for label in labels:
            yield "owner page", rule, label.lower(), _number(_cell(row, label))
        if re.search(r"\d", told := _cell(row, "In error")):
            yield "owner page", rule, "in error", _number(told)
        yield "owner page", rule, "customers touched", _number(_cell(row, "Customers touched"))


def _figures(page: Element) -> dict[str, str]:
    found = page.findall(".//dl[@class='figures']/div")
    return {"".join(one.find("dt").itertext()): "".join(one.find("dd").itertext()) for one in found}


def _cell(row: Element, label: str) -> str:
    return "".join(row.find(f"td[@data-label='{label}']").itertext()).strip()


def _number(text: str) -> str:
    """The first number of a text, without separators."""
    return re.findall(r"-?[\d,]+", text)[0].replace(",", "")

"""Looking things up: the last night, its rules, its customers, in terminal and notebook."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pandas
import pytest

import customer_truth
from customer_truth.errors import Unusable
from tests.conftest import ROOT, NightHome, missing_part, truth
from tests.warehouse_contents import query


def _csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_exceptions_as_csv_are_all_the_open_ones(demo_night: NightHome) -> None:
    ended = truth("exceptions", "--format", "csv", home=demo_night.home)
    listed = {(row["rule_id"], row["record_key"]) for row in _csv(ended.out)}
    kept = query(
        demo_night.home, "select rule_id, record_key from quality.exceptions where resolved is null"
    )
    assert listed == set(kept)
    assert ended.code == 0


def test_exceptions_say_how_their_rule_is_broken_beside_its_whole_id(
    demo_night: NightHome,
) -> None:
    told = truth("exceptions", "--rule", "proposal_has_amount", home=demo_night.home).out
    assert "Proposals without a price" in told
    assert "proposal_has_amount" in told


def test_exceptions_can_be_asked_for_by_rule_owner_and_customer(demo_night: NightHome) -> None:
    everything = _csv(truth("exceptions", "--format", "csv", home=demo_night.home).out)
    one = next(row for row in everything if row["customer_id"])
    for option, field in (
        ("--rule", "rule_id"),
        ("--owner", "owner"),
        ("--customer", "customer_id"),
    ):
        asked = truth("exceptions", option, one[field], "--format", "csv", home=demo_night.home)
        expected = [row for row in everything if row[field] == one[field]]
        assert _csv(asked.out) == expected


def test_a_slip_in_an_id_or_a_name_is_answered_with_the_id_that_was_meant(
    demo_night: NightHome,
) -> None:
    found = query(
        demo_night.home,
        "select x.source_record_id, c.customer_id, c.name from marts.customers as c join "
        "marts.customer_crosswalk as x using (customer_id) where length(c.name) > 12 order by 1",
    )
    record, customer, name = map(str, found[0])
    middle = len(record) // 2
    slips = (record[:-1], record[:middle] + "~" + record[middle + 1 :], f"{record}x")
    for asked, meant in (*((slip, record) for slip in slips), (f"{name[:5]}~{name[5:]}", customer)):
        refused = truth("why", asked, home=demo_night.home)
        assert refused.code == 2
        assert f"Did you mean {meant}?" in refused.err
        assert name not in refused.err


def test_lists_can_be_asked_for_by_severity_age_and_number(demo_night: NightHome) -> None:
    home = demo_night.home

    def listed(*words: str) -> list[dict[str, str]]:
        return _csv(truth(*words, "--format", "csv", home=home).out)

    (newest,) = query(
        home, "select run_id, as_of from quality.runs order by started_at desc limit 1"
    )
    for command, moment in (("exceptions", "first_seen"), ("contradictions", "opened")):
        everything = listed(command)
        assert listed(command, "--limit", "3") == everything[:3]
        assert listed(command, "--since", f"{newest[1]:%Y-%m-%d}") == [
            row for row in everything if row[moment] >= f"{newest[1]:%Y-%m-%d}"
        ]
        assert listed(command, "--since", "2099-01-01") == []
    critical = listed("exceptions", "--severity", "critical")
    assert {row["severity"] for row in critical} == {"critical"}
    keys = {(row["rule_id"], row["record_key"]) for row in critical}
    assert {
        (row["rule_id"], row["record_key"])
        for row in listed("contradictions", "--severity", "critical")
    } == {(r["rule_id"], r["record_key"]) for r in listed("contradictions")} & keys
    moved = query(
        home,
        "select rule_id, record_key from quality.exceptions where resolved is null "
        f"and moved_in = '{newest[0]}'",
    )
    new = {(row["rule_id"], row["record_key"]) for row in listed("exceptions", "--new")}
    assert new == set(moved)
    assert len(listed("matches", "--limit", "2", "--since", "2020-01-01")) <= 2
    failing = listed("rules", "--failing")
    assert {row["id"] for row in failing} == {row["rule_id"] for row in listed("exceptions")}
    assert len(listed("scorecards", "--limit", "4")) == 4
    two = {row["month_on"] for row in listed("scorecards", "--since", "2026-09")}
    assert len(two) == 2


def test_an_empty_answer_still_has_its_columns(demo_night: NightHome) -> None:
    quiet = next(r["id"] for r in demo_night.run["rules"] if r["verdict"] == "not_applicable")
    ended = truth("exceptions", "--rule", quiet, "--format", "csv", home=demo_night.home)
    assert ended.out.startswith("rule_id,record_key,customer_id,owner")
    as_json = truth("exceptions", "--rule", quiet, "--format", "json", home=demo_night.home)
    assert json.loads(as_json.out) == []
    told = truth("exceptions", "--rule", quiet, home=demo_night.home)
    assert (told.code, "0 in all" in told.out) == (0, True)


UNKNOWN = (
    (("exceptions", "--rule", "proposal_has_amuont"), "Did you mean proposal_has_amount?"),
    (("exceptions", "--rule", "no_such_thing_at_all"), "There are "),
    (("exceptions", "--owner", "sales_operation"), "Did you mean sales_operations?"),
    (("exceptions", "--customer", "nobody at all"), "is known to no system"),
    (("exceptions", "--rule", "nosuch", "--format", "json"), "rule 'nosuch': is unknown"),
    (("explain", "proposal_has_amuont"), "Did you mean proposal_has_amount?"),
    (("why", "nobody at all"), "is known to no system"),
    (("why", ""), "is known to no system"),
    (("exceptions", "--severity", "critcal"), "critical"),
    (("export", "windows", "--site", "nowhere"), "nowhere"),
    (("rules", "--owner", "sales_operation"), "Did you mean sales_operations?"),
    (("contradictions", "--decider", "sales_operation"), "decider 'sales_operation': is unknown"),
    (("scorecards", "--month", "2026-13"), "needs year and month"),
    (("scorecards", "--month", "1999-01"), "has nothing of 1999-01"),
    (("matches", "--by", "nobody"), "--by 'nobody': is unknown"),
    (("matches", "--customer", "nobody at all"), "is known to no system"),
    (("matches", "--explain", "account:x:1~account:x:2"), "account:x:1"),
    (("exceptions", "--sources", "salesforces"), "Did you mean salesforce?"),
    (("exceptions", "--target", "duckdbs"), "needs one of duckdb, postgres"),
    (("export", "windows", "--format", "osm", "--site", "nowhere"), "nowhere"),
)


@pytest.mark.parametrize(("asked", "told"), UNKNOWN)
def test_a_name_that_nobody_knows_is_refused_and_the_nearest_offered(
    demo_night: NightHome, asked: tuple[str, ...], told: str
) -> None:
    ended = truth(*asked, home=demo_night.home)
    assert ended.code == 2
    assert told in ended.err
    assert ended.out == ""


def test_a_rule_is_explained_with_person_sql_and_last_count(demo_night: NightHome) -> None:
    ended = truth("explain", "proposal_has_amount", home=demo_night.home)
    result = next(r for r in demo_night.run["rules"] if r["id"] == "proposal_has_amount")
    assert "sales_operations (Devon Marsh)" in ended.out
    assert "amount_at_entry > 0" in ended.out
    assert f"{result['failing']:,} of {result['records']:,} records fail" in ended.out
    assert "truth exceptions --rule proposal_has_amount" in ended.out


def test_a_misspelt_rule_gets_a_suggestion_and_exit_code_2(demo_night: NightHome) -> None:
    ended = truth("explain", "proposal_has_amont", home=demo_night.home)
    assert ended.code == 2
    assert "Did you mean proposal_has_amount?" in ended.err


def test_why_shows_a_customer_over_all_systems_and_what_it_fails(demo_night: NightHome) -> None:
    rows = _csv(truth("exceptions", "--format", "csv", home=demo_night.home).out)
    row = next(r for r in rows if r["rule_id"] == "proposal_has_amount")
    ended = truth("why", row["customer_id"], home=demo_night.home)
    assert ended.code == 0
    assert row["record_key"] in ended.out
    assert "Proposals without a price (proposal_has_amount)" in ended.out
    events = truth("why", row["customer_id"], "--format", "json", home=demo_night.home)
    assert len({e["record"].split(":")[0] for e in json.loads(events.out)}) >= 2


def test_why_accepts_the_id_of_any_system_and_shows_no_personal_data(
    demo_night: NightHome,
) -> None:
    found = query(
        demo_night.home,
        "select c.customer_id, x.source_record_id, c.name from marts.customers as c "
        "join marts.customer_crosswalk as x using (customer_id) "
        "where x.entity = 'billing_account' order by 1 limit 1",
    )
    customer_id, billing_id, name = map(str, found[0])
    for asked in (billing_id, billing_id.split(":")[1], name):
        ended = truth("why", asked, home=demo_night.home)
        assert ended.out.startswith(customer_id), ended.err
        assert name not in ended.out
    assert truth("why", "nobody at all", home=demo_night.home).code == 2


def test_a_look_up_before_the_first_night_says_what_to_do(tmp_path: Path) -> None:
    ended = truth("exceptions", home=tmp_path)
    assert ended.code == 2
    assert "Run: truth nightly" in ended.err


def test_a_notebook_gets_data_frames_filtered_in_the_engine(demo_night: NightHome) -> None:
    project = customer_truth.open_project(ROOT, home=demo_night.home)
    results = project.results(owner="sales_operations")
    assert isinstance(results, pandas.DataFrame)
    assert set(results["owner"]) == {"sales_operations"}
    some = project.exceptions(rule="proposal_has_amount", limit=2)
    assert len(some) == 2
    assert set(some["rule_id"]) == {"proposal_has_amount"}
    with pytest.raises(Unusable, match="Did you mean proposal_has_amount"):
        project.exceptions(rule="proposal_has_amuont")
    with pytest.raises(Unusable, match="Did you mean sales_operations"):
        project.results(owner="sales_operation")
    assert len(project.rules()) == demo_night.run["counts"]["declared"]


def test_the_site_can_be_published_again_from_what_is_kept(own_night: NightHome) -> None:
    site = own_night.home / "site"
    before = {p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    ended = truth("site", home=own_night.home)
    assert ended.code == 0, ended.err
    assert {p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()} == before


def test_the_doctor_finds_a_sound_setting_sound_and_missing_extracts_bad(
    demo_night: NightHome, tmp_path: Path
) -> None:
    assert truth("doctor", home=demo_night.home).code == 0
    sick = truth("doctor", home=tmp_path)
    assert sick.code == 2
    assert "BAD  extracts" in sick.out


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing_part("Chromium (Debian: chromium)")
    return str(found)


@pytest.mark.parametrize(
    "page",
    [
        "index.html",
        "owners/sales_operations/index.html",
        "owners/sales_operations/rules/proposal_has_amount.html",
        "owners/sales_operations/data-docs/index.html",
        "owners/sales_operations/data-docs/opportunity_stage_visits.html",
    ],
)
def test_a_page_opens_offline_from_disk_without_a_complaint(
    demo_night: NightHome, chromium: str, page: str
) -> None:
    from playwright.sync_api import sync_playwright

    address = (demo_night.home / "site" / page).resolve().as_uri()
    requests: list[str] = []
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        tab = browser.new_page()
        tab.on("request", lambda request: requests.append(request.url))
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(address)
        assert tab.inner_text("h1").strip()
        browser.close()
    assert all(url.startswith("file://") for url in requests), requests
    assert complaints == []


def test_what_is_not_a_terminal_gets_plain_lines_without_colour(demo_night: NightHome) -> None:
    assert "\x1b[" not in demo_night.ended.out + demo_night.ended.err
    phases = dict.fromkeys(line.split()[1] for line in demo_night.ended.err.splitlines())
    assert list(phases) == [
        "extracts",
        "identifiers",
        "dbt",
        "matching",
        "rules",
        "recording",
        "sites",
        "alerts",
    ]

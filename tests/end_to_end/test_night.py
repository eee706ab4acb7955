"""The night as a user runs it: verdict, exit code, idempotence, what is kept."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from customer_truth.report.machine import night_schema
from tests.conftest import NightHome, truth
from tests.warehouse_contents import contents, query


def test_a_night_with_planted_critical_defects_ends_with_exit_code_1(
    demo_night: NightHome,
) -> None:
    assert demo_night.ended.code == 1
    assert demo_night.run["verdict"] == "failed"
    assert "FAILED" in demo_night.ended.out
    assert "site/index.html" in demo_night.ended.out


def test_the_machines_copy_of_a_night_is_as_its_schema_says(demo_night: NightHome) -> None:
    shipped = truth("export", "schema", home=demo_night.home)
    assert json.loads(shipped.out) == night_schema()
    Draft202012Validator(night_schema()).validate(demo_night.run)


def test_a_night_is_told_in_twenty_lines(demo_night: NightHome) -> None:
    assert len(demo_night.ended.out.splitlines()) <= 20


def test_every_declared_rule_was_evaluated_or_says_why_not(demo_night: NightHome) -> None:
    counts = demo_night.run["counts"]
    assert counts["declared"] == len(demo_night.run["rules"])
    assert counts["declared"] == counts["evaluated"] + counts["skipped"] + counts["not_applicable"]
    assert counts["errored"] == 0
    for rule in demo_night.run["rules"]:
        is_judged = rule["verdict"] not in ("skipped", "not_applicable")
        assert is_judged or rule["reason"]
        assert (rule["records"] > 0) == is_judged


def test_all_planted_defects_are_found_and_nothing_else(demo_night: NightHome) -> None:
    ended = truth("demo", "--check", home=demo_night.home)
    assert ended.code == 0, ended.out
    assert "recall 100.0%, false alarms 0" in ended.out
    rows = json.loads(truth("demo", "--check", "--format", "json", home=demo_night.home).out)
    assert sum(row["planted"] for row in rows) == sum(row["found"] for row in rows) > 0
    assert f"{len(rows)} rules: planted" in ended.out


def test_what_would_be_sent_is_written_for_a_program_too(demo_night: NightHome) -> None:
    shown = truth("notify", "--dry-run", home=demo_night.home).out
    messages = json.loads(
        truth("notify", "--dry-run", "--format", "json", home=demo_night.home).out
    )
    assert messages
    for message in messages:
        assert f"To {message['role']}: {message['subject']}" in shown
        assert "index.html" in message["body"]


def test_a_second_night_on_the_same_data_changes_only_the_run_log_and_what_is_usual(
    own_night: NightHome,
) -> None:
    before = contents(own_night.home)
    ended = truth("nightly", "--json", own_night.home / "run2.json", home=own_night.home)
    assert ended.code == 1, ended.err
    after = contents(own_night.home)
    assert after.keys() == before.keys()
    changed = {name for name, told in after.items() if told != before[name]}
    assert changed == {"raw.source_tables", "marts.source_tables"}
    assert query(own_night.home, "select distinct known_nights from marts.source_tables") == [(1,)]
    again = json.loads((own_night.home / "run2.json").read_text())
    assert all(rule["new"] == 0 and rule["resolved"] == 0 for rule in again["rules"])
    assert query(own_night.home, "select count(*) from quality.runs") == [(2,)]


def test_a_clean_company_has_no_finding(clean_night: NightHome) -> None:
    assert clean_night.ended.code == 0, clean_night.ended.out
    assert clean_night.run["verdict"] == "passed"
    assert "No findings." in clean_night.ended.out
    assert query(clean_night.home, "select count(*) from quality.exceptions") == [(0,)]
    assert sum(rule["failing"] for rule in clean_night.run["rules"]) == 0


def test_exceptions_follow_their_records_through_repair_and_relapse(own_night: NightHome) -> None:
    """Planted → clean → planted again: resolved, then reopened once, first sight kept.

    A rule that has no records left says nothing about those it found before: they stay open.
    """
    home = own_night.home
    seen = "select count(*), min(first_seen) from quality.exceptions where resolved is null"
    first = query(home, seen)
    truth("demo", "--clean", home=home)
    assert truth("nightly", home=home).code == 0
    still_open = query(
        home, "select distinct rule_id from quality.exceptions where resolved is null"
    )
    vanished = query(
        home, "select rule_id from quality.rule_results where reason like 'no records; %'"
    )
    assert set(still_open) <= set(vanished)
    truth("demo", "--all-defects", home=home)
    assert truth("nightly", home=home).code == 1
    assert query(home, seen) == first
    reopened = query(
        home,
        "select distinct rule_id, times_reopened from quality.exceptions where resolved is null",
    )
    assert {times for rule, times in reopened if (rule,) not in still_open} == {1}
    assert {times for rule, times in reopened if (rule,) in still_open} <= {0}


def test_the_site_shows_each_owner_only_their_own(demo_night: NightHome) -> None:
    owners = {rule["owner"] for rule in demo_night.run["rules"]}
    site = demo_night.home / "site"
    assert {path.name for path in (site / "owners").iterdir()} == owners
    for owner in owners:
        folder = site / "owners" / owner
        pages = {path.stem for path in (folder / "rules").glob("*.html")}
        assert pages == {r["id"] for r in demo_night.run["rules"] if r["owner"] == owner}
        assert (folder / "data-docs" / "index.html").is_file()

"""A rule whose records are gone is told; nothing checked is never green."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from customer_truth.checkpoint import Checkpoint, judge_vanished
from customer_truth.quality.earlier import Earlier, count_as_now, last_with_records
from customer_truth.quality.tables import KEPT, rule_results, runs
from customer_truth.report.machine import run_as_json
from customer_truth.report.terminal import night_lines
from customer_truth.site.first import Places, first_steps
from customer_truth.site.pages import front_page, owner_pages
from customer_truth.verdict.outcome import RuleResult, Run
from customer_truth.verdict.verdict import Severity, Verdict
from customer_truth.warehouse.duckdb import DuckDBWarehouse
from tests.unit.site.site_night import night, result, rule

FIRST = datetime(2026, 11, 2, 5)
POLICY = Checkpoint(
    name="nightly",
    verdicts={
        Severity.CRITICAL: Verdict.FAILED,
        Severity.WARNING: Verdict.WARNED,
        Severity.INFO: Verdict.PASSED,
    },
    keep_nights=9,
    samples=9,
)
COUNTS = dict.fromkeys(
    ("declared", "evaluated", "passed", "warned", "failed", "errored", "skipped"), 1
)


@pytest.fixture
def connection(tmp_path: Any) -> Any:
    warehouse = DuckDBWarehouse(tmp_path, "")
    warehouse.carry_over(KEPT)
    with warehouse.building() as connection:
        yield connection


def keep(connection: Connection, number: int, sources: str = "crm", **counts: int) -> None:
    """One night of the rule `r`."""
    at = FIRST + timedelta(days=number)
    ran = {"run_id": f"n{number}", "checkpoint": "nightly", "as_of": at, "started_at": at}
    said = {"finished_at": at, "sources": json.dumps([sources]), "verdict": "passed"}
    connection.execute(insert(runs), {**ran, **said, **COUNTS})
    came = {"records": 0, "failing": 0, "waived": 0, "new": 0, "resolved": 0}
    named = {"run_id": f"n{number}", "rule_id": "r", "owner": "o", "person": "p"}
    row = {**named, "severity": "critical", "verdict": "passed", **came, **counts}
    connection.execute(insert(rule_results), row)


def test_a_rule_is_held_against_the_last_night_in_which_it_had_records(
    connection: Connection,
) -> None:
    keep(connection, 1, records=90, failing=1)
    keep(connection, 2, records=97, failing=6, waived=1)
    keep(connection, 3)
    found = last_with_records(connection, ["r", "other"], ["crm"])["r"]
    assert (found.records, found.passing, found.is_last_night) == (97, 90, False)
    assert found.as_of == FIRST + timedelta(days=2)


def test_a_night_over_other_systems_says_nothing_of_this_one(connection: Connection) -> None:
    keep(connection, 1, sources="erp", records=97)
    assert last_with_records(connection, ["r"], ["crm"]) == {}


def test_a_system_that_was_added_does_not_hide_what_vanished(connection: Connection) -> None:
    keep(connection, 1, records=97)
    assert last_with_records(connection, ["r"], ["erp", "crm"])["r"].records == 97
    assert last_with_records(connection, ["r"], ["erp"]) == {}


@pytest.mark.parametrize(
    ("severity", "passing", "verdict"),
    [
        (Severity.CRITICAL, 91, Verdict.FAILED),
        (Severity.WARNING, 91, Verdict.WARNED),
        (Severity.INFO, 91, Verdict.SKIPPED),  # never green
        (Severity.CRITICAL, 0, Verdict.SKIPPED),  # all of them were put right
    ],
)
def test_a_rule_whose_records_vanished_is_as_bad_as_if_they_failed(
    severity: Severity, passing: int, verdict: Verdict
) -> None:
    earlier = Earlier(as_of=FIRST, records=97, passing=passing, is_last_night=True)
    judged = judge_vanished(POLICY, rule("r", severity=severity), earlier)
    assert judged.verdict is verdict
    assert judged.reason == "no records; 97 on 2026-11-02"


def gone(name: str, verdict: Verdict = Verdict.FAILED) -> RuleResult:
    came = result(rule(name), verdict, records=0)
    return replace(came, records_before=97, reason="no records; 97 on 2026-11-02")


def test_what_vanished_is_told_first_on_terminal_and_page_and_in_json() -> None:
    worse = result(rule("worse"), Verdict.FAILED, failing=50)
    run: Run = night([worse, gone("vanished")])
    lines = [line.plain for line in night_lines(run, Path("site"), "")]
    first = next(at for at, line in enumerate(lines) if "worse" in line)
    assert "1 rule had records before and has none now:" in lines[:first]
    assert any("vanished  no records; 97 on 2026-11-02" in line for line in lines[:first])
    told = run_as_json(run)
    assert told["vanished"] == ["vanished"]
    assert told["rules"][0]["id"] == "vanished"
    pages = owner_pages(run, {}, [], ages={}, trends={}, company=None)
    assert [line.rule.id for line in front_page(run, pages, [], {}).vanished] == ["vanished"]
    assert first_steps(pages[0], [], Places(()))[0].line.rule.id == "vanished"


def test_of_several_rules_that_vanished_is_told_as_of_several() -> None:
    run = night([gone("one"), gone("other")])
    lines = [line.plain for line in night_lines(run, Path("site"), "")]
    assert "2 rules had records before and have none now:" in lines


def test_an_owner_of_whose_rules_none_was_checked_is_not_known_to_be_green() -> None:
    run = night(
        [
            result(rule("a", "sales_operations"), Verdict.SKIPPED, records=0),
            result(rule("b", "controller"), Verdict.PASSED),
            result(rule("c", "controller"), Verdict.SKIPPED, records=0),
            result(rule("d", "steward"), Verdict.ERRORED),
        ]
    )
    told = {row["owner"]: row["is_green"] for row in run_as_json(run)["owners"]}
    assert told == {"sales_operations": None, "controller": True, "steward": False}


def test_nights_of_older_versions_count_failing_as_this_one_does(connection: Connection) -> None:
    keep(connection, 1, records=97, failing=6, waived=1)
    count_as_now(connection, "quality")
    count_as_now(connection, "quality")
    assert connection.scalar(select(rule_results.c.failing)) == 5
    assert connection.scalar(select(runs.c.definitions_on)) == (FIRST + timedelta(days=1)).date()

"""What an owner does first: worst first, only what can be worked on, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from site_night import AS_OF, CLASH, DEALS, FIGURES, night, result, rule

from customer_truth.site.evidence import Backlog, OpenException, Waiting
from customer_truth.site.first import (
    Places,
    first_steps,
    last_look,
    new_since,
    waits_for,
)
from customer_truth.site.history import Night
from customer_truth.site.pages import OwnerPage, decisions_waiting, owner_pages
from customer_truth.verdict.figures import Figures, Scope
from customer_truth.verdict.outcome import RuleResult
from customer_truth.verdict.verdict import Severity, Verdict

_NOWHERE = Places(())


def _page(
    results: list[RuleResult],
    opened: dict[str, Backlog],
    figures: Mapping[tuple[Scope, str], Figures] = FIGURES,
) -> OwnerPage:
    run = replace(night(results), figures=figures)
    (page,) = owner_pages(run, opened, [], ages={}, trends={}, company=None)
    return page


def _exception(key: str, **changed: object) -> OpenException:
    blank = dict.fromkeys(OpenException._fields)
    return OpenException(
        **{**blank, "rule_id": DEALS.id, "mart": "deals", "record_key": key, **changed}
    )  # type: ignore[arg-type]


def test_what_could_not_be_checked_comes_first_then_severity_value_and_age() -> None:
    names = ("slight", "cheap", "young", "old", "dear", "unseen")
    rules = {name: rule(name) for name in names}
    rules["slight"] = replace(rules["slight"], severity=Severity.INFO)
    worth = {"slight": 9e6, "cheap": 1.0, "young": 5.0, "old": 5.0, "dear": 80.0}
    results = [result(rules[name], Verdict.FAILED, failing=1) for name in worth] + [
        result(rules["unseen"], Verdict.ERRORED)
    ]
    ages = {name: Backlog(open=1, oldest=AS_OF) for name in worth}
    ages["old"] = Backlog(open=1, oldest=AS_OF - timedelta(days=9))
    figures = {(Scope.RULE, name): Figures(in_error=much) for name, much in worth.items()}
    steps = first_steps(_page(results, ages, figures), [], _NOWHERE)
    assert [step.line.rule.id for step in steps] == ["unseen", "dear", "old", "young", "cheap"]


def test_records_that_wait_for_a_decision_are_no_step_yet() -> None:
    waiting = Waiting(decider="controller", rule_id=CLASH.id, number=3, overdue=0, oldest=AS_OF)
    decisions = decisions_waiting(night([result(CLASH)]), [waiting])
    broken = [result(CLASH, Verdict.FAILED, failing=3)]
    assert first_steps(_page(broken, {CLASH.id: Backlog(open=3)}), decisions, _NOWHERE) == []
    page = _page(broken, {CLASH.id: Backlog(open=5)})
    (step,) = first_steps(page, decisions, _NOWHERE)
    assert (step.number, step.figures) == (2, None)
    assert waits_for(page, decisions) == {"controller": 3}


def test_a_step_names_the_systems_of_its_records_most_records_first() -> None:
    places = Places(["netsuite", "salesforce"])
    places.add([_exception(key) for key in ("salesforce:1", "deal:netsuite:2", "netsuite:3")])
    places.add([_exception("netsuite.transaction.entity:4"), _exception("a key of no system")])
    places.add([_exception(f"salesforce:w{at}", waiver_id="W-1") for at in range(9)])
    assert places.of(DEALS.id) == ["netsuite", "salesforce"]
    assert places.of("another_rule") == []


def test_a_rule_that_says_where_it_is_put_right_is_not_put_right_where_its_records_are() -> None:
    places = Places(["salesforce"])
    places.add([_exception("salesforce:1")])
    opened = {DEALS.id: Backlog(open=1)}
    (step,) = first_steps(_page([result(DEALS)], opened), [], places)
    assert step.places == ["salesforce"]
    elsewhere = replace(DEALS, fix_in="registry")
    (step,) = first_steps(_page([result(elsewhere)], opened), [], places)
    assert step.places == ["registry"]


@pytest.mark.parametrize(
    ("on", "looked"),
    [
        ("2026-11-23", "2026-11-20"),  # a Monday: what the weekend brought is new
        ("2026-11-24", "2026-11-23"),
        ("2026-11-28", "2026-11-27"),
        ("2026-11-29", "2026-11-27"),
    ],
)
def test_an_owner_last_could_look_on_the_working_day_before(on: str, looked: str) -> None:
    assert last_look(date.fromisoformat(on)) == date.fromisoformat(looked)


def test_on_monday_the_nights_of_the_weekend_count_and_the_first_of_all_nights_never() -> None:
    def told(day: int, new: int, *, is_first: bool = False) -> Night:
        at = datetime(2026, 11, day, 5)
        return Night(DEALS.id, at, "failed", 100, 1, 0, new, 0, is_first)

    def fresh(*nights: Night) -> list[int]:
        (page,) = owner_pages(
            night([result(DEALS)]), {}, [], ages={}, trends={DEALS.id: nights}, company=None
        )
        return [number for _, number in new_since(page, date(2026, 11, 20))]

    assert fresh(told(20, 100), told(21, 1), told(22, 2), told(23, 4)) == [7]
    assert fresh(told(22, 50, is_first=True), told(23, 4)) == [4]
    assert fresh(told(23, 0)) == []

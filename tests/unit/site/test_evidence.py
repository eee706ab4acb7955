"""Counts and keys come out of the engine complete, ordered and bounded."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

import pytest
from site_night import AS_OF, CLASH, DEALS, EXCEPTIONS, POISON, POISONED, found, keep
from sqlalchemy import Connection

from customer_truth.site import evidence
from customer_truth.site.evidence import Backlog, KeptEvidence


def test_backlog_counts_open_and_waived_apart_and_leaves_out_resolved(kept: Connection) -> None:
    backlogs = KeptEvidence(kept, "kept_here").backlogs()
    assert backlogs[DEALS.id] == Backlog(open=2, waived=1, oldest=AS_OF - timedelta(days=3))
    assert backlogs[POISONED.id] == Backlog(
        open=len(POISON), waived=0, oldest=AS_OF - timedelta(days=3)
    )


def test_sample_shows_the_newest_then_the_costliest_and_no_more_than_asked(
    kept: Connection,
) -> None:
    read = KeptEvidence(kept, "kept_here")
    deals, nothing, clash = read.samples([DEALS.id, "no_such_rule", CLASH.id], 2)
    assert [one.record_key for one in deals] == ["D-new", "D-new-unvalued"]
    assert nothing == []
    assert [one.record_key for one in clash] == ["D-early", "D-late"]
    assert (deals[0].times_reopened, deals[1].waiver_id) == (2, "W-7")


def test_contradictions_wait_for_their_decider_without_those_that_are_waived(
    kept: Connection,
) -> None:
    (waiting,) = KeptEvidence(kept, "kept_here").waiting(AS_OF)
    assert (waiting.decider, waiting.rule_id) == ("controller", CLASH.id)
    assert (waiting.number, waiting.overdue) == (2, 1)
    assert waiting.oldest == AS_OF - timedelta(days=3)


def test_open_exceptions_come_in_pages_and_are_complete(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "_ROWS_A_PAGE", 10)
    monkeypatch.setattr(evidence, "_RULES_A_QUERY", 1)
    many = [found(DEALS, f"D-{number:03}") for number in range(95)]
    keep(connection, "kept_here", [*many, *EXCEPTIONS])
    pages = list(KeptEvidence(connection, "kept_here").open_exceptions([DEALS.id, CLASH.id]))
    assert max(map(len, pages)) == 10
    keys = [one.record_key for one in chain.from_iterable(pages)]
    assert len(keys) == len(set(keys)) == 95 + 3 + 3
    assert "D-resolved" not in keys


def test_ages_count_what_is_open_and_not_waived_by_owner(kept: Connection) -> None:
    ages = KeptEvidence(kept, "kept_here").ages(AS_OF + timedelta(days=20))
    (sales,) = ages["sales_operations"]
    assert (sales.weeks, sales.number) == ("this month", 4)
    young = KeptEvidence(kept, "kept_here").ages(AS_OF)["sales_operations"]
    assert [(age.weeks, age.number) for age in young] == [("this week", 4)]

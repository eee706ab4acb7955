"""The pages say what the night came to, worst first, with sums that add up."""

from __future__ import annotations

from dataclasses import replace

from site_night import AS_OF, CLASH, DEALS, EMPTY, FIGURES, RESULTS, night, result, rule

from customer_truth.site.evidence import Backlog, Waiting
from customer_truth.site.pages import (
    OwnerPage,
    RulePage,
    decisions_waiting,
    front_page,
    owner_pages,
)
from customer_truth.verdict.figures import Figures, Scope
from customer_truth.verdict.outcome import RuleResult, Run
from customer_truth.verdict.verdict import Verdict

WAITING = Waiting(decider="controller", rule_id=CLASH.id, number=2, overdue=1, oldest=AS_OF)


def _pages(run: Run, backlogs: dict[str, Backlog]) -> list[OwnerPage]:
    return owner_pages(run, backlogs, [], ages={}, trends={}, company=None)


def test_owners_stand_worst_first_and_their_sums_make_the_front() -> None:
    run = night(RESULTS)
    owners = _pages(run, {DEALS.id: Backlog(open=2, waived=1)})
    assert [page.role for page in owners] == ["controller", "sales_operations"]
    front = front_page(run, owners, [], {})
    assert front.tally.verdict is run.verdict
    assert {kind.value: n for kind, n in front.tally.by_verdict.items()} == {
        verdict.value: run.counts[verdict.value] for verdict in Verdict
    }
    assert (front.tally.open, front.tally.waived, front.tally.new) == (2, 1, 3)
    assert front.tally.figures == FIGURES[Scope.NIGHT, ""]
    assert (front.tally.checks.made, front.tally.checks.passed) == (400, 384)


def test_the_owners_that_grew_most_are_named_three_at_most() -> None:
    grown = {"calm": (2, 2), "better": (0, 5), "a": (1, 0), "b": (9, 2), "c": (4, 0), "d": (3, 1)}
    run = night(
        [result(rule(f"of_{o}", o), new=new, resolved=gone) for o, (new, gone) in grown.items()]
    )
    front = front_page(run, _pages(run, {}), [], {})
    assert [(o.role, o.tally.grown) for o in front.worsened] == [("b", 7), ("c", 4), ("d", 2)]


def test_an_owner_whose_rules_were_all_skipped_is_skipped_not_errored() -> None:
    skipped = result(EMPTY, Verdict.SKIPPED, records=0, reason="no records")
    (page,) = _pages(night([skipped]), {})
    assert page.tally.verdict is Verdict.SKIPPED


def test_who_answers_for_nothing_that_applies_is_not_on_the_front_page() -> None:
    absent = result(EMPTY, Verdict.NOT_APPLICABLE, records=0, reason="netsuite is off")
    run = night([result(DEALS), absent])
    front = front_page(run, _pages(run, {}), [], {})
    assert [page.role for page in front.owners] == [DEALS.owner]
    assert front.tally.by_verdict[Verdict.NOT_APPLICABLE] == 1


def test_decisions_are_summed_by_decider_overdue_first() -> None:
    calm = replace(WAITING, decider="transport_planning", overdue=0)
    unknown = replace(WAITING, rule_id="no_longer_declared", number=1, overdue=0)
    decisions = decisions_waiting(night(RESULTS), [calm, unknown, WAITING])
    assert [one.decider for one in decisions] == ["controller", "transport_planning"]
    first = decisions[0]
    assert (first.person, first.number, first.overdue) == ("Beatriz Kowal", 3, 1)
    assert first.figures == FIGURES[Scope.DECIDER, "controller"]
    assert first.by_rule[0][0].figures == FIGURES[Scope.DECISION, CLASH.id]
    assert [found for _, found in first.by_rule] == [CLASH, None]


def test_criterion_stands_apart_from_the_condition_it_applies_under() -> None:
    checked = rule("checked", must=None, expect={"type": "expect_x", "column": "email"})
    (page,) = _pages(night([result(checked)]), {})
    told = RulePage(owner=page, line=page.lines[0], sample=(), command="")
    assert told.criterion == "expect_x(column='email')"


def test_role_that_only_decides_has_a_page_of_its_own() -> None:
    run = night([result(DEALS)])
    waiting = decisions_waiting(run, [replace(WAITING, decider="chief")])
    pages = owner_pages(run, {}, waiting, ages={}, trends={}, company=None)
    assert [(page.role, page.overdue) for page in pages] == [("sales_operations", 0), ("chief", 1)]


def unseen(name: str, reason: str, kept: int, verdict: Verdict = Verdict.SKIPPED) -> RuleResult:
    came = result(rule(name), verdict, records=0, reason=reason)
    return replace(came, not_looked_at=kept)


def test_what_was_not_looked_at_stands_once_for_each_reason_the_widest_first() -> None:
    stale, cut = "not judged: crm.deal is stale", "not judged: crm.history is cut"
    run = night([unseen("a", stale, 3), unseen("b", cut, 0), unseen("c", cut, 9)])
    told = front_page(run, _pages(run, {}), [], {}).not_looked_at
    assert [(one.reason, one.kept) for one in told] == [(cut, 9), (stale, 3)]
    assert [[line.rule.id for line in one.lines] for one in told] == [["c", "b"], ["a"]]


def test_a_verdict_that_a_stale_table_took_away_did_not_turn() -> None:
    stale = "not judged: crm.deal is stale"
    part = unseen("part", stale, 2, Verdict.PASSED)
    run = night([unseen("whole", stale, 3), part, result(rule("real"), Verdict.FAILED)])
    before = dict.fromkeys(("whole", "part", "real"), Verdict.WARNED)
    turned = front_page(run, _pages(run, {}), [], before).turned
    assert [(line.rule.id, was) for line, was in turned] == [("real", Verdict.WARNED)]


def test_what_turned_worse_comes_before_what_turned_better_the_worst_first() -> None:
    now = {"mended": Verdict.PASSED, "warns": Verdict.WARNED, "fails": Verdict.FAILED}
    now |= {"dear": Verdict.FAILED, "breaks": Verdict.ERRORED, "eased": Verdict.WARNED}
    was = dict.fromkeys(now, Verdict.PASSED) | dict.fromkeys(("mended", "eased"), Verdict.FAILED)
    run = night([result(rule(name), verdict) for name, verdict in now.items()])
    run = replace(run, figures={(Scope.RULE, "dear"): Figures(in_error=9.0)})
    front = front_page(run, _pages(run, {}), [], was)
    told = [line.rule.id for line, _ in front.turned]
    assert told == ["breaks", "dear", "fails", "warns", "eased", "mended"]

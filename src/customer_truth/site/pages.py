"""What stands on each page, as plain data: computed here, rendered elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from customer_truth.planted.rows import Examples
from customer_truth.registry.rows import Waiver
from customer_truth.rules import Rule
from customer_truth.site.company import Company
from customer_truth.site.evidence import Age, Backlog, OpenException, Waiting
from customer_truth.site.history import Night, Version
from customer_truth.site.lifecycles import LifecyclePage
from customer_truth.site.truth_gap import TruthGap
from customer_truth.site.windows_page import WindowsPage
from customer_truth.verdict.figures import NOTHING_OPEN, Checks, Figures, Scope
from customer_truth.verdict.outcome import RuleResult, Run, checks_of
from customer_truth.verdict.verdict import UNCHECKED, WORST_FIRST, Verdict, worst

_MOST_WORSENED = 3


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One rule with its night and what is open for it."""

    result: RuleResult
    backlog: Backlog
    figures: Figures = NOTHING_OPEN

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return self.result.rule

    @property
    def share(self) -> float | None:
        """The share of records that fail and are not waived; unknown without records."""
        return self.result.failing / self.result.records if self.result.records else None

    trend: Sequence[Night] = ()

    @property
    def spark(self) -> str:
        """The share that fails over the nights as points of a line, 60 wide and 16 high."""
        shares = [night.share for night in self.trend if night.share is not None]
        most = max(shares, default=0.0)
        if len(shares) < 2:
            return ""
        step = 58 / (len(shares) - 1)
        return " ".join(
            f"{1 + at * step:.1f},{15 - (14 * share / most if most else 0):.1f}"
            for at, share in enumerate(shares)
        )

    @property
    def says(self) -> str:
        """How the failure reads beside the number of its records."""
        return self.rule.broken

    def new_since(self, day: date) -> int:
        """The records that failed anew in the nights after a day, the shown one included."""
        return sum(n.new for n in self.trend if n.as_of.date() > day and not n.is_first)

    @property
    def is_checked(self) -> bool:
        """Neither errored nor without the records that it had before."""
        return self.result.verdict is not Verdict.ERRORED and not self.result.is_vanished


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The sums over some rules; a broken rule failed or warned, an errored one nobody knows.

    `figures` are no sums: of several rules' records and customers each is counted once.
    """

    verdict: Verdict
    by_verdict: Mapping[Verdict, int]
    rules: int
    broken: int
    open: int
    waived: int
    new: int
    resolved: int
    checks: Checks
    figures: Figures

    @property
    def grown(self) -> int:
        """By how many exceptions the night was worse than the one before."""
        return self.new - self.resolved


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """What waits for one decider: in all, and by rule, most overdue first."""

    decider: str | None
    person: str | None
    number: int
    overdue: int
    oldest: datetime
    by_rule: Sequence[tuple[Waiting, Rule | None]]
    figures: Figures = NOTHING_OPEN


@dataclass(frozen=True, kw_only=True)
class OwnerPage:
    """One owner's page: the person, the sums, the rules worst first, and what to decide."""

    role: str
    person: str
    tally: Tally
    lines: Sequence[RuleLine]
    decisions: Decisions | None
    ages: Sequence[Age] = ()
    waivers: Sequence[Waiver] = ()

    @property
    def answers(self) -> bool:
        """Whether there is a decision to make, or a rule that applies to what the company has."""
        results = [line.result for line in self.lines]
        told = (r.verdict is not Verdict.NOT_APPLICABLE or r.is_vanished for r in results)
        return self.decisions is not None or any(told)

    @property
    def overdue(self) -> int:
        """Decisions that should have been made by now."""
        return self.decisions.overdue if self.decisions else 0


@dataclass(frozen=True, kw_only=True)
class RulePage:
    """One rule's page: the rule, its night, and some of its failing keys."""

    owner: OwnerPage
    line: RuleLine
    sample: Sequence[OpenException]
    command: str
    trend: Sequence[Night] = ()
    versions: Sequence[Version] = ()
    example: Examples | None = None
    picture: Markup | None = None

    @property
    def criterion(self) -> str:
        """What must hold, without the condition under which it applies."""
        rule = self.line.rule
        return rule.definition.removeprefix(f"when {rule.when}: ") if rule.when else rule.definition

    @property
    def open(self) -> int:
        """Every open exception, waived ones included: what the sample is taken from."""
        return self.line.backlog.open + self.line.backlog.waived


@dataclass(frozen=True, kw_only=True)
class NotLookedAt:
    """The rules that were not judged, or not on all records, for one reason."""

    reason: str
    lines: Sequence[RuleLine]

    @property
    def kept(self) -> int:
        """The open exceptions that stay as they were."""
        return sum(line.result.not_looked_at or 0 for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class FrontPage:
    """The front page: counts only, no record keys."""

    tally: Tally
    owners: Sequence[OwnerPage]
    decisions: Sequence[Decisions]
    gap: TruthGap | None = None
    lifecycles: Sequence[LifecyclePage] = ()
    windows: WindowsPage | None = None
    turned: Sequence[tuple[RuleLine, Verdict]] = ()

    @property
    def vanished(self) -> Sequence[RuleLine]:
        """The rules that had records before and have none now."""
        return [line for owner in self.owners for line in owner.lines if line.result.is_vanished]

    @property
    def not_looked_at(self) -> Sequence[NotLookedAt]:
        """The rules that wait for a raw table to be whole again, by reason, most rules first."""
        lines = [line for owner in self.owners for line in owner.lines]
        by_reason: defaultdict[str, list[RuleLine]] = defaultdict(list)
        for line in sorted(lines, key=lambda line: -(line.result.not_looked_at or 0)):
            if line.result.not_looked_at is not None:
                by_reason[line.result.reason or ""].append(line)
        found = [NotLookedAt(reason=reason, lines=own) for reason, own in by_reason.items()]
        return sorted(found, key=lambda one: -len(one.lines))

    @property
    def worsened(self) -> Sequence[OwnerPage]:
        """The owners whose exceptions grew most since the last night, three at most."""
        grown = [owner for owner in self.owners if owner.tally.grown > 0]
        return sorted(grown, key=lambda owner: -owner.tally.grown)[:_MOST_WORSENED]

    @property
    def moving(self) -> Sequence[RuleLine]:
        """The rules with the most new exceptions since the last night."""
        lines = [line for owner in self.owners for line in owner.lines if line.result.new]
        return sorted(lines, key=lambda line: -line.result.new)


def front_page(
    run: Run,
    owners: Sequence[OwnerPage],
    decisions: Sequence[Decisions],
    before: Mapping[str, Verdict],
    **told: Any,
) -> FrontPage:
    """The whole night in sums; `before` are the verdicts before it.

    A rule turned only where all its records were looked at.
    """
    lines = [line for owner in owners for line in owner.lines]
    turned = [
        (line, before[line.rule.id])
        for line in lines
        if line.result.not_looked_at is None
        and before.get(line.rule.id, line.result.verdict) is not line.result.verdict
    ]
    return FrontPage(
        tally=_tally(lines, run.verdict, run.figures_of(Scope.NIGHT)),
        owners=sorted((o for o in owners if o.answers), key=lambda owner: -owner.overdue),
        decisions=decisions,
        turned=sorted(turned, key=_worst_turn_first),
        **told,
    )


def owner_pages(
    run: Run,
    backlogs: Mapping[str, Backlog],
    decisions: Iterable[Decisions],
    *,
    ages: Mapping[str, Sequence[Age]],
    trends: Mapping[str, Sequence[Night]],
    company: Company | None,
) -> list[OwnerPage]:
    """A page for every owner of a rule, worst owner first."""
    lines: defaultdict[str, list[RuleLine]] = defaultdict(list)
    for result in run.worst_first():
        rule_id = result.rule.id
        line = RuleLine(
            result=result,
            backlog=backlogs.get(rule_id, Backlog()),
            figures=run.figures_of(Scope.RULE, rule_id),
            trend=trends.get(rule_id, ()),
        )
        lines[result.rule.owner].append(line)
    to_decide = {waiting.decider: waiting for waiting in decisions}
    pages = [
        OwnerPage(
            role=role,
            person=own[0].result.person,
            tally=_tally(own, _verdict(own), run.figures_of(Scope.OWNER, role)),
            lines=own,
            decisions=to_decide.get(role),
            ages=ages.get(role, ()),
            waivers=_ending(company, own, run),
        )
        for role, own in lines.items()
    ]
    pages += [_decider_page(waiting, company) for waiting in decisions_left(to_decide, lines)]
    return sorted(pages, key=_worst_owner_first)


def decisions_left(
    to_decide: Mapping[str | None, Decisions], lines: Mapping[str, object]
) -> Iterator[Decisions]:
    """What waits for roles that own no rule; what waits for nobody has no page."""
    for decider, waiting in to_decide.items():
        if decider is not None and decider not in lines:
            yield waiting


def _decider_page(waiting: Decisions, company: Company | None) -> OwnerPage:
    role = str(waiting.decider)
    person = waiting.person or (company.definitions.person(role) if company else role)
    tally = _tally([], Verdict.SKIPPED, NOTHING_OPEN)
    return OwnerPage(role=role, person=person, tally=tally, lines=(), decisions=waiting)


def _ending(company: Company | None, lines: Sequence[RuleLine], run: Run) -> Sequence[Waiver]:
    rules = {line.rule.id for line in lines}
    return company.ending_waivers(rules, run.as_of.date()) if company else ()


def decisions_waiting(run: Run, waiting: Iterable[Waiting]) -> list[Decisions]:
    """What waits for each decider, most overdue first, then the costliest."""
    people = {result.rule.owner: result.person for result in run.results}
    rules = {result.rule.id: result.rule for result in run.results}
    by_decider: defaultdict[str | None, list[Waiting]] = defaultdict(list)
    for some in waiting:
        figures = run.figures_of(Scope.DECISION, some.rule_id)
        by_decider[some.decider].append(replace(some, figures=figures))
    found = [
        Decisions(
            decider=decider,
            person=people.get(decider) if decider else None,
            number=sum(some.number for some in own),
            overdue=sum(some.overdue for some in own),
            oldest=min(some.oldest for some in own),
            by_rule=[
                (some, rules.get(some.rule_id))
                for some in sorted(
                    own, key=lambda some: (-some.overdue, some.figures.costliest_first)
                )
            ],
            figures=run.figures_of(Scope.DECIDER, decider or ""),
        )
        for decider, own in by_decider.items()
    ]
    return sorted(
        found, key=lambda one: (-one.overdue, one.figures.costliest_first, one.decider or "")
    )


def _tally(lines: Sequence[RuleLine], verdict: Verdict, figures: Figures) -> Tally:
    by_verdict = dict.fromkeys(WORST_FIRST, 0)
    for line in lines:
        by_verdict[line.result.verdict] += 1
    return Tally(
        verdict=verdict,
        by_verdict=by_verdict,
        rules=len(lines),
        broken=by_verdict[Verdict.FAILED] + by_verdict[Verdict.WARNED],
        open=sum(line.backlog.open for line in lines),
        waived=sum(line.backlog.waived for line in lines),
        new=sum(line.result.new for line in lines),
        resolved=sum(line.result.resolved for line in lines),
        checks=checks_of(line.result for line in lines),
        figures=figures,
    )


def _verdict(lines: Sequence[RuleLine]) -> Verdict:
    # A night in which nothing was checked is an error; an owner whose systems are off is not.
    verdicts = {line.result.verdict for line in lines}
    return min(verdicts, key=WORST_FIRST.index) if verdicts <= set(UNCHECKED) else worst(verdicts)


def _worst_turn_first(
    turn: tuple[RuleLine, Verdict],
) -> tuple[bool, int, int, tuple[float, float], str]:
    line, was = turn
    now, before = (WORST_FIRST.index(one) for one in (line.result.verdict, was))
    return (now > before, now, -before, line.figures.costliest_first, line.rule.id)


def _worst_owner_first(page: OwnerPage) -> tuple[int, tuple[float, float], int, str]:
    tally = page.tally
    return (WORST_FIRST.index(tally.verdict), tally.figures.costliest_first, -tally.open, page.role)

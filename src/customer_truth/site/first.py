"""What an owner does first, and what is new since the owner last could look."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from customer_truth.site.evidence import OpenException
from customer_truth.site.pages import Decisions, OwnerPage, RuleLine
from customer_truth.site.work_record import NO_SYSTEM, work_record
from customer_truth.verdict.figures import NOTHING_OPEN, Figures
from customer_truth.verdict.verdict import Severity

MOST_STEPS = 5
_SEVERITIES = tuple(Severity)
_SATURDAY = 5


class Places:
    """Where the records of each rule are put right, counted while they pass.

    That is where the rule says, else the system that the record comes from.
    """

    def __init__(self, systems: Iterable[str]) -> None:
        self._systems = frozenset(systems)
        self._found: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, page: Iterable[OpenException]) -> None:
        """Counts the open exceptions of a page; waived ones are no work."""
        for found in page:
            system = work_record(found.record_key, found.mart, self._systems).system
            if system != NO_SYSTEM and found.waiver_id is None:
                self._found[found.rule_id][system] += 1

    def of(self, rule_id: str) -> list[str]:
        """The systems of one rule's records, those of most records first."""
        return [system for system, _ in self._found[rule_id].most_common()]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of what to do first: how many records of which rule, and where.

    `figures` are None where only a part of the rule's records can be worked on.
    """

    line: RuleLine
    number: int
    figures: Figures | None
    places: Sequence[str]


def first_steps(page: OwnerPage, elsewhere: Iterable[Decisions], places: Places) -> list[Step]:
    """At most five steps: what could not be checked, then by severity, value and age.

    Records whose contradiction still waits for somebody's decision are no step of the owner.
    """
    undecided = _undecided(elsewhere)
    steps = [_step(line, undecided.get(line.rule.id, 0), places) for line in page.lines]
    return sorted((step for step in steps if step is not None), key=_urgency)[:MOST_STEPS]


def waits_for(page: OwnerPage, decisions: Iterable[Decisions]) -> dict[str, int]:
    """By decider how many contradictions of the owner's rules wait for that other role."""
    own = {line.rule.id for line in page.lines}
    found = {
        one.decider: sum(some.number for some, _ in one.by_rule if some.rule_id in own)
        for one in decisions
        if one.decider is not None and one.decider != page.role
    }
    return {decider: number for decider, number in found.items() if number}


def last_look(on: date) -> date:
    """The working day before: what came on a weekend is new on Monday."""
    day = on - timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    return day


def new_since(page: OwnerPage, day: date) -> list[tuple[RuleLine, int]]:
    """The rules with records that failed anew in the nights after a day, most first."""
    found = [(line, line.new_since(day)) for line in page.lines]
    return sorted(((line, n) for line, n in found if n), key=lambda one: (-one[1], one[0].rule.id))


def _undecided(decisions: Iterable[Decisions]) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for one in decisions:
        for some, _ in one.by_rule:
            found[some.rule_id] += some.number
    return found


def _step(line: RuleLine, undecided: int, places: Places) -> Step | None:
    if not line.is_checked:
        return Step(line=line, number=0, figures=None, places=())
    number = line.backlog.open - undecided
    if number <= 0:
        return None
    figures = line.figures if number == line.backlog.open else None
    where = [line.rule.fix_in] if line.rule.fix_in else places.of(line.rule.id)
    return Step(line=line, number=number, figures=figures, places=where)


def _urgency(step: Step) -> tuple[bool, int, tuple[float, float], float, str]:
    rule, oldest = step.line.rule, step.line.backlog.oldest
    age = oldest.timestamp() if oldest else 0.0
    severity = _SEVERITIES.index(rule.severity)
    costliest = (step.figures or NOTHING_OPEN).costliest_first
    return (step.line.is_checked, severity, costliest, age, rule.id)

"""What a night came to, as plain data: computed once, rendered by every report and page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from customer_truth.rules import Rule
from customer_truth.verdict.figures import NOTHING_OPEN, Checks, Figures, Scope
from customer_truth.verdict.verdict import UNCHECKED, WORST_FIRST, Verdict, worst


@dataclass(frozen=True, kw_only=True)
class RuleResult:
    """One rule in one night; counts are records.

    `failing` records are those that no waiver exempts; `waived` ones are counted apart.
    `records_before` is how many the rule judged when it last had any, where it has none now.
    `not_looked_at` are open exceptions that were neither seen again nor resolved, because a raw
    table is not whole; None where all was looked at. `unusual` are the words for a share of failing
    records that the rule's own past nights do not let expect.
    """

    rule: Rule
    person: str
    verdict: Verdict
    reason: str | None
    records: int
    failing: int
    waived: int
    new: int
    resolved: int
    records_before: int | None = None
    not_looked_at: int | None = None
    unusual: str | None = None

    @property
    def is_vanished(self) -> bool:
        """The rule judged records before and finds none now: nothing was checked."""
        return self.records_before is not None


def checks_of(results: Iterable[RuleResult]) -> Checks:
    """How often a record was held against one of some rules."""
    counts = [(r.records, r.records - r.failing - r.waived) for r in results]
    return Checks(sum(made for made, _ in counts), sum(passed for _, passed in counts))


@dataclass(frozen=True, kw_only=True)
class Run:
    """One finished night; `definitions_on` is the day by which the definitions were read.

    Before one that `is_first` no night was recorded: what it found is not called new.

    `figures` are what is open in all, and for each rule, owner, decider and decision: a record and
    a customer stand once in each of them, so that none add up to another.
    """

    run_id: str
    checkpoint: str
    as_of: datetime
    definitions_on: date
    started_at: datetime
    finished_at: datetime
    sources: Sequence[str]
    results: Sequence[RuleResult]
    figures: Mapping[tuple[Scope, str], Figures] = field(default_factory=dict)
    is_first: bool = False

    @property
    def verdict(self) -> Verdict:
        """The worst of its rules."""
        return worst(result.verdict for result in self.results)

    @property
    def counts(self) -> dict[str, int]:
        """Declared, evaluated, each verdict; declared = evaluated + skipped + not applicable."""
        by_verdict = Counter(result.verdict for result in self.results)
        return {
            "declared": len(self.results),
            "evaluated": sum(result.verdict not in UNCHECKED for result in self.results),
            **{verdict.value: by_verdict[verdict] for verdict in Verdict},
        }

    @property
    def checks(self) -> Checks:
        """How often a record was held against a rule in all."""
        return checks_of(self.results)

    def figures_of(self, scope: Scope, name: str = "") -> Figures:
        """What is open for a rule, an owner or a decider; for the whole night without a name."""
        return self.figures.get((scope, name), NOTHING_OPEN)

    def worst_first(self) -> list[RuleResult]:
        """Results, worst first: those whose records vanished, then by verdict, money, records."""
        return sorted(
            self.results,
            key=lambda r: (
                not r.is_vanished,
                WORST_FIRST.index(r.verdict),
                *self.figures_of(Scope.RULE, r.rule.id).costliest_first,
                -r.failing,
                r.rule.id,
            ),
        )

    def vanished(self) -> list[RuleResult]:
        """The results of rules that had records before and have none now, worst first."""
        return [result for result in self.worst_first() if result.is_vanished]

    def not_looked_at(self) -> list[RuleResult]:
        """The results of rules that were not judged, or not on all records, for a raw table."""
        return [result for result in self.worst_first() if result.not_looked_at is not None]

    def of(self, owner: str) -> list[RuleResult]:
        """The results of one owner's rules."""
        return [result for result in self.results if result.rule.owner == owner]

    def is_green(self, owner: str) -> bool | None:
        """Whether an owner's rules all passed; None where none of them was evaluated."""
        verdicts = {result.verdict for result in self.of(owner)}.difference(UNCHECKED)
        return verdicts == {Verdict.PASSED} if verdicts else None

    def owners(self) -> list[str]:
        """The owners of the night's rules, in alphabetical order."""
        return sorted({result.rule.owner for result in self.results})

"""What a night came to, as plain data: computed once, rendered by every report and page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from customer_truth.rules import Rule
from customer_truth.verdict import WORST_FIRST, Verdict, worst


@dataclass(frozen=True, kw_only=True)
class RuleResult:
    """One rule in one night; counts are records, `value_at_risk` is in the mart's currency."""

    rule: Rule
    person: str
    verdict: Verdict
    reason: str | None
    records: int
    failing: int
    waived: int
    new: int
    resolved: int
    value_at_risk: float

    @property
    def counted(self) -> int:
        """Failing records that no waiver exempts."""
        return self.failing - self.waived


@dataclass(frozen=True, kw_only=True)
class Run:
    """One finished night; `definitions_on` is the day by which the definitions were read."""

    run_id: str
    checkpoint: str
    as_of: datetime
    definitions_on: date
    started_at: datetime
    finished_at: datetime
    sources: Sequence[str]
    results: Sequence[RuleResult]

    @property
    def verdict(self) -> Verdict:
        """The worst of its rules."""
        return worst(result.verdict for result in self.results)

    @property
    def counts(self) -> dict[str, int]:
        """Declared, evaluated and each verdict; declared = evaluated + skipped."""
        by_verdict = Counter(result.verdict for result in self.results)
        skipped = by_verdict[Verdict.SKIPPED]
        return {
            "declared": len(self.results),
            "evaluated": len(self.results) - skipped,
            **{verdict.value: by_verdict[verdict] for verdict in Verdict},
        }

    def worst_first(self) -> list[RuleResult]:
        """Results with something to show, worst first: verdict, then money, then records."""
        return sorted(
            self.results,
            key=lambda r: (WORST_FIRST.index(r.verdict), -r.value_at_risk, -r.counted, r.rule.id),
        )

    def owners(self) -> list[str]:
        """The owners of the night's rules, in alphabetical order."""
        return sorted({result.rule.owner for result in self.results})

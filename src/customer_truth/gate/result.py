"""What the gate came to, as plain data: computed once, rendered by every report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from customer_truth.gate.change import Change, Party
from customer_truth.verdict.verdict import Severity, Verdict

# What becomes of a planted row.
PASSES, FAILS, NOT_JUDGED = "passes", "fails", "is not judged"


@dataclass(frozen=True, kw_only=True)
class Later:
    """What a changed rule will do on a later day, in records; only where it is more than today."""

    on: date
    newly_failing: int
    newly_passing: int
    newly_judged: int
    no_longer_judged: int


@dataclass(frozen=True, kw_only=True)
class PlantedMove:
    """A planted row that a changed rule judges otherwise: today, or only from the day `on`."""

    row: str
    before: str
    after: str
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class RuleImpact:
    """What a change moves for one rule; counts are records that no waiver exempts.

    Money is in the company's currency: `in_error_*` is None where the rule cannot say it, and
    `yearly_business` is that of the customers touched, whose records move. `closed` are newly
    failing records whose own moment of judgement is past. `newly_judged` and `no_longer_judged` are
    records that come into the reach of changed words or leave it; `later` and `planted` say what
    those words do beyond the last night.
    An `error` means that the rule could not be evaluated on one of the sides. `lacks` says in words
    what the head lacks of what the rule asks for and the base does not.
    """

    rule: str
    title: str
    broken: str
    owner: str
    severity: Severity
    file: Path
    line: int
    is_contradiction: bool
    decider: str | None
    records_before: int
    records_after: int
    failing_before: int
    failing_after: int
    newly_failing: int
    newly_passing: int
    waived: int
    in_error_newly_failing: float | None
    in_error_newly_passing: float | None
    customers_touched: int
    yearly_business: float | None
    business_not_known: int
    closed: int
    verdict_before: Verdict | None
    verdict_after: Verdict | None
    error: str | None = None
    lacks: str | None = None
    examples: Sequence[Mapping[str, str]] = ()
    newly_judged: int = 0
    no_longer_judged: int = 0
    later: Sequence[Later] = ()
    planted: Sequence[PlantedMove] = ()

    @property
    def moved(self) -> int:
        """Records that change sides."""
        return self.newly_failing + self.newly_passing

    @property
    def is_loosened(self) -> bool:
        """Whether a record, now or later, or a planted row gets off more lightly."""
        nights: list[RuleImpact | Later] = [self, *self.later]
        return any(night.newly_passing or night.no_longer_judged for night in nights) or any(
            move.before == FAILS or move.after == NOT_JUDGED for move in self.planted
        )

    @property
    def is_tightened(self) -> bool:
        """Whether a record, now or later, or a planted row is judged more strictly."""
        nights: list[RuleImpact | Later] = [self, *self.later]
        return any(night.newly_failing or night.newly_judged for night in nights) or any(
            move.after == FAILS or move.before == NOT_JUDGED for move in self.planted
        )

    @property
    def is_told(self) -> bool:
        """Whether there is something to say about it."""
        return bool(self.moved or self.error or self.later or self.planted) or bool(
            self.newly_judged or self.no_longer_judged or self.lacks
        )


@dataclass(frozen=True, kw_only=True)
class OwnerImpact:
    """What a change moves for one owner; of several rules a record and a customer count once."""

    owner: str
    newly_failing: int
    newly_passing: int
    in_error_newly_failing: float | None
    in_error_newly_passing: float | None
    customers_touched: int
    yearly_business: float | None
    business_not_known: int


@dataclass(frozen=True, kw_only=True)
class MartImpact:
    """The rows of one mart that a change moves, and the columns in which they differ.

    `on` is the later day on which it does; None for the night.
    """

    mart: str
    owner: str | None
    added: int
    removed: int
    changed: int
    columns: Mapping[str, int]
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PositionMove:
    """Records that stand elsewhere: in a stage of a lifecycle, or in a category of the forecast."""

    of: str
    before: str | None
    after: str | None
    records: int
    value: float


@dataclass(frozen=True, kw_only=True)
class ForecastTotal:
    """The forecast's total of one category; `failing` is what carries an exception of a rule."""

    category: str
    before: float
    after: float
    failing_before: float
    failing_after: float


class FindingKind:
    """What blocks a change outright; the policy names the same words."""

    RULE_WITHOUT_OWNER = "rule_without_owner"
    CRITICAL_LOOSENED = "critical_rule_loosened_without_its_owner"
    WAIVER_BY_REQUESTER = "waiver_approved_by_its_requester"
    WAIVER_WITHOUT_END = "waiver_without_an_end"
    NEVER_SEEN_RED = "rule_never_seen_red"
    CLOSED_RECORDS = "closed_records_fail_without_a_date"
    UNSOUND = "unsound_definition"
    CODEOWNERS = "codeowners_drifted"
    NO_AGREEMENT = "agreement_missing"
    EMPTIED = "critical_rule_loses_its_records"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that keeps the change from being merged, at its line."""

    kind: str
    subject: str
    message: str
    file: Path
    line: int
    is_error: bool = False


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Whose word the change needs, for what, and who gave it; None while nobody did."""

    party: Party
    reasons: Sequence[str]
    given_by: str | None
    place: tuple[Path, int] = (Path("checkpoints/pull_request.yml"), 1)


@dataclass(frozen=True, kw_only=True)
class GateResult:
    """One gated change; what one that could not be measured moves is not known."""

    base: str
    as_of: str | None
    is_measured: bool = True
    changes: Sequence[Change] = ()
    rules: Sequence[RuleImpact] = ()
    owners: Sequence[OwnerImpact] = ()
    marts: Sequence[MartImpact] = ()
    moves: Sequence[PositionMove] = ()
    forecast: Sequence[ForecastTotal] = ()
    findings: Sequence[Finding] = ()
    agreements: Sequence[Agreement] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """Errored where it could not be checked, failed where something blocks."""
        if any(finding.is_error for finding in self.findings):
            return Verdict.ERRORED
        return Verdict.FAILED if self.findings else Verdict.PASSED

    @property
    def newly_failing(self) -> int:
        """Records that newly fail, over all rules."""
        return sum(rule.newly_failing for rule in self.rules)

    @property
    def newly_passing(self) -> int:
        """Records that newly pass, over all rules."""
        return sum(rule.newly_passing for rule in self.rules)

    @property
    def moving(self) -> list[RuleImpact]:
        """The rules that move something, now or later, or could not be evaluated; worst first."""
        told = [rule for rule in self.rules if rule.is_told]
        return sorted(
            told,
            key=lambda r: (
                r.error is None,
                list(Severity).index(r.severity),
                -r.newly_failing,
                -r.newly_passing,
                r.rule,
            ),
        )

    @property
    def opened(self) -> int:
        """Contradictions opened."""
        return sum(rule.newly_failing for rule in self.rules if rule.is_contradiction)

    @property
    def closed(self) -> int:
        """Contradictions closed."""
        return sum(rule.newly_passing for rule in self.rules if rule.is_contradiction)


# The list of the records that move, where none does.
EMPTY_LIST = "rule_id,record_key,customer_id,value,in_error,moves\n"
VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.PASSED: "may be merged",
    Verdict.FAILED: "is blocked",
    Verdict.ERRORED: "could not be checked",
}

"""The rows of the registry, one class a table; the fields are the columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from customer_truth.files.row import Period, Rate, Row


@dataclass(frozen=True, kw_only=True)
class Dated(Row):
    """A row that is in force from one day to another, both included."""

    valid_from: date
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        """Whether the row holds on that day; a date that could not be read does not limit."""
        started = self.valid_from is None or self.valid_from <= on
        return started and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Owner(Dated):
    """Who holds a role, and for how long."""

    role: str
    function: str
    person: str
    email: str
    handle: str | None
    alert: str | None
    delegate: str | None
    escalates_to: str | None

    @property
    def where(self) -> str:
        return f"role {self.role}"


@dataclass(frozen=True, kw_only=True)
class DecisionRight(Row):
    """The one role that decides a trade-off between functions."""

    decision: str
    decider: str
    consulted: str | None
    limits: str
    days_to_decide: Period

    @property
    def where(self) -> str:
        return f"decision {self.decision}"


@dataclass(frozen=True, kw_only=True)
class Lifecycle(Dated):
    """A way that records of one kind go; `record` is what one of them is called, such as deal.

    `most_reentries` says how often a stage may be entered again; None where nobody limits it.
    """

    lifecycle: str
    record: str
    title: str
    owner: str
    most_reentries: int | None

    @property
    def where(self) -> str:
        return f"lifecycle {self.lifecycle}"


@dataclass(frozen=True, kw_only=True)
class LifecycleStage(Dated):
    """One version of one stage of a lifecycle.

    `meaning` tells people what it is, `stage_means` the models: a word of registry/meanings.py.
    """

    lifecycle: str
    stage: str
    position: int
    meaning: str
    stage_means: str | None
    owner: str
    may_start: bool
    is_terminal: bool
    days_until_stale: Period | None
    forecast_category: str | None
    version: int

    @property
    def where(self) -> str:
        return f"stage {self.lifecycle}/{self.stage}"


@dataclass(frozen=True, kw_only=True)
class StageTransition(Dated):
    """A way from one stage to another that the lifecycle allows."""

    lifecycle: str
    from_stage: str
    to_stage: str
    needs_reason: bool

    @property
    def where(self) -> str:
        return f"transition {self.lifecycle}/{self.from_stage} to {self.to_stage}"


@dataclass(frozen=True, kw_only=True)
class StageMapping(Row):
    """What a system's own stage means in the shared lifecycle."""

    source_system: str
    pipeline: str
    source_stage: str
    lifecycle: str
    stage: str

    @property
    def where(self) -> str:
        return f"mapping {self.source_system}/{self.pipeline}/{self.source_stage}"


@dataclass(frozen=True, kw_only=True)
class SystemWord(Row):
    """What a system's own word in one of its fields means to the models."""

    source_system: str
    field: str
    word: str
    means: str

    @property
    def where(self) -> str:
        return f"word {self.source_system}/{self.field}/{self.word}"


@dataclass(frozen=True, kw_only=True)
class Waiver(Row):
    """An exemption of one record from one rule until a day."""

    waiver_id: str
    rule: str
    record_key: str
    reason: str
    requested_by: str
    approved_by: str
    approved_on: date
    expires_on: date

    def in_force(self, on: date) -> bool:
        """Whether the waiver exempts on that day; one whose dates cannot be read never does."""
        if self.approved_on is None or self.expires_on is None:
            return False
        return self.approved_on <= on <= self.expires_on

    @property
    def where(self) -> str:
        return f"waiver {self.waiver_id}"


@dataclass(frozen=True, kw_only=True)
class Decision(Row):
    """What the decider said about one contradiction: which claim stands, and why."""

    decision_id: str
    rule: str
    record_key: str
    stands: str
    reason: str
    decided_by: str
    decided_on: date

    @property
    def where(self) -> str:
        return f"decision {self.decision_id}"


@dataclass(frozen=True, kw_only=True)
class SourceSystem(Row):
    """A system that records come from, and the role that answers for it.

    `time_zone` is the one that the system shows its users, by which a moment becomes a day; None is
    UTC.
    """

    source_system: str
    title: str
    owner: str
    time_zone: str | None = None

    @property
    def where(self) -> str:
        return f"source system {self.source_system}"


@dataclass(frozen=True, kw_only=True)
class MatchDecision(Row):
    """A steward's word on two records, kept for every later run: one customer, or two.

    A record is named as `customer_crosswalk` names it: `account:salesforce:0015g0…`.
    """

    decision_id: str
    record_a: str
    record_b: str
    decision: str
    reason: str
    decided_by: str
    decided_on: date

    @property
    def where(self) -> str:
        return f"match decision {self.decision_id}"


@dataclass(frozen=True, kw_only=True)
class Survivorship(Row):
    """Which system's word on an attribute of a customer counts first, second and so on."""

    attribute: str
    position: int
    source_system: str
    reason: str

    @property
    def where(self) -> str:
        return f"survivorship of {self.attribute}"


@dataclass(frozen=True, kw_only=True)
class ExceptionKind(Row):
    """A kind of exception from the standard service, and the decision right that covers it."""

    kind: str
    meaning: str
    decision: str
    cost_rate: str
    needs_expiry: bool

    @property
    def where(self) -> str:
        return f"exception kind {self.kind}"


@dataclass(frozen=True, kw_only=True)
class PriorityBudget(Row):
    """The largest share of a depot's sites that may hold one kind of exception.

    `depot` is a depot's id or `all`, which holds where a depot has no row of its own.
    """

    depot: str
    kind: str
    largest_share: Decimal
    approved_by: str
    approved_on: date
    expires_on: date

    @property
    def where(self) -> str:
        return f"budget of {self.kind} at {self.depot}"


@dataclass(frozen=True, kw_only=True)
class CostRate(Dated):
    """What one unit of an exception costs."""

    rate: str
    amount: Decimal
    currency: str
    per: str
    owner: str

    @property
    def where(self) -> str:
        return f"cost rate {self.rate}"


@dataclass(frozen=True, kw_only=True)
class CurrencyRate(Row):
    """What one unit of a currency is worth in another one, from a day until the next row."""

    may_lack_file: ClassVar[bool] = True

    from_currency: str
    to_currency: str
    valid_from: date
    rate: Rate

    @property
    def where(self) -> str:
        return f"rate of {self.from_currency}"


@dataclass(frozen=True, kw_only=True)
class OtifDefinition(Dated):
    """One version of what on time in full means."""

    definition: str
    basis: str
    span: str
    early_minutes: Period
    late_minutes: Period
    level: str
    full_share: Decimal
    owner: str

    @property
    def where(self) -> str:
        return f"OTIF definition {self.definition}"


@dataclass(frozen=True, kw_only=True)
class PauseReason(Dated):
    """A reason for which the clock of a ticket may stand in one stage."""

    reason: str
    stage: str
    meaning: str
    owner: str

    @property
    def where(self) -> str:
        return f"pause reason {self.reason}"


@dataclass(frozen=True, kw_only=True)
class ComplaintKind(Row):
    """A kind of complaint of one system, and the function whose part of the month it is about.

    `breaks` names the part of the customer's month that went wrong; None where none did.
    """

    source_system: str
    kind: str
    meaning: str
    breaks: str | None
    function: str

    @property
    def where(self) -> str:
        return f"complaint {self.source_system}/{self.kind}"


@dataclass(frozen=True, kw_only=True)
class FunctionKpi(Dated):
    """One version of the figure by which a function judges its own month."""

    function: str
    kpi: str
    version: str
    definition: str
    target: Decimal
    owner: str

    @property
    def where(self) -> str:
        return f"KPI {self.kpi} of {self.function}"


@dataclass(frozen=True, kw_only=True)
class ForecastRequirement(Dated):
    """A document that a deal must have before it may stand in a category of the forecast."""

    category: str
    evidence: str
    meaning: str
    owner: str

    @property
    def where(self) -> str:
        return f"requirement {self.evidence} of {self.category}"


@dataclass(frozen=True, kw_only=True)
class LeadDefinition(Dated):
    """One version of what a qualified lead is, by two scores of 0 to 100."""

    definition: str
    version: int
    meaning: str
    least_fit_score: int
    least_engagement_score: int
    owner: str

    @property
    def where(self) -> str:
        return f"lead definition {self.definition}"


@dataclass(frozen=True, kw_only=True)
class BonusPlanRule(Dated):
    """One version of a rule by which a bonus is paid for an outcome."""

    plan_rule: str
    version: int
    outcome: str
    meaning: str
    owner: str

    @property
    def where(self) -> str:
        return f"plan rule {self.plan_rule}"

"""Rules and suites as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from customer_truth.registry.rows import LifecycleStage
from customer_truth.verdict.verdict import Severity

Limit = int | float | str
REGISTRY = "registry"


class Kind(StrEnum):
    """What sort of statement a rule makes."""

    ENTRY = "entry"
    EXIT = "exit"
    ORDER = "order"
    INVARIANT = "invariant"
    CONTRADICTION = "contradiction"
    SOURCE = "source"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What one function says about a record; `value` and `record` are columns of the mart."""

    function: str
    says: str
    value: str | None = None
    record: str | None = None


@dataclass(frozen=True, kw_only=True)
class Trace:
    """The columns of a mart in which the events of a record follow each other, one a row."""

    record: tuple[str, ...]
    event: str
    at: str
    position: str | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """What comes after what: a constraint of DECLARE, activated by each event in `of`."""

    template: str
    of: tuple[str, ...]
    to: tuple[str, ...] = ()
    within_hours: float | None = None
    at_most: int | None = None

    @property
    def told(self) -> str:
        """The constraint in words."""
        of, to = " or ".join(self.of), " or ".join(self.to)
        within = f" within {self.within_hours:g} hours" if self.within_hours else ""
        return {
            "init": f"the first event is {of}",
            "absence": f"{of} happens at most {self.at_most} times",
            "precedence": f"{to} came before each {of}{within}",
            "response": f"{to} follows each {of}{within}",
            "chain_precedence": f"{to} came immediately before each {of}{within}",
            "chain_response": f"{to} follows each {of} immediately{within}",
            "not_succession": f"{to} never follows {of}",
            "not_coexistence": f"{to} never happens where {of} does",
        }[self.template]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a rule said from a day on, until the next wording began."""

    effective_from: date
    when: str | None
    must: str | None
    limits: Mapping[str, Limit]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One statement that must hold for every record of one mart, with one owner.

    Exactly one is set: `must` (a row predicate, activated where `when` is true), `expect` (an
    expectation of Great Expectations in its own words, on the rows where `when` is true) or `order`
    (what comes after what in the suite's `trace`). `before` are earlier wordings, the newest first.
    `limits` are the thresholds that the predicates name as `:name`. `broken` says what is wrong
    with the records that fail. `fix_in` names where that is put right: a system, a sheet or the
    registry; None is the system that the record comes from. A rule of the catalogue guards the
    stages of one meaning (`stage_means`), a rule of a company's own may guard one `stage`.
    `in_error` is how much of a failing record is wrong, in the company's currency; None where the
    rule cannot say it. `touches_customers` is false where records are no customer's business.
    """

    id: str
    title: str
    broken: str
    kind: Kind
    owner: str
    severity: Severity
    dimension: str
    why: str
    fix: str
    effective_from: date
    suite: str
    mart: str
    key: str
    customer: str | None
    value: str | None
    judged_at: str | None
    file: Path
    line: int
    effective_until: date | None = None
    fix_in: str | None = None
    reference: str | None = None
    lifecycle: str | None = None
    stage: str | None = None
    stage_means: str | None = None
    decision: str | None = None
    claims: tuple[Claim, ...] = ()
    tolerance: float = 0.0
    when: str | None = None
    must: str | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)
    expect: Mapping[str, Any] | None = None
    order: Order | None = None
    trace: Trace | None = None
    before: tuple[Wording, ...] = ()
    in_error: str | None = None
    touches_customers: bool = True

    def guards(self, stage: LifecycleStage) -> bool:
        """Whether the rule is about that stage of its lifecycle."""
        means = self.stage_means is not None and self.stage_means == stage.stage_means
        return means or self.stage == stage.stage

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """Every wording of the rule, today's first."""
        now = Wording(
            effective_from=self.effective_from, when=self.when, must=self.must, limits=self.limits
        )
        return (now, *self.before)

    @property
    def definition(self) -> str:
        """The criterion in words of the rule file, for people."""
        if self.expect is not None:
            arguments = ", ".join(f"{k}={v!r}" for k, v in self.expect.items() if k != "type")
            told = f"{self.expect['type']}({arguments})"
        else:
            told = self.order.told if self.order else str(self.must)
        return f"when {self.when}: {told}" if self.when else told


@dataclass(frozen=True, kw_only=True)
class Suite:
    """The rules of one mart that stand in one file."""

    name: str
    mart: str
    key: str
    customer: str | None
    value: str | None
    judged_at: str | None
    trace: Trace | None = None
    touches_customers: bool = True
    rules: tuple[Rule, ...]
    file: Path

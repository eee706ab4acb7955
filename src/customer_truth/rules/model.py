"""Rules and suites as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from customer_truth.verdict import Severity

Limit = int | float | str


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
class Rule:
    """One statement that must hold for every record of one mart, with one owner.

    Either `must` (a row predicate, activated where `when` is true) or `expect` (an expectation of
    Great Expectations in its own words, on the rows where `when` is true) is set, never both.
    `limits` are the thresholds that the predicates name as `:name`.
    """

    id: str
    title: str
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
    reference: str | None = None
    lifecycle: str | None = None
    stage: str | None = None
    decision: str | None = None
    claims: tuple[Claim, ...] = ()
    tolerance: float = 0.0
    when: str | None = None
    must: str | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)
    expect: Mapping[str, Any] | None = None

    @property
    def definition(self) -> str:
        """The criterion in words of the rule file, for people."""
        if self.expect is not None:
            arguments = ", ".join(f"{k}={v!r}" for k, v in self.expect.items() if k != "type")
            told = f"{self.expect['type']}({arguments})"
        else:
            told = str(self.must)
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
    rules: tuple[Rule, ...]
    file: Path

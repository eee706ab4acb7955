"""What goes into an evaluation and what comes out of it, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from customer_truth.rules.model import Rule


class Criterion(Protocol):
    """A rule as its engine evaluates it: SQL predicates over the rows of its mart.

    `activation` holds where the rule applies and was in force. `must` is None where the rule is
    an expectation of Great Expectations in its own words. `columns` are read beside the mart's own:
    expressions over the whole mart, by name. `in_error` is a number of the row, None where the rule
    names none.
    """

    @property
    def rule(self) -> Rule: ...

    @property
    def person(self) -> str: ...

    @property
    def activation(self) -> str: ...

    @property
    def must(self) -> str | None: ...

    @property
    def in_error(self) -> str | None: ...

    @property
    def columns(self) -> Mapping[str, str]: ...


class Waiver(NamedTuple):
    """A waiver in force: exempts one record from one rule."""

    waiver_id: str
    rule_id: str
    record_key: str


@dataclass(frozen=True)
class Outcome:
    """One rule evaluated; counts are records, `failing` includes the `waived` ones.

    An `error` means that the rule could not be evaluated: its counts are 0 and no key is kept.
    `unjudged` says which records were left out and why; `nothing` is why there were none at all.
    """

    rule_id: str
    records: int
    failing: int
    waived: int
    error: str | None = None
    unjudged: str | None = None
    nothing: str = "no records"

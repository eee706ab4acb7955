"""Turns a rule into SQL of one engine: where it is activated, and what must hold there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from customer_truth.criteria.order import order_columns
from customer_truth.definitions.marts import Mart
from customer_truth.dialects import Dialect
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.predicate import parse, parse_number
from customer_truth.rules import Rule
from customer_truth.rules.model import Wording


@dataclass(frozen=True)
class Criterion:
    """A rule as its engine evaluates it; `must` is None where the rule is an expectation.

    `columns` are what its predicates read beside the mart's own, as expressions over the whole
    mart by name. `in_error` is how much of a failing record is wrong, None where nobody can say.
    """

    rule: Rule
    person: str
    activation: str
    must: str | None
    in_error: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def compile_rule(
    rule: Rule, mart: Mart, *, person: str, dialect: Dialect, as_of: datetime
) -> Criterion:
    """The SQL of a rule; its predicates were checked by lint, so none can fail to parse here."""
    return _Compiler(rule, mart, dialect, as_of).criterion(person)


class _Compiler:
    """One rule on its way to SQL."""

    def __init__(self, rule: Rule, mart: Mart, dialect: Dialect, as_of: datetime) -> None:
        self.rule = rule
        self.types = {name: column.data_type for name, column in mart.columns.items()}
        self.dialect = dialect
        self.as_of = as_of
        self.day = f'cast("{rule.judged_at}" as date)'

    def criterion(self, person: str) -> Criterion:
        if self.rule.order is not None:
            return self._ordered(person)
        must = None
        if self.rule.must:
            wordings = self.rule.wordings
            must = self._must(wordings[0]) if len(wordings) == 1 else self._by_wording(wordings)
        return Criterion(self.rule, person, self._activation(), must, self._in_error())

    def _ordered(self, person: str) -> Criterion:
        rule = self.rule
        if rule.order is None or rule.trace is None:
            raise PredicateError("no trace", "one in its suite, in which an order is followed")
        found = order_columns(rule.order, rule.trace, self.as_of)
        # Names of rules may be longer than the names that an engine keeps apart.
        activated, holds = f"activated_{rule.line}", f"holds_{rule.line}"
        return Criterion(
            rule,
            person,
            f'{self._activation()} and "{activated}"',
            f'"{holds}"',
            self._in_error(),
            {activated: found.activated, holds: found.holds},
        )

    def _in_error(self) -> str | None:
        if self.rule.in_error is None:
            return None
        amount = parse_number(self.rule.in_error, self.types, self.rule.limits)
        return amount.sql(self.dialect, self.as_of)

    def _sql(self, predicate: str, wording: Wording) -> str:
        return parse(predicate, self.types, wording.limits).sql(self.dialect, self.as_of)

    def _must(self, wording: Wording) -> str:
        return self._sql(str(wording.must), wording)

    def _by_wording(self, wordings: tuple[Wording, ...]) -> str:
        """Each record by the wording of its own moment, by today's where that is unknown."""
        now, *before = wordings
        cases = [f"when {self._since(now)} then {self._must(now)}"]
        cases += [f"when {self._since(was)} then {self._must(was)}" for was in before]
        return f"case {' '.join(cases)} end"

    def _activation(self) -> str:
        now, *before = self.rule.wordings
        if not before:
            conditions = [f"({self._sql(now.when, now)})"] if now.when else []
            return " and ".join([*conditions, *self._in_force(now)]) or "true"
        return f"({' or '.join(self._periods(now, before))})"

    def _periods(self, now: Wording, before: list[Wording]) -> Iterator[str]:
        """Where each wording applies: from its first day until the day on which the next began."""
        ends = [None, *(f"{self.day} < date '{w.effective_from}'" for w in (now, *before))]
        for wording, end in zip((now, *before), ends, strict=False):
            conditions = [f"({self._sql(wording.when, wording)})"] if wording.when else []
            conditions += self._in_force(now) if end is None else [self._since(wording), end]
            yield f"({' and '.join(conditions)})"

    def _since(self, wording: Wording) -> str:
        return f"coalesce({self.day} >= date '{wording.effective_from}', true)"

    def _in_force(self, wording: Wording) -> list[str]:
        """Nobody is judged by a rule that was not in force; an unknown moment does not exempt."""
        if self.rule.judged_at is None:
            return []
        conditions = [self._since(wording)]
        if self.rule.effective_until:
            conditions.append(f"coalesce({self.day} <= date '{self.rule.effective_until}', true)")
        return conditions

"""Which rules cannot be judged, and of which systems, for want of what they ask for."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlglot
from sqlglot import exp

from customer_truth.definitions.marts import Mart
from customer_truth.dialects import BENCH, SPELLINGS
from customer_truth.files.problem import listed
from customer_truth.lineage.conditions import never_true
from customer_truth.lineage.expression import known_of
from customer_truth.lineage.relation import Branch, Relation, merged
from customer_truth.lineage.scope import Scope
from customer_truth.lineage.value import NONE, Absences
from customer_truth.predicate.predicate import parse
from customer_truth.rules import Rule
from customer_truth.rules.model import Wording
from customer_truth.sql.text import quoted

_LOG = logging.getLogger("customer_truth.lineage")
SYSTEM = "source_system"


@dataclass(frozen=True)
class Applicability:
    """What a rule lacks, and whose records can be judged all the same.

    `judged` is None where nothing is lacking: then all records are. Where it is empty, the rule is
    not applicable. `is_nobodys` where no system that is on can bring a record that it is about.
    `because` says it in other words than that something is not there.
    """

    lacks: Absences = NONE
    judged: tuple[str, ...] | None = None
    is_nobodys: bool = False
    because: str | None = None

    @property
    def is_applicable(self) -> bool:
        """At least the records of one system can be judged."""
        return self.judged is None or bool(self.judged)

    @property
    def reason(self) -> str | None:
        """What it lacks in words, and whose records are judged without it."""
        if self.is_nobodys:
            return "no system that is on has such records"
        if self.judged is None:
            return None
        only = f"; only records of {listed(self.judged)} are judged" if self.judged else ""
        return f"{self.because or lacking_words(self.lacks)}{only}"

    @property
    def condition(self) -> str | None:
        """SQL that holds for the records that can be judged; None where it needs none."""
        if not self.judged:
            return None
        return f'"{SYSTEM}" in ({", ".join(map(quoted, self.judged))})'


APPLICABLE = Applicability()


def lacking_words(lacks: Absences) -> str:
    """`salesforce.account.lei_c is not in the extracts`, `netsuite is off`, or both."""
    names = sorted(name for name in lacks if "." in name)
    systems = sorted(lacks - set(names))
    parts = []
    if names:
        parts.append(f"{listed(names)} {'is' if len(names) == 1 else 'are'} not in the extracts")
    if systems:
        parts.append(f"{listed(systems)} {'is' if len(systems) == 1 else 'are'} off")
    return ", ".join(parts)


def applicabilities(
    rules: Iterable[Rule],
    marts: Mapping[str, Mart],
    columns: Mapping[str, Relation],
    as_of: datetime,
) -> dict[str, Applicability]:
    """What each rule lacks; one of which it cannot be found out lacks nothing."""
    found = {}
    for rule in rules:
        if rule.mart in columns:
            mart, known = marts[rule.mart], columns[rule.mart]
            try:
                found[rule.id] = applicability(rule, mart, known, as_of)
            except Exception as error:
                _LOG.warning(
                    "%s: what it lacks cannot be found out (%s), so it judges every record.",
                    rule.id,
                    type(error).__name__,
                )
    return found


def applicability(rule: Rule, mart: Mart, columns: Relation, as_of: datetime) -> Applicability:
    """Whether a rule can be judged on what is known of its mart's `columns`."""
    asked = _Asked(rule, mart, as_of)
    concerned = [branch for branch in columns.branches if asked.may_concern(branch)]
    lacking = {name: asked.lacks(branch) for name, branch in _by_system(concerned).items()}
    lacks = frozenset().union(*lacking.values())
    if not lacks:
        return APPLICABLE if concerned else Applicability(is_nobodys=True)
    judged = tuple(sorted(name for name, lack in lacking.items() if name and not lack))
    return Applicability(lacks, judged)


def _by_system(found: Sequence[Branch]) -> Mapping[str, Branch]:
    """The branches of a mart by the system that they name; one branch where one names none."""
    groups: dict[str, list[Branch]] = {}
    for branch in found:
        groups.setdefault(_system(branch), []).append(branch)
    if "" in groups:
        return {"": merged(found)}
    return {name: merged(branches) for name, branches in groups.items()}


def _system(branch: Branch) -> str:
    """The one system whose records these are; empty where it may be several."""
    value = branch.get(SYSTEM)
    if value is None:
        return ""
    if branch.empty:
        return value.begins_with
    return value.known if isinstance(value.known, str) else ""


class _Asked:
    """What one rule asks of its mart."""

    def __init__(self, rule: Rule, mart: Mart, as_of: datetime) -> None:
        self.columns = tuple(dict.fromkeys(_columns(rule, mart)))

        def read(text: str | None, wording: Wording) -> exp.Expr | None:
            if text is None:
                return None
            # It asks the same whichever engine the night is on, of whose words some are queries.
            sql = parse(text, mart.types, wording.limits).sql(BENCH, as_of)
            return sqlglot.parse_one(sql, read=SPELLINGS[BENCH].read_as)

        self.whens = [read(wording.when, wording) for wording in rule.wordings]
        self.musts = [read(wording.must, wording) for wording in rule.wordings]

    def may_concern(self, branch: Branch) -> bool:
        """Whether the rule can apply to a record of this branch, had it all that it lacks."""
        return any(never_true(when, _scope(branch)) != NONE for when in self.whens)

    def lacks(self, branch: Branch) -> Absences:
        """What is lacking in the records of one branch."""
        found = [value.because for name in self.columns if (value := branch.get(name))]
        predicates = (each for each in (*self.whens, *self.musts) if each is not None)
        found += [_scope(branch).known(predicate).because for predicate in predicates]
        return NONE.union(*found)


def _scope(branch: Branch) -> Scope:
    return Scope(known_of, _no_query, {"mart": Branch(branch.columns, is_open=True)})


def _columns(rule: Rule, mart: Mart) -> Iterator[str]:
    """The columns that a rule asks for beside those in its predicates."""
    yield rule.key
    if rule.order is not None and rule.trace is not None:
        yield from (*rule.trace.record, rule.trace.event, rule.trace.at)
    if rule.expect is not None:
        yield from (name for name in _texts(rule.expect.values()) if name in mart.columns)
    yield from (claim.value for claim in rule.claims if claim.value)


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _texts(value)


def _no_query(*_: object) -> Relation:
    raise TypeError("a predicate has no query")

"""Tries rules on their planted rows, on an engine of its own: is each row judged as it must be?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from customer_truth import expectations
from customer_truth.criteria.rule_sql import Criterion, compile_rule
from customer_truth.definitions.load import Definitions, load_definitions
from customer_truth.definitions.marts import Mart
from customer_truth.dialects import BENCH, BENCH_URL
from customer_truth.engine import engine_root
from customer_truth.files.layers import is_of_catalogue, is_thin
from customer_truth.machine.swept import swept_folder
from customer_truth.machine.trouble import words_of
from customer_truth.planted.rows import Examples, PlantedRow, planted_examples
from customer_truth.planted.table import judgement, table_of
from customer_truth.rules import Rule

# Rows are made up with dates. They are judged on one day for good, so that none of them ages.
_AS_OF = datetime(2026, 11, 2, 5)
_MARTS, _WORK = "marts", "work"
_PREFIX = "customer-truth-test-"


@dataclass(frozen=True)
class Wrong:
    """A row that a rule does not judge as it must; `found` is passes, fails or ignores."""

    rule: Rule
    row: PlantedRow
    found: str


@dataclass(frozen=True)
class Untried:
    """A rule that was not seen to pass or not seen to fail, and why."""

    rule: Rule
    reason: str


@dataclass(frozen=True)
class Trial:
    """What the planted rows of some rules came to."""

    rules: int
    rows: int
    wrong: tuple[Wrong, ...]
    untried: tuple[Untried, ...]

    def __add__(self, other: Trial) -> Trial:
        return Trial(
            self.rules + other.rules,
            self.rows + other.rows,
            self.wrong + other.wrong,
            self.untried + other.untried,
        )


def planted_parts(root: Path, today: date) -> Iterator[tuple[Definitions, Mapping[str, Examples]]]:
    """The definitions whose rules are tried, each with its planted rows.

    The catalogue is tried as it ships, whatever a home makes of it: its rows know neither the
    first day nor the limits that it has there.
    """
    definitions = load_definitions(root, today)
    examples = planted_examples(root, definitions.registry)
    if is_thin(root):
        shipped = load_definitions(engine_root(), _AS_OF.date())
        yield shipped, planted_examples(engine_root(), shipped.registry)
        own = {rule.id for rule in definitions.rules if _is_own(rule, examples.get(rule.id))}
        definitions = definitions.only(own)
    yield definitions, examples


def _is_own(rule: Rule, examples: Examples | None) -> bool:
    """Whether the rows are the home's, or the rule where it has none."""
    files = [row.file for row in examples.rows] if examples else [rule.file]
    return not any(is_of_catalogue(file) for file in files)


def judged_on(rule: Rule) -> datetime:
    """The moment (UTC) on which a rule's rows are judged; never before its second day."""
    first = datetime.combine(rule.effective_from + timedelta(days=1), _AS_OF.time())
    return max(_AS_OF, first)


def try_rules(
    definitions: Definitions,
    examples: Mapping[str, Examples],
    rules: Sequence[Rule],
    progress: Callable[[str], None],
) -> Trial:
    """Judges the rows of each of `rules` by that rule alone."""
    wrong: list[Wrong] = []
    untried: list[Untried] = []
    with swept_folder(Path(tempfile.gettempdir()), _PREFIX) as folder:
        bench = _Bench(f"{BENCH_URL}/{folder / 'planted.db'}")
        for number, rule in enumerate(rules, 1):
            progress(f"rows {number}/{len(rules)} {rule.id}")
            seen = examples.get(rule.id, Examples())
            untried += [Untried(rule, reason) for reason in _lacks(rule, seen)]
            try:
                found = bench.judged(definitions.marts[rule.mart], rule, seen)
            except (SQLAlchemyError, _NotJudgedError) as error:
                reason = f"its rows cannot be judged: {words_of(error)}"
                untried.append(Untried(rule, reason))
                continue
            wrong += [Wrong(rule, row, to) for row, to in found if to != row.group]
    rows = sum(len(examples.get(rule.id, Examples()).rows) for rule in rules)
    return Trial(len(rules), rows, tuple(wrong), tuple(untried))


def _lacks(rule: Rule, seen: Examples) -> Iterator[str]:
    for group, words in (("passes", "that passes"), ("fails", "that must fail")):
        if not seen.of(group):
            yield f"has no planted row {words}, needs one under {group}"
    if (rule.when or rule.order) and not seen.of("ignores"):
        yield "has no planted row that its `when` leaves out, needs one under ignores"


class _NotJudgedError(Exception):
    """What Great Expectations said instead of a verdict."""


class _Bench:
    """The engine on which one rule's rows are tried at a time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = create_engine(url, poolclass=NullPool)
        self._run(f"create schema {_MARTS}", f"create schema {_WORK}")

    @cached_property
    def _context(self) -> Any:
        """Great Expectations' own, which takes seconds: only where a rule asks for it, and once."""
        return expectations.open_context()

    def judged(self, mart: Mart, rule: Rule, seen: Examples) -> list[tuple[PlantedRow, str]]:
        """Each row with what the rule did to it: passes, fails or ignores."""
        if not seen.rows:
            return []
        criterion = compile_rule(rule, mart, person="", dialect=BENCH, as_of=judged_on(rule))
        records = [row.record(rule) for row in seen.rows]
        table = f"{_MARTS}.{mart.name}"
        self._run(f"drop table if exists {table}", *table_of(table, mart, records))
        applies, holds = self._read(criterion, mart)
        failing = applies - holds if criterion.must else self._failing(criterion, mart)
        return [(row, _group(row.key(rule), applies, failing)) for row in seen.rows]

    def _read(self, criterion: Criterion, mart: Mart) -> tuple[set[str], set[str]]:
        """The keys to which the rule applies, and those of which its criterion holds."""
        rows = self._run(judgement(criterion, f"{_MARTS}.{mart.name}"))
        return {str(k) for k, applies, _ in rows if applies}, {str(k) for k, _, ok in rows if ok}

    def _failing(self, criterion: Criterion, mart: Mart) -> set[str]:
        """The keys that Great Expectations found failing."""
        rule = criterion.rule
        outcomes, _ = expectations.evaluate_mart(
            self._context,
            self.url,
            _MARTS,
            mart.name,
            rule.key,
            None,
            None,
            [criterion],
            [],
            store_schema=_WORK,
        )
        if outcomes[0].error is not None:
            raise _NotJudgedError(outcomes[0].error)
        table = expectations.failing_keys_table(_WORK)
        return {str(key) for (key,) in self._run(f"select record_key from {table}")}

    def _run(self, *statements: str) -> list[tuple[object, ...]]:
        """Runs statements; the rows of the last one where it has any."""
        with self.engine.begin() as connection:
            for statement in statements:
                result = connection.exec_driver_sql(statement)
            return [tuple(row) for row in result] if result.returns_rows else []


def _group(key: str, applies: set[str], failing: set[str]) -> str:
    if key in failing:
        return "fails"
    return "passes" if key in applies else "ignores"

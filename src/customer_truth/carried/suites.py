"""Which suites of rules the last night evaluated as this one would, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from customer_truth.carried.fingerprints import hashed
from customer_truth.carried.nodes import Steps
from customer_truth.criteria.rule_sql import Criterion
from customer_truth.expectations import KEYS, Outcome, Waiver
from customer_truth.quality.tables import evaluated_suites
from customer_truth.rules.model import Suite
from customer_truth.sql.text import quoted
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import WORK
from customer_truth.warehouse.last_night import Relation


@dataclass(frozen=True)
class Evaluation:
    """What came of the rules of one suite, and Great Expectations' own results as JSON.

    Evaluations of the same `fingerprint` have the same outcomes. It is empty where the mart has
    none, as on a server.
    """

    suite: str
    fingerprint: str
    outcomes: tuple[Outcome, ...]
    results: Sequence[Mapping[str, Any]]

    @property
    def holds(self) -> bool:
        """Whether another one of its fingerprint would come to the same.

        What stood in the way of a rule may stand there no longer.
        """
        return bool(self.fingerprint) and not any(outcome.error for outcome in self.outcomes)

    def has_its_keys(self, keys: Mapping[str, tuple[int, int]]) -> bool:
        """Whether there are as many failing and waived keys of each rule as were counted."""
        return all(
            keys.get(outcome.rule_id, (0, 0)) == (outcome.failing, outcome.waived)
            for outcome in self.outcomes
        )


def fingerprint(
    steps: Steps, suite: Suite, criteria: Iterable[Criterion], waivers: Iterable[Waiver]
) -> str:
    """A hash of all that decides what comes of a suite; empty where its mart has none.

    A rule reads nothing but its mart, and a criterion holds the night's moment where it asks for
    it.
    """
    mart = steps.fingerprint_of(suite.mart)
    asked = list(criteria)
    ids = {criterion.rule.id for criterion in asked}
    waived = [waiver for waiver in waivers if waiver.rule_id in ids]
    place = (suite.mart, suite.key, suite.customer, suite.value)
    return hashed(steps.code, mart, place, asked, waived) if mart else ""


def kept_evaluations(connection: Connection) -> dict[str, Evaluation]:
    """What came of each suite in the last night, by its fingerprint."""
    return {
        row.fingerprint: Evaluation(
            row.suite,
            row.fingerprint,
            tuple(Outcome(**one) for one in json.loads(row.outcomes)),
            json.loads(row.results),
        )
        for row in connection.execute(select(evaluated_suites))
    }


def first_difference(
    warehouse: Warehouse, last: Mapping[str, Evaluation], now: Iterable[Evaluation]
) -> str | None:
    """Where rules that were all run did not come to what would have been carried over."""
    held = (one for one in now if one.holds)
    pairs = [(old, one) for one in held if (old := last.get(one.fingerprint)) and old.holds]
    for old, one in pairs:
        for was, found in zip(old.outcomes, one.outcomes, strict=True):
            if was != found:
                return f"{found.rule_id}: {_told(found)}, before {_told(was)}"
    keys = [Relation(warehouse.schema(WORK), name) for name in KEYS]
    night = warehouse.last_night()
    if night is None or not night.has(keys):
        return None
    for _, one in pairs:
        ids = ", ".join(quoted(outcome.rule_id) for outcome in one.outcomes)
        if words := night.first_difference(keys, f"rule_id in ({ids})"):
            return f"{one.suite}: {words}"
    return None


def _told(outcome: Outcome) -> str:
    return f"{outcome.failing:,} of {outcome.records:,} records fail, {outcome.waived:,} waived"


def keep_evaluations(connection: Connection, evaluations: Iterable[Evaluation]) -> None:
    """Replaces what came of the suites in the last night; what has no fingerprint never holds."""
    connection.execute(delete(evaluated_suites))
    rows = [
        {
            "suite": one.suite,
            "fingerprint": one.fingerprint,
            "outcomes": json.dumps([asdict(outcome) for outcome in one.outcomes]),
            "results": json.dumps(one.results),
        }
        for one in evaluations
        if one.fingerprint
    ]
    if rows:
        connection.execute(insert(evaluated_suites), rows)

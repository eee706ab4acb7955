"""Evaluates every rule on the marts that were built: suite by suite, inside the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from customer_truth import expectations
from customer_truth.carried.nodes import NO_STEPS, Steps
from customer_truth.carried.suites import Evaluation, fingerprint
from customer_truth.checkpoint import is_in_force
from customer_truth.criteria.rule_sql import Criterion, compile_rule
from customer_truth.definitions.load import Definitions
from customer_truth.expectations import Outcome, Waiver
from customer_truth.extracts.source_tables import SOURCE_TABLES
from customer_truth.extracts.usual import ENOUGH
from customer_truth.lineage.applicable import APPLICABLE, Applicability
from customer_truth.nightly.not_looked_at import EVERYTHING_SEEN, NotLookedAt
from customer_truth.rules import Rule
from customer_truth.rules.model import Suite
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import WORK

# Why a rule on raw tables has no record where there are some, by the column that it asks for.
_NOTHING = {
    "warn_after_hours": "no table has a warn_after",
    "error_after_hours": "no table has an error_after",
    "least_row_count": "no earlier night is known yet",
    "most_row_count": f"fewer than {ENOUGH} nights are known yet",
}


@dataclass
class Evaluated:
    """Outcomes by rule id, the reasons of rules that did not run, and what came of each suite."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    not_applicable: dict[str, str] = field(default_factory=dict)
    evaluations: list[Evaluation] = field(default_factory=list)
    unseen: NotLookedAt = field(default_factory=NotLookedAt)


def evaluate(
    definitions: Definitions,
    warehouse: Warehouse,
    as_of: datetime,
    progress: Callable[[str], None],
    applicable: Mapping[str, Applicability],
    unseen: NotLookedAt = EVERYTHING_SEEN,
    *,
    steps: Steps = NO_STEPS,
    last: Mapping[str, Evaluation] = MappingProxyType({}),
) -> Evaluated:
    """Runs every suite; failing keys are then in the table `failing_keys` of the work schema.

    `applicable` says of a rule what it lacks; one of which it says nothing lacks nothing. A suite
    of which one of the `last` evaluations holds is not run; its keys must be in that table.
    """
    evaluated = Evaluated(unseen=unseen)
    waivers = _waivers(definitions)
    asked = [
        (suite, criteria)
        for suite in definitions.suites
        if (criteria := _asked(suite, definitions, warehouse, as_of, applicable, evaluated))
    ]
    marks = [fingerprint(steps, suite, criteria, waivers) for suite, criteria in asked]
    carried = _carried(warehouse, last, marks) if last else {}
    if carried:
        progress(f"carrying over the rules of {len(carried)} of {len(asked)} suites")
    context = expectations.open_context()
    for number, ((suite, criteria), mark) in enumerate(zip(asked, marks, strict=True), 1):
        if mark not in carried:
            progress(f"rules {number}/{len(asked)} {suite.name}")
        evaluation = carried.get(mark) or Evaluation(
            suite.name, mark, *_run(context, warehouse, suite, criteria, waivers)
        )
        evaluated.evaluations.append(evaluation)
        _tell(evaluated, suite, evaluation.outcomes, warehouse, applicable)
    _keep_unjudged(definitions.rules, warehouse, applicable)
    return evaluated


def _asked(
    suite: Suite,
    definitions: Definitions,
    warehouse: Warehouse,
    as_of: datetime,
    applicable: Mapping[str, Applicability],
    evaluated: Evaluated,
) -> list[Criterion]:
    """The rules of a suite that are to be judged; why others are not is put into `evaluated`."""
    criteria = []
    for rule in suite.rules:
        lacks = applicable.get(rule.id, APPLICABLE)
        if not is_in_force(rule, as_of):
            evaluated.skipped[rule.id] = f"not in force on {as_of:%Y-%m-%d}"
        elif rule.id in evaluated.unseen.rules:
            evaluated.skipped[rule.id] = evaluated.unseen.rules[rule.id]
        elif not lacks.is_applicable:
            evaluated.not_applicable[rule.id] = lacks.reason or ""
        else:
            compiled = _compiled(rule, definitions, warehouse, as_of)
            criteria.append(_limited(compiled, lacks.condition))
    return criteria


def _run(
    context: Any,
    warehouse: Warehouse,
    suite: Suite,
    criteria: Sequence[Criterion],
    waivers: Iterable[Waiver],
) -> tuple[tuple[Outcome, ...], list[Mapping[str, Any]]]:
    outcomes, results = expectations.evaluate_mart(
        context,
        warehouse.url(building=True),
        warehouse.schema("marts", building=True),
        suite.mart,
        suite.key,
        suite.customer,
        suite.value,
        criteria,
        waivers,
        store_schema=warehouse.schema(WORK, building=True),
    )
    told: list[Any] = results
    return tuple(outcomes), [result.to_json_dict() for result in told]


def _tell(
    evaluated: Evaluated,
    suite: Suite,
    outcomes: Sequence[Outcome],
    warehouse: Warehouse,
    applicable: Mapping[str, Applicability],
) -> None:
    """Adds the outcomes, each with which records were left out, and why there are none."""
    has_records = any(o.records for o in outcomes) or _has_records(warehouse, suite.mart)
    nothing = {r.id: _nothing(r) if has_records else "no records" for r in suite.rules}
    for outcome in outcomes:
        lacks = applicable.get(outcome.rule_id, APPLICABLE)
        # A rule that is nobody's and judged records all the same needs no excuse.
        unjudged = None if lacks.is_nobodys and outcome.records else lacks.reason
        evaluated.outcomes[outcome.rule_id] = replace(
            outcome, unjudged=unjudged, nothing=nothing[outcome.rule_id]
        )


def _carried(
    warehouse: Warehouse, last: Mapping[str, Evaluation], marks: Iterable[str]
) -> dict[str, Evaluation]:
    """The evaluations that hold, and whose keys are there; of all others the keys are removed."""
    work = warehouse.schema(WORK, building=True)
    with warehouse.building() as connection:
        keys = expectations.counts_of_keys(connection, work)
        if keys is None:
            return {}
        carried = {
            mark: found
            for mark in marks
            if (found := last.get(mark)) and found.holds and found.has_its_keys(keys)
        }
        ids = [outcome.rule_id for one in carried.values() for outcome in one.outcomes]
        expectations.keep_only(connection, work, ids)
    return carried


def _keep_unjudged(
    rules: Iterable[Rule], warehouse: Warehouse, applicable: Mapping[str, Applicability]
) -> None:
    """The records that a rule left out: what was found of them before is not settled by it."""
    marts, work = (warehouse.schema(name, building=True) for name in ("marts", WORK))
    with warehouse.building() as connection:
        connection.exec_driver_sql(f"create schema if not exists {work}")
        connection.exec_driver_sql(f"drop table if exists {work}.unjudged_keys")
        connection.exec_driver_sql(
            f"create table {work}.unjudged_keys (rule_id text, record_key text)"
        )
        for rule in rules:
            condition = applicable.get(rule.id, APPLICABLE).condition
            if condition is not None:
                connection.exec_driver_sql(
                    f"insert into {work}.unjudged_keys "
                    f"select '{rule.id}', cast({rule.key} as text) from {marts}.{rule.mart} "
                    f"where not coalesce({condition}, false)"
                )


def _limited(criterion: Criterion, condition: str | None) -> Criterion:
    """Only the records of those systems that have what the rule asks for."""
    if condition is None:
        return criterion
    return replace(criterion, activation=f"({criterion.activation}) and {condition}")


def _nothing(rule: Rule) -> str:
    """Why a rule has no record in a mart that has some."""
    asked = rule.when or "" if rule.mart == SOURCE_TABLES else ""
    return next((words for column, words in _NOTHING.items() if column in asked), "none in scope")


def _has_records(warehouse: Warehouse, mart: str) -> bool:
    with warehouse.building() as connection:
        place = f"{warehouse.schema('marts', building=True)}.{mart}"
        return bool(connection.exec_driver_sql(f"select count(*) from {place}").scalar())


def _compiled(
    rule: Rule, definitions: Definitions, warehouse: Warehouse, as_of: datetime
) -> Criterion:
    return compile_rule(
        rule,
        definitions.marts[rule.mart],
        person=definitions.person(rule.owner),
        dialect=warehouse.dialect,
        as_of=as_of,
    )


def _waivers(definitions: Definitions) -> list[Waiver]:
    """The waivers that are in force on the day of the definitions; one that lapsed exempts none."""
    today = definitions.today
    return [
        Waiver(row.waiver_id, row.rule, row.record_key)
        for row in definitions.registry.waivers
        if row.in_force(today)
    ]

"""Evaluates every rule on the marts that were built: suite by suite, inside the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from customer_truth import expectations
from customer_truth.checkpoint import is_in_force
from customer_truth.criteria.rule_sql import Criterion, compile_rule
from customer_truth.definitions.load import Definitions
from customer_truth.expectations import Outcome, Waiver
from customer_truth.extracts.source_tables import SOURCE_TABLES
from customer_truth.extracts.usual import ENOUGH
from customer_truth.lineage.applicable import APPLICABLE, Applicability
from customer_truth.nightly.not_looked_at import EVERYTHING_SEEN, NotLookedAt
from customer_truth.rules import Rule
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
    """Outcomes by rule id, the reasons of rules that did not run, and the validations behind."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    not_applicable: dict[str, str] = field(default_factory=dict)
    validations: list[Any] = field(default_factory=list)
    unseen: NotLookedAt = field(default_factory=NotLookedAt)


def evaluate(
    definitions: Definitions,
    warehouse: Warehouse,
    as_of: datetime,
    progress: Callable[[str], None],
    applicable: Mapping[str, Applicability],
    unseen: NotLookedAt = EVERYTHING_SEEN,
) -> Evaluated:
    """Runs every suite; failing keys are then in the table `failing_keys` of the work schema.

    `applicable` says of a rule what it lacks; one of which it says nothing lacks nothing.
    """
    evaluated = Evaluated(unseen=unseen)
    waivers = _waivers(definitions)
    context = expectations.open_context()
    for number, suite in enumerate(definitions.suites, 1):
        progress(f"rules {number}/{len(definitions.suites)} {suite.name}")
        criteria = []
        for rule in suite.rules:
            lacks = applicable.get(rule.id, APPLICABLE)
            if not is_in_force(rule, as_of):
                evaluated.skipped[rule.id] = f"not in force on {as_of:%Y-%m-%d}"
            elif rule.id in unseen.rules:
                evaluated.skipped[rule.id] = unseen.rules[rule.id]
            elif not lacks.is_applicable:
                evaluated.not_applicable[rule.id] = lacks.reason or ""
            else:
                compiled = _compiled(rule, definitions, warehouse, as_of)
                criteria.append(_limited(compiled, lacks.condition))
        if not criteria:
            continue
        outcomes, validations = expectations.evaluate_mart(
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
        has_records = any(o.records for o in outcomes) or _has_records(warehouse, suite.mart)
        none = {r.id: _nothing(r) if has_records else "no records" for r in suite.rules}
        for outcome in _told(outcomes, applicable, none):
            evaluated.outcomes[outcome.rule_id] = outcome
        evaluated.validations.extend(validations)
    _keep_unjudged(definitions.rules, warehouse, applicable)
    return evaluated


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


def _told(
    outcomes: Iterable[Outcome],
    applicable: Mapping[str, Applicability],
    nothing: Mapping[str, str],
) -> Iterator[Outcome]:
    """The outcomes, each with which records were left out, and why there are none."""
    for outcome in outcomes:
        lacks = applicable.get(outcome.rule_id, APPLICABLE)
        # A rule that is nobody's and judged records all the same needs no excuse.
        unjudged = None if lacks.is_nobodys and outcome.records else lacks.reason
        yield replace(outcome, unjudged=unjudged, nothing=nothing[outcome.rule_id])


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

"""Rules in Great Expectations' own words: its expectation decides, the engine writes the keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.expectations.expectation import (
    ColumnAggregateExpectation,
    ColumnMapExpectation,
    ColumnPairMapExpectation,
    MulticolumnMapExpectation,
)
from great_expectations.expectations.registry import (
    get_expectation_impl,
    get_metric_kwargs,
    list_registered_expectation_implementations,
)
from great_expectations.validator.metric_configuration import MetricConfiguration
from sqlalchemy.exc import SQLAlchemyError

from customer_truth.dialects import spelling_on
from customer_truth.expectations.failing_keys import FailingKeys, Records, predicate
from customer_truth.expectations.judged import Criterion, Outcome
from customer_truth.machine.trouble import words_of
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.pattern import portable_pattern

_OF_RECORDS = (ColumnMapExpectation, ColumnPairMapExpectation, MulticolumnMapExpectation)
_OF_MISSING_VALUES = "expect_column_proportion_of_non_null_values_to_be_between"


class UnsoundError(ValueError):
    """The rule's `expect` is not an expectation."""


def expectation_of(criterion: Criterion, told: Mapping[str, Any], dialect: str) -> Any:
    """The expectation that a rule names, carrying `told`; `UnsoundError` where there is none."""
    arguments = {k: v for k, v in (criterion.rule.expect or {}).items() if v is not None}
    name = str(arguments.pop("type", ""))
    where = f"{criterion.rule.id}.expect"
    if name not in list_registered_expectation_implementations():
        raise UnsoundError(
            f"{where}: has type {name!r}, needs an expectation that Great Expectations knows. "
            "Look the name up in its gallery."
        )
    try:
        read = {k: _as_meant(k, value, dialect) for k, value in arguments.items()}
        return get_expectation_impl(name)(**{**read, **told})
    except PredicateError as error:
        raise UnsoundError(f"{where}: {error}") from error
    except ValueError as error:
        wrong = "; ".join(line.strip() for line in str(error).splitlines()[1:])
        raise UnsoundError(
            f"{where}: has arguments that {name} refuses ({wrong}), needs those it takes. "
            "Correct the rule file."
        ) from error


def _as_meant(name: str, value: Any, dialect: str) -> Any:
    """An argument as this engine has to read it, so that it means the same on all of them."""
    match name:
        case "regex":
            return portable_pattern(value)
        case "regex_list":
            return [portable_pattern(pattern) for pattern in value]
        case "type_":
            return spelling_on(dialect).found_types.get(value, value.upper())
        case "type_list":
            return [_as_meant("type_", one, dialect) for one in value]
    return value


def says_nothing(criterion: Criterion, keys: FailingKeys) -> bool:
    """Whether an aggregate was asked of no value at all: it is then neither good nor bad."""
    expect = criterion.rule.expect or {}
    if not issubclass(get_expectation_impl(expect["type"]), ColumnAggregateExpectation):
        return False
    of_rows = expect["type"] == _OF_MISSING_VALUES
    counted = sa.func.count() if of_rows else sa.func.count(sa.column(expect["column"]))
    rows = sa.select(counted).select_from(keys.records.table)
    try:
        with keys.engine.connect() as connection:
            return not connection.scalar(rows.where(predicate(criterion.activation)))
    except SQLAlchemyError:
        return False  # the expectation itself meets the same error, and tells it


def outcome_of(
    criterion: Criterion, found: ExpectationValidationResult, validator: Any, keys: FailingKeys
) -> Outcome:
    """Counts what an expectation found and has the engine write which records it was."""
    rule_id = criterion.rule.id
    expectation = get_expectation_impl(_config(found).type)
    counts = found.result
    if not issubclass(expectation, _OF_RECORDS) or "unexpected_count" not in counts:
        written = keys.write_everything(rule_id) if not found.success else None
        return _outcome(rule_id, 1, written)
    records = counts["element_count"] - (counts.get("missing_count") or 0)
    if found.success:
        return _outcome(rule_id, records, None)
    metric = f"{expectation.map_metric}.condition"
    try:
        failing = _failing(metric, found, validator, keys.records)
    except Exception as error:
        return Outcome(rule_id, 0, 0, 0, words_of(error))
    written = keys.write_selected(rule_id, failing)
    if written.error is None and written.failing != counts["unexpected_count"]:
        keys.forget([rule_id])
        return Outcome(
            rule_id,
            0,
            0,
            0,
            f"{rule_id}: has {written.failing} failing keys for the {counts['unexpected_count']} "
            "records that Great Expectations counted, needs one each. Report this as a defect.",
        )
    return _outcome(rule_id, records, written)


def _outcome(rule_id: str, records: int, written: Any) -> Outcome:
    if written is None:
        return Outcome(rule_id, records, 0, 0)
    if written.error:
        return Outcome(rule_id, 0, 0, 0, written.error)
    return Outcome(rule_id, records, written.failing, written.waived)


def _failing(
    metric: str, found: ExpectationValidationResult, validator: Any, records: Records
) -> sa.Select[Any]:
    """Selects the records that Great Expectations' own condition calls unexpected."""
    config = _config(found)
    kwargs = get_metric_kwargs(metric, configuration=config)
    condition, compute, accessor = validator.get_metric(
        MetricConfiguration(metric, kwargs["metric_domain_kwargs"], kwargs["metric_value_kwargs"])
    )
    own_rows = sa.select(sa.literal(1)).where(condition).get_final_froms()
    if not own_rows:
        rows = validator.execution_engine.get_domain_records({**compute, **accessor})
        rows = rows.subquery() if isinstance(rows, sa.Select) else rows
        return sa.select(*records.columns()).select_from(rows).where(condition)
    if _has_all(own_rows, [records.key, records.customer, records.value]):
        return sa.select(*records.columns()).where(condition)
    # Uniqueness is decided on a subquery that holds nothing but the tested column.
    tested: sa.ColumnClause[Any] = sa.column(accessor["column"])
    rows = validator.execution_engine.get_domain_records({**compute, **accessor})
    repeated = sa.select(tested).where(condition)
    return sa.select(*records.columns()).select_from(rows).where(tested.in_(repeated))


def _has_all(rows: Sequence[sa.FromClause], columns: Sequence[str | None]) -> bool:
    known = {column.name for one in rows for column in one.c}
    return all(column in known for column in columns if column)


def _config(found: ExpectationValidationResult) -> Any:
    return found.expectation_config

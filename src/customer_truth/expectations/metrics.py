"""What a condition of Great Expectations means on the warehouse, the same on every engine.

Its own SQL for regular expressions and LIKE does not know DuckDB and differs between engines.
Where it compares columns, a record with a missing value is neither good nor bad; here it is bad,
as on pandas, unless the rule's `ignore_row_if` leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations import metrics
from great_expectations.expectations.metrics.column_aggregate_metric_provider import (
    ColumnAggregateMetricProvider,
)
from great_expectations.expectations.metrics.column_aggregate_metrics.column_outlier_statistics import (  # noqa: E501
    OutlierStatistics,
)
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)
from great_expectations.expectations.metrics.map_metric_provider.column_pair_condition_partial import (  # noqa: E501
    column_pair_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_pair_map_metric_provider import (  # noqa: E501
    ColumnPairMapMetricProvider,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (  # noqa: E501
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (  # noqa: E501
    MulticolumnMapMetricProvider,
)
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.expectations.metrics.table_metrics.table_column_types import ColumnTypes
from great_expectations.expectations.metrics.util import CaseInsensitiveString

_ALL = "all"
_SPREAD = "std"
_SIZE = re.compile(r"\([\d, ]+\)| WITHOUT TIME ZONE", re.IGNORECASE)


class WarehouseExecutionEngine(SqlAlchemyExecutionEngine):
    """Great Expectations' SQL engine, on which the metrics below are registered."""


class WarehouseColumnTypes(TableMetricProvider):
    """A column's type without its size; PostgreSQL's own name tells how long a number may be."""

    metric_name = "table.column_types"
    value_keys = ("include_nested",)
    default_kwarg_values: dict[str, Any] = {"include_nested": True}  # noqa: RUF012

    @metric_value(engine=WarehouseExecutionEngine)
    def _warehouse(cls, **asked: Any) -> list[dict[str, Any]]:  # noqa: N805
        found: Any = ColumnTypes
        return [
            {**column, "type": _bare(column["type"])} for column in found._sqlalchemy(cls, **asked)
        ]


def _bare(type_: Any) -> Any:
    if not isinstance(type_, str):
        return type_
    return CaseInsensitiveString(_SIZE.sub("", type_))


class WarehouseOutlierStatistics(ColumnAggregateMetricProvider):
    """What an outlier is measured against; Great Expectations has no quartiles on DuckDB."""

    metric_name = "column.outlier_statistics"
    value_keys = ("method",)

    @metric_value(engine=WarehouseExecutionEngine)
    def _warehouse(
        cls,  # noqa: N805
        execution_engine: WarehouseExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> OutlierStatistics:
        rows, _own, accessor = execution_engine.get_compute_domain(
            metric_domain_kwargs, domain_type=MetricDomainTypes.COLUMN
        )
        rows = rows.subquery() if isinstance(rows, sa.Select) else rows
        column: Any = sa.cast(sa.column(accessor["column"]), sa.Double)
        of_spread = metric_value_kwargs["method"] == _SPREAD
        wanted = (
            (sa.func.avg(column), sa.func.stddev_samp(column))
            if of_spread
            else (sa.func.percentile_cont(q).within_group(column) for q in (0.25, 0.75))
        )
        found = execution_engine.execute_query(sa.select(*wanted).select_from(rows)).one()
        if None in found:
            return OutlierStatistics(None, None, None)
        first, second = map(float, found)
        if of_spread:
            return OutlierStatistics.symmetric(center=first, spread=second)
        return OutlierStatistics(first, second, second - first)


def _matches(column: Any, *, regex: str, **_: Any) -> Any:
    """A regular expression is searched for."""
    return column.regexp_match(regex)


def _matches_list(column: Any, *, regex_list: list[str], match_on: str = "any", **_: Any) -> Any:
    return _joined((_matches(column, regex=regex) for regex in regex_list), match_on)


def _like(column: Any, *, like_pattern: str, escape: str | None = None, **_: Any) -> Any:
    """PostgreSQL would take a backslash for an escape where none is named."""
    return column.like(like_pattern, escape=escape or "")


def _like_list(
    column: Any,
    *,
    like_pattern_list: list[str],
    match_on: str | None = "any",
    escape: str | None = None,
    **_: Any,
) -> Any:
    found = (_like(column, like_pattern=p, escape=escape) for p in like_pattern_list)
    return _joined(found, match_on)


def _joined(conditions: Iterable[Any], match_on: str | None) -> Any:
    return sa.and_(*conditions) if match_on == _ALL else sa.or_(*conditions)


def _greater(a: Any, b: Any, *, or_equal: bool | None = None, **_: Any) -> Any:
    if not or_equal:
        return _true(a > b)
    return _true(sa.or_(a >= b, sa.and_(a.is_(None), b.is_(None))))


def _pair_in_set(a: Any, b: Any, *, value_pairs_set: list[list[Any]], **_: Any) -> Any:
    return _true(sa.or_(*(sa.and_(a == x, b == y) for x, y in value_pairs_set)))


def _sum_is(columns: list[Any], *, sum_total: float, **_: Any) -> Any:
    return _true(sum(columns[1:], columns[0]) == sum_total)


def _true(condition: Any) -> Any:
    """Unknown is not true."""
    return sa.func.coalesce(condition, sa.false())


def _negated(condition: Callable[..., Any]) -> Callable[..., Any]:
    return lambda column, **kwargs: sa.not_(condition(column, **kwargs))


_theirs: Any = metrics
_CONDITIONS: Mapping[type, Callable[..., Any]] = {
    _theirs.ColumnValuesMatchRegex: _matches,
    _theirs.ColumnValuesNotMatchRegex: _negated(_matches),
    _theirs.ColumnValuesMatchRegexList: _matches_list,
    _theirs.ColumnValuesNotMatchRegexList: _negated(_matches_list),
    _theirs.ColumnValuesMatchLikePattern: _like,
    _theirs.ColumnValuesNotMatchLikePattern: _negated(_like),
    _theirs.ColumnValuesMatchLikePatternList: _like_list,
    _theirs.ColumnValuesNotMatchLikePatternList: _negated(_like_list),
    _theirs.ColumnPairValuesAGreaterThanB: _greater,
    _theirs.ColumnPairValuesInSet: _pair_in_set,
    _theirs.MulticolumnSumEqual: _sum_is,
}
_PARTIALS: Mapping[type, Any] = {
    ColumnMapMetricProvider: column_condition_partial,
    ColumnPairMapMetricProvider: column_pair_condition_partial,
    MulticolumnMapMetricProvider: multicolumn_condition_partial,
}


def _register(theirs: Any, condition: Callable[..., Any]) -> None:
    """Makes a condition what a metric of Great Expectations means on the warehouse."""

    def on_warehouse(cls: type, *columns: Any, **kwargs: Any) -> Any:
        return condition(*columns, **kwargs)

    (kind,) = theirs.__bases__
    type(
        f"Warehouse{theirs.__name__}",
        (kind,),
        {
            "condition_metric_name": theirs.condition_metric_name,
            "condition_domain_keys": theirs.condition_domain_keys,
            "condition_value_keys": theirs.condition_value_keys,
            "_warehouse": _PARTIALS[kind](engine=WarehouseExecutionEngine)(on_warehouse),
        },
    )


for _metric, _condition in _CONDITIONS.items():
    _register(_metric, _condition)

"""Regular expressions and LIKE for Great Expectations on DuckDB, which it does not know.

A regular expression is searched for, as on every other engine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Great Expectations' SQL engine, on which DuckDB's own metrics are registered."""


def _matches(column: Any, *, regex: str, **_: Any) -> Any:
    return sa.func.regexp_matches(column, regex)


def _matches_list(column: Any, *, regex_list: list[str], match_on: str = "any", **_: Any) -> Any:
    found = [_matches(column, regex=regex) for regex in regex_list]
    return sa.and_(*found) if match_on == "all" else sa.or_(*found)


def _like(column: Any, *, like_pattern: str, escape: str | None = None, **_: Any) -> Any:
    return column.like(like_pattern, escape=escape)


def _like_list(
    column: Any,
    *,
    like_pattern_list: list[str],
    match_on: str | None = "any",
    escape: str | None = None,
    **_: Any,
) -> Any:
    found = [_like(column, like_pattern=p, escape=escape) for p in like_pattern_list]
    return sa.and_(*found) if match_on == "all" else sa.or_(*found)


def _negated(condition: Callable[..., Any]) -> Callable[..., Any]:
    return lambda column, **kwargs: sa.not_(condition(column, **kwargs))


def _register(metric: str, keys: tuple[str, ...], condition: Callable[..., Any]) -> None:
    def duckdb(cls: type, column: Any, **kwargs: Any) -> Any:
        return condition(column, **kwargs)

    type(
        "DuckDB" + metric.removeprefix("column_values.").title().replace("_", ""),
        (ColumnMapMetricProvider,),
        {
            "condition_metric_name": metric,
            "condition_value_keys": keys,
            "_duckdb": column_condition_partial(engine=DuckDBExecutionEngine)(duckdb),
        },
    )


_register("column_values.match_regex", ("regex",), _matches)
_register("column_values.not_match_regex", ("regex",), _negated(_matches))
_register("column_values.match_regex_list", ("regex_list", "match_on"), _matches_list)
_register("column_values.not_match_regex_list", ("regex_list",), _negated(_matches_list))
_register("column_values.match_like_pattern", ("like_pattern", "escape"), _like)
_register("column_values.not_match_like_pattern", ("like_pattern", "escape"), _negated(_like))
_register(
    "column_values.match_like_pattern_list", ("like_pattern_list", "match_on", "escape"), _like_list
)
_register(
    "column_values.not_match_like_pattern_list",
    ("like_pattern_list", "escape"),
    _negated(_like_list),
)

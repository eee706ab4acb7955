"""Is an `expect` one that runs at night? Asked without importing Great Expectations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from customer_truth.files.problem import listed, nearest
from customer_truth.lint.accountable import Complaint
from customer_truth.lint.expectation_arguments import check_arguments, core
from customer_truth.lint.expectation_values import ABOUT_COLUMNS, check_values
from customer_truth.rules.schema import plain

_COLUMNS = ("column", "column_A", "column_B", "column_list", "column_set")
_ABSTRACT = "expect_multicolumn_values_to_be_unique"  # exported, yet never registered
_AS_A_COLUMN = "Bring the fact into the mart as a column."
_READ_IN_A_MODEL = "Parse it in a model, and test the columns that it gives."
_NO_ORDER = "A mart has no order: add the previous value as a column, and compare the two."
_RUNS_NOWHERE = "a type that runs on no warehouse"
# Types that no rule may use: what a rule would then have, and what to do instead.
REFUSED: Mapping[str, tuple[str, str]] = {
    "unexpected_rows_expectation": ("free SQL", _AS_A_COLUMN),
    "expect_query_results_to_match_comparison": ("free SQL", _AS_A_COLUMN),
    "expect_table_row_count_to_equal_other_table": ("a look at another table", _AS_A_COLUMN),
    "expect_column_values_to_be_dateutil_parseable": (_RUNS_NOWHERE, _READ_IN_A_MODEL),
    "expect_column_values_to_match_strftime_format": (_RUNS_NOWHERE, _READ_IN_A_MODEL),
    "expect_column_values_to_be_json_parseable": (_RUNS_NOWHERE, _READ_IN_A_MODEL),
    "expect_column_values_to_match_json_schema": (_RUNS_NOWHERE, _READ_IN_A_MODEL),
    "expect_column_values_to_be_increasing": (_RUNS_NOWHERE, _NO_ORDER),
    "expect_column_values_to_be_decreasing": (_RUNS_NOWHERE, _NO_ORDER),
}


@cache
def expectation_types() -> frozenset[str]:
    """The types that the installed Great Expectations exports from its core."""
    folder = core()
    if folder is None:
        return frozenset()
    exported = set(re.findall(r"^from \.(\w+) import", (folder / "__init__.py").read_text(), re.M))
    stems = {path.stem for path in folder.glob("*.py")}
    return frozenset(stems & exported - {_ABSTRACT})


def check_expectation(
    rule: Mapping[str, Any], columns: Mapping[str, str] | None
) -> Iterator[tuple[str, Complaint]]:
    """What is wrong with a rule's `expect`: (argument, complaint), on the columns of its mart."""
    told = {k: v for k, v in plain(rule["expect"]).items() if v is not None}
    type_, types = told.pop("type", None), expectation_types()
    if not isinstance(type_, str):
        return  # its schema has told
    if type_ not in types:
        needs = "one of Great Expectations' core"
        yield "type", (f"the unknown expectation {type_}", needs, nearest(type_, types))
        return
    if type_ in REFUSED:
        what, do = REFUSED[type_]
        yield "type", (f"{what} ({type_})", "an expectation about the mart's columns", do)
        return
    wrong = [*check_arguments(type_, told), *_unknown_columns(told, columns)]
    yield from dict(wrong).items()
    if not wrong:
        yield from dict(check_values(type_, told, columns)).items()
        yield from _neither_bound(type_, told)
        yield from _not_about_records(type_, rule)


def _unknown_columns(
    told: Mapping[str, Any], columns: Mapping[str, str] | None
) -> Iterator[tuple[str, Complaint]]:
    for name in _COLUMNS if columns is not None else ():
        named = told.get(name)
        for column in named if isinstance(named, list) else [named]:
            if isinstance(column, str) and column not in (columns or {}):
                do = nearest(column, columns or ()) or f"It has {listed(columns or (), 40)}."
                yield name, (f"the unknown column {column}", "a column of the mart", do)


def _neither_bound(type_: str, told: Mapping[str, Any]) -> Iterator[tuple[str, Complaint]]:
    if type_.endswith("_between") and not {"min_value", "max_value", "quantile_ranges"} & set(told):
        has = "neither min_value nor max_value"
        yield "type", (has, "at least one", "Without a bound nothing is checked.")


def _not_about_records(type_: str, rule: Mapping[str, Any]) -> Iterator[tuple[str, Complaint]]:
    if type_ in ABOUT_COLUMNS and rule.get("when"):
        has = f"a when beside {type_}, which is about the mart's columns"
        yield "type", (has, "none", "Leave it out.")

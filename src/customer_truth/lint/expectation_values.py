"""Do the arguments of an expectation fit each other, its columns and the engines?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from customer_truth.lint.accountable import Complaint
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.literals import moment
from customer_truth.predicate.pattern import portable_pattern
from customer_truth.predicate.types import NUMBERS, TIMES, Type, common, type_of

_WORDS = (
    "text",
    "integer",
    "bigint",
    "numeric",
    "double precision",
    "date",
    "timestamp",
    "boolean",
)
_LARGEST = 10**18
_TEXT, _NUMBER = (Type.TEXT,), NUMBERS
_COMPARED = (*NUMBERS, *TIMES)
_ABOUT_MISSING = (
    "expect_column_values_to_be_null",
    "expect_column_values_to_not_be_null",
    "expect_column_proportion_of_non_null_values_to_be_between",
)
ABOUT_COLUMNS = (
    "expect_column_to_exist",
    "expect_column_type_to_be",
    "expect_column_values_to_be_in_type_list",
    "expect_column_values_to_be_of_type",
    "expect_table_column_count_to_be_between",
    "expect_table_column_count_to_equal",
    "expect_table_columns_to_match_ordered_list",
    "expect_table_columns_to_match_set",
)
# The types of column that an expectation can be asked of, by what its name says.
_ASKED_OF: Mapping[str, tuple[Type, ...]] = {
    "_match_regex": _TEXT,
    "_match_like_pattern": _TEXT,
    "_value_lengths_": _TEXT,
    "_mean_": _NUMBER,
    "_median_": _NUMBER,
    "_stdev_": _NUMBER,
    "_sum_": _NUMBER,
    "_quantile_values_": _NUMBER,
    "_z_scores_": _NUMBER,
    "_outliers": _NUMBER,
    "_max_": _COMPARED,
    "_min_": _COMPARED,
    "column_values_to_be_between": _COMPARED,
    "_greater_than_": _COMPARED,
    "_set": (*_NUMBER, *_TEXT),
    "_kl_divergence_": (*_NUMBER, *_TEXT),
}
_OF_VALUES = (
    "_max_",
    "_min_",
    "_mean_",
    "_median_",
    "_stdev_",
    "_sum_",
    "column_values_to_be_between",
)
_COLUMN_NAMES = ("column", "column_A", "column_B")


def check_values(
    type_: str, told: Mapping[str, Any], columns: Mapping[str, str] | None
) -> Iterator[tuple[str, Complaint]]:
    """What is wrong with arguments that each are well formed: (argument, complaint)."""
    for name, value in told.items():
        yield from ((name, wrong) for wrong in _unreadable(name, value))
    yield from _bounds(told)
    yield from _patterns(told)
    yield from _shares(told)
    if columns is not None and type_ not in ABOUT_COLUMNS:
        types = {name: type_of(data_type) for name, data_type in columns.items()}
        yield from _of_columns(type_, told, types)


def _unreadable(name: str, value: Any) -> Iterator[Complaint]:
    parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    for part in parts:
        yield from _unreadable(name, part)
    if isinstance(value, str) and "\0" in value:
        yield f"a NUL character in {name}", "plain text", ""
    elif isinstance(value, str) and value.encode("utf-8", "ignore").decode() != value:
        yield f"half of a character in {name}", "plain text", ""
    elif isinstance(value, int | float) and not abs(value) < _LARGEST:
        yield f"the number {value} in {name}", "one of at most 18 digits", ""


def _bounds(told: Mapping[str, Any]) -> Iterator[tuple[str, Complaint]]:
    low, high = told.get("min_value"), told.get("max_value")
    if isinstance(low, str) != isinstance(high, str) or low is None or high is None:
        return
    strict = told.get("strict_min") or told.get("strict_max")
    if low > high or (low == high and strict):
        has = f"min_value {low} and max_value {high}, between which nothing lies"
        yield "min_value", (has, "a lowest value below the highest", "")


def _patterns(told: Mapping[str, Any]) -> Iterator[tuple[str, Complaint]]:
    for name in ("regex", "regex_list"):
        for pattern in _listed(told.get(name)):
            try:
                portable_pattern(pattern)
            except PredicateError as error:
                yield name, (error.has, error.needs, error.do)
    escape = told.get("escape")
    for name in ("like_pattern", "like_pattern_list") if escape else ():
        for pattern in _listed(told.get(name)):
            rest = pattern.replace(f"{escape}{escape}", "")
            if rest.endswith(str(escape)):
                yield name, (f"{pattern!r}, which ends with its escape", "a character after it", "")
    for name in ("type_", "type_list"):
        for word in _listed(told.get(name)):
            if word not in _WORDS:
                yield name, (f"{word!r} as {name}", f"one of {', '.join(_WORDS)}", "")


def _shares(told: Mapping[str, Any]) -> Iterator[tuple[str, Complaint]]:
    ranges = told.get("quantile_ranges")
    if ranges:
        quantiles, wanted = ranges["quantiles"], ranges["value_ranges"]
        if len(quantiles) != len(wanted):
            has = f"{len(quantiles)} quantiles and {len(wanted)} value_ranges"
            yield "quantile_ranges", (has, "as many of both", "")
        for low, high in wanted:
            if low is None and high is None:
                yield "quantile_ranges", ("a range without an end", "a lowest or a highest", "")
            elif low is not None and high is not None and low > high:
                has = f"the range {low} to {high}, in which nothing lies"
                yield "quantile_ranges", (has, "a lowest value below the highest", "")
    partition = told.get("partition_object")
    if partition:
        yield from (("partition_object", wrong) for wrong in _partition(partition))
    threshold = told.get("threshold")
    if threshold is not None and threshold <= 0:
        yield "threshold", (f"the threshold {threshold}", "one above 0", "")


def _partition(told: Mapping[str, Any]) -> Iterator[Complaint]:
    weights, values, bins = told["weights"], told.get("values"), told.get("bins")
    if (values is None) == (bins is None):
        yield "values and bins" if bins else "neither values nor bins", "exactly one of them", ""
        return
    parts = len(values) if values is not None else len(bins or ()) - 1
    if len(weights) != parts:
        yield f"{len(weights)} weights for {parts} parts", "one for each", ""
    if min(weights) <= 0 or abs(sum(weights) - 1) > 1e-6:
        yield f"weights whose sum is {sum(weights):g}", "shares above 0 whose sum is 1", ""
    if values is not None and len(set(values)) != len(values):
        yield "a value twice", "each value once", ""
    if bins is not None and sorted(set(bins)) != bins:
        yield "bins out of order", "edges in ascending order", ""


def _of_columns(
    type_: str, told: Mapping[str, Any], types: Mapping[str, Type]
) -> Iterator[tuple[str, Complaint]]:
    asked_of = next((kinds for part, kinds in _ASKED_OF.items() if part in type_), None)
    named = [(name, told[name]) for name in _COLUMN_NAMES if name in told]
    named += [("column_list", column) for column in told.get("column_list", ())]
    known = [(name, column, types[column]) for name, column in named if column in types]
    wrong = [*_of_types(type_, known, asked_of)]
    yield from wrong or _of_their_values(type_, told, [kind for _, _, kind in known])


def _of_types(
    type_: str, known: list[tuple[str, str, Type]], asked_of: tuple[Type, ...] | None
) -> Iterator[tuple[str, Complaint]]:
    for name, column, kind in known:
        if kind is Type.OTHER and type_ not in _ABOUT_MISSING:
            has = f"the column {column}, of a type that rules do not know"
            yield name, (has, "an expectation that only asks whether it is missing", "")
        elif asked_of and kind not in asked_of:
            yield name, (f"the {kind} column {column}", f"one of {_or(asked_of)}", "Write a must.")
    if len(known) > 1 and "compound" not in type_ and "_in_set" not in type_:
        yield from _together(known)


def _of_their_values(
    type_: str, told: Mapping[str, Any], kinds: list[Type]
) -> Iterator[tuple[str, Complaint]]:
    if any(part in type_ for part in _OF_VALUES):
        for bound in ("min_value", "max_value"):
            for kind in kinds[:1]:
                yield from ((bound, wrong) for wrong in _misfit(bound, told.get(bound), kind))
    for values in ("value_set", "partition_object"):
        found = told.get(values)
        wanted = found.get("values", ()) if isinstance(found, dict) else found or ()
        for kind in kinds[:1]:
            yield from ((values, wrong) for one in wanted for wrong in _misfit(values, one, kind))
    for pair in told.get("value_pairs_set", ()):
        for kind, one in zip(kinds, pair, strict=False):
            yield from (("value_pairs_set", wrong) for wrong in _misfit("a pair", one, kind))


def _together(known: list[tuple[str, str, Type]]) -> Iterator[tuple[str, Complaint]]:
    (name, first, _), *_others = known
    if common([kind for _, _, kind in known]) is None:
        told = " and ".join(f"{column} ({kind})" for _, column, kind in known)
        yield name, (f"columns of different types: {told}", "columns that can be compared", "")
    if name != "column_list" and [column for _, column, _ in known].count(first) > 1:
        yield name, (f"the column {first} twice", "two columns", "")


def _misfit(name: str, value: Any, kind: Type) -> Iterator[Complaint]:
    """A value that a column of this type can never hold, and an engine may not compare with it."""
    if value is None:
        return
    if kind in TIMES and isinstance(value, str):
        try:
            moment(value, kind)
        except PredicateError as error:
            yield f"in {name} {error.has}", error.needs, error.do
    elif isinstance(value, str) != (kind is Type.TEXT):
        yield f"{value!r} in {name}", f"a value as the {kind} column has it", ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _or(kinds: tuple[Type, ...]) -> str:
    *some, last = sorted(set(kinds))
    return f"{', '.join(some)} or {last}" if some else str(last)

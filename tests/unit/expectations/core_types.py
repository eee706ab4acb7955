"""Every core type of Great Expectations once green and once red, beside what it means in Python."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
from typing import Any

import sqlalchemy as sa

Row = Mapping[str, Any]
Arguments = Mapping[str, Any]

DATA_TYPES = {
    "visit_id": "integer",
    "customer_id": "text",
    "amount": "numeric(18,2)",
    "note": "text",
    "score": "bigint",
    "low": "integer",
    "high": "integer",
    "ratio": "double precision",
    "visited_on": "date",
    "visited_at": "timestamp",
    "is_open": "boolean",
    "nothing": "text",
    "rest": "integer",
    "score_again": "bigint",
}
_SQL_TYPES: dict[str, Any] = {
    "integer": sa.Integer,
    "text": sa.Text,
    "numeric(18,2)": sa.Numeric(18, 2),
    "bigint": sa.BigInteger,
    "double precision": sa.Double,
    "date": sa.Date,
    "timestamp": sa.DateTime,
    "boolean": sa.Boolean,
}
TABLE = sa.Table(
    "stays",
    sa.MetaData(schema="truth_test_marts"),
    *(sa.Column(name, _SQL_TYPES[data_type]) for name, data_type in DATA_TYPES.items()),
)


def _row(number: int, *values: Any, on: int | None = None) -> Row:
    amount, note, score, low, high, ratio, is_open = values
    return {
        "visit_id": number,
        "customer_id": f"c{number}",
        "amount": None if amount is None else Decimal(amount),
        "note": note,
        "score": score,
        "low": low,
        "high": high,
        "ratio": ratio,
        "visited_on": on and date(2026, 1, on),
        "visited_at": on and datetime(2026, 1, on, 8, 30),
        "is_open": is_open,
        "nothing": None,
        "rest": 10 - number,
        "score_again": score,
    }


ROWS = [
    _row(1, 10, "ann@x", 1, 1, 5, 0.5, True, on=1),
    _row(2, 20, "bob@x", 2, 2, 2, 1.5, False, on=2),
    _row(3, 30, "cyd", 3, 9, 4, 2.5, True, on=3),
    _row(4, None, None, None, None, 7, None, None),
    _row(5, 50, "a_\n%", 2, 3, None, 0.5, True, on=5),
    _row(6, 1000, "zed\\", 9, 0, 1, 99.0, False, on=28),
    _row(7, 20, "bob@x", 2, 2, 2, 1.5, False, on=2),
    _row(8, None, None, None, None, None, None, None),
]
SCOPES: Mapping[str, Callable[[Row], bool]] = {
    "true": lambda row: True,
    "visit_id <= 5": lambda row: bool(row["visit_id"] <= 5),
    "visit_id in (2, 7)": lambda row: row["visit_id"] in (2, 7),
    "visit_id in (4, 8)": lambda row: row["visit_id"] in (4, 8),
    "visit_id > 100": lambda row: False,
}


@dataclass(frozen=True)
class Found:
    """What an expectation comes to: how many records it judged, and the keys of those failing."""

    records: int
    failing: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One type: arguments on which `ROWS` are green, on which they are red, and its meaning."""

    green: Arguments
    red: Arguments
    meaning: Callable[[Sequence[Row], Arguments], Found]


def _records(
    judged: Callable[[Row, Arguments], bool],
    holds: Callable[[Row, Arguments, Sequence[Row]], bool],
) -> Callable[[Sequence[Row], Arguments], Found]:
    def meaning(rows: Sequence[Row], told: Arguments) -> Found:
        those = [row for row in rows if judged(row, told)]
        failing = [str(row["visit_id"]) for row in those if not holds(row, told, those)]
        return Found(len(those), tuple(sorted(failing)))

    return meaning


def _has_value(row: Row, told: Arguments) -> bool:
    return row[told["column"]] is not None


def _values(holds: Callable[..., bool]) -> Callable[[Sequence[Row], Arguments], Found]:
    return _records(_has_value, lambda row, told, rows: holds(row[told["column"]], told))


def _of_pair(row: Row, told: Arguments) -> bool:
    missing = [row[told["column_A"]], row[told["column_B"]]].count(None)
    ignored = {"neither": 3, "either_value_is_missing": 1, "both_values_are_missing": 2}
    return missing < ignored[told.get("ignore_row_if", "both_values_are_missing")]


def _pairs(holds: Callable[..., bool]) -> Callable[[Sequence[Row], Arguments], Found]:
    return _records(
        _of_pair, lambda row, told, rows: holds(row[told["column_A"]], row[told["column_B"]], told)
    )


def _several(row: Row, told: Arguments) -> list[Any]:
    return [row[name] for name in told["column_list"]]


def _of_several(row: Row, told: Arguments) -> bool:
    missing, all_of_them = _several(row, told).count(None), len(told["column_list"])
    ignored = {"never": 99, "any_value_is_missing": 1, "all_values_are_missing": all_of_them}
    return missing < ignored[told.get("ignore_row_if", "all_values_are_missing")]


def _lists(holds: Callable[..., bool]) -> Callable[[Sequence[Row], Arguments], Found]:
    return _records(_of_several, lambda row, told, rows: holds(_several(row, told), told))


def _whole(
    holds: Callable[[Sequence[Row], Arguments], bool],
) -> Callable[[Sequence[Row], Arguments], Found]:
    def meaning(rows: Sequence[Row], told: Arguments) -> Found:
        return Found(1, () if holds(rows, told) else ("*",))

    return meaning


def _column(
    holds: Callable[[list[Any], Arguments], bool],
) -> Callable[[Sequence[Row], Arguments], Found]:
    """Of the values of a column; without any there is nothing to judge."""

    def meaning(rows: Sequence[Row], told: Arguments) -> Found:
        values = [row[told["column"]] for row in rows if _has_value(row, told)]
        if not values:
            return Found(0, ())
        return Found(1, () if holds(values, told) else ("*",))

    return meaning


def _plain(bound: Any, like: Any) -> Any:
    if isinstance(like, datetime):
        return datetime.fromisoformat(bound)
    return date.fromisoformat(bound) if isinstance(like, date) else Decimal(str(bound))


def _between(value: Any, told: Arguments) -> bool:
    like = value if isinstance(value, date) else Decimal(str(value))
    low, high = (told.get(name) for name in ("min_value", "max_value"))
    above = low is None or (
        like > _plain(low, value) if told.get("strict_min") else like >= _plain(low, value)
    )
    below = high is None or (
        like < _plain(high, value) if told.get("strict_max") else like <= _plain(high, value)
    )
    return above and below


def _like(pattern: str, text: str, escape: str | None) -> bool:
    written, at = "", 0
    while at < len(pattern):
        if pattern[at] == escape:
            at += 1
            written += re.escape(pattern[at])
        else:
            written += {"%": ".*", "_": "."}.get(pattern[at], re.escape(pattern[at]))
        at += 1
    return re.fullmatch(written, text, re.DOTALL) is not None


def _matches(value: str, told: Arguments) -> bool:
    return re.search(told["regex"], value, re.DOTALL) is not None


def _matches_listed(value: str, told: Arguments) -> bool:
    found = [re.search(regex, value, re.DOTALL) is not None for regex in told["regex_list"]]
    return all(found) if told.get("match_on") == "all" else any(found)


def _is_like(value: str, told: Arguments) -> bool:
    return _like(told["like_pattern"], value, told.get("escape"))


def _is_like_listed(value: str, told: Arguments) -> bool:
    found = [_like(p, value, told.get("escape")) for p in told["like_pattern_list"]]
    return all(found) if told.get("match_on") == "all" else any(found)


def _in_set(value: Any, told: Arguments) -> bool:
    return value in told["value_set"]


def _not(holds: Callable[..., bool]) -> Callable[..., bool]:
    return lambda *told: not holds(*told)


def _score(row: Row, told: Arguments, rows: Sequence[Row]) -> bool:
    values = [float(one[told["column"]]) for one in rows]
    if len(set(values)) < 2:
        return True
    score = (float(row[told["column"]]) - statistics.mean(values)) / statistics.stdev(values)
    return (abs(score) if told["double_sided"] else score) < float(told["threshold"])


def _percentile(values: Sequence[Any], share: float) -> Any:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return next(v for at, v in enumerate(ordered, 1) if at / len(ordered) >= share)


def _quartile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _no_outlier(row: Row, told: Arguments, rows: Sequence[Row]) -> bool:
    values = [float(one[told["column"]]) for one in rows]
    value, times = float(row[told["column"]]), float(told.get("multiplier", 1.5))
    if told.get("method") == "std":
        spread = statistics.stdev(values)
        return spread == 0 or abs(value - statistics.mean(values)) < times * spread
    first, third = (_quartile(values, share) for share in (0.25, 0.75))
    return first - times * (third - first) <= value <= third + times * (third - first)


def _all_equal(values: list[Any], _: Arguments) -> bool:
    return len(set(values)) == 1


def _pair_in_set(a: Any, b: Any, told: Arguments) -> bool:
    return [a, b] in [list(pair) for pair in told["value_pairs_set"]]


def _greater(a: Any, b: Any, told: Arguments) -> bool:
    if a is None or b is None:
        return a is b and bool(told.get("or_equal"))
    return bool(a >= b if told.get("or_equal") else a > b)


def _quantiles(values: list[Any], told: Arguments) -> bool:
    ranges = told["quantile_ranges"]
    return all(
        _between(_percentile(values, share), {"min_value": low, "max_value": high})
        for share, (low, high) in zip(ranges["quantiles"], ranges["value_ranges"], strict=True)
    )


def _most_common(values: list[Any], told: Arguments) -> bool:
    counted = Counter(values).most_common()
    modes = {value for value, count in counted if count == counted[0][1]}
    if told.get("ties_okay"):
        return bool(modes & set(told["value_set"]))
    return len(modes) == 1 and modes <= set(told["value_set"])


def _type_is(*names: str) -> Callable[[Sequence[Row], Arguments], Found]:
    def holds(rows: Sequence[Row], told: Arguments) -> bool:
        wanted = [told[name] for name in names if name in told]
        words = wanted[0] if isinstance(wanted[0], list) else wanted
        return DATA_TYPES[told["column"]].split("(")[0] in words

    return _whole(holds)


def _measure(measure: Callable[[list[Any]], Any]) -> Callable[[Sequence[Row], Arguments], Found]:
    return _column(lambda values, told: _between(measure(values), told))


def _present(rows: Sequence[Row], told: Arguments) -> Found:
    if not rows:
        return Found(0, ())
    share = sum(_has_value(row, told) for row in rows) / len(rows)
    return Found(1, () if _between(share, told) else ("*",))


def _close_to_partition(values: list[Any], told: Arguments) -> bool:
    """The relative entropy of the values' shares to the weights is below the threshold."""
    wanted = told["partition_object"]
    if "values" in wanted:
        place: Callable[[Any], Any] = lambda value: value  # noqa: E731
        weights = dict(zip(wanted["values"], wanted["weights"], strict=True))
    else:
        bins = wanted["bins"]
        place = lambda value: sum(value >= edge for edge in bins[:-1]) if value <= bins[-1] else 0  # noqa: E731
        weights = dict(enumerate(wanted["weights"], 1))
    shares = {at: n / len(values) for at, n in Counter(map(place, values)).items()}
    if not set(shares) <= set(weights):
        return False
    entropy = sum(share * math.log(share / weights[at]) for at, share in shares.items())
    return entropy <= float(told["threshold"])


_REGEX = {"column": "note"}
_SUM = {"column_list": ["low", "high"]}
CASES: Mapping[str, Case] = {
    "expect_column_values_to_be_null": Case(
        {"column": "nothing"},
        {"column": "note"},
        _records(lambda *_: True, lambda row, told, _: row[told["column"]] is None),
    ),
    "expect_column_values_to_not_be_null": Case(
        {"column": "visit_id"},
        {"column": "note"},
        _records(lambda *_: True, lambda row, told, _: row[told["column"]] is not None),
    ),
    "expect_column_values_to_be_unique": Case(
        {"column": "customer_id"},
        {"column": "note"},
        _records(
            _has_value,
            lambda row, told, rows: (
                [r[told["column"]] for r in rows].count(row[told["column"]]) == 1
            ),
        ),
    ),
    "expect_column_values_to_be_between": Case(
        {"column": "visited_at", "min_value": "2026-01-01", "max_value": "2026-01-31"},
        {"column": "score", "min_value": 1, "strict_min": True, "max_value": 9},
        _values(_between),
    ),
    "expect_column_values_to_be_in_set": Case(
        {"column": "score", "value_set": [1, 2, 3, 9]},
        {"column": "note", "value_set": ["cyd", "zed\\"]},
        _values(_in_set),
    ),
    "expect_column_values_to_not_be_in_set": Case(
        {"column": "note", "value_set": ["x", "%"]},
        {"column": "score", "value_set": [2]},
        _values(_not(_in_set)),
    ),
    "expect_column_value_lengths_to_be_between": Case(
        {"column": "note", "min_value": 3, "max_value": 5},
        {"column": "note", "min_value": 3, "max_value": 5, "strict_max": True},
        _values(lambda value, told: _between(len(value), told)),
    ),
    "expect_column_value_lengths_to_equal": Case(
        {"column": "customer_id", "value": 2},
        {"column": "note", "value": 5},
        _values(lambda value, told: len(value) == told["value"]),
    ),
    "expect_column_values_to_match_regex": Case(
        {**_REGEX, "regex": r"^[a-z](.|\n)*$"}, {**_REGEX, "regex": r"@\w$"}, _values(_matches)
    ),
    "expect_column_values_to_not_match_regex": Case(
        {**_REGEX, "regex": r"\d{2}"}, {**_REGEX, "regex": r"_.%$|\\"}, _values(_not(_matches))
    ),
    "expect_column_values_to_match_regex_list": Case(
        {**_REGEX, "regex_list": ["^a", "b|y|z"]},
        {**_REGEX, "regex_list": ["^a", "@"], "match_on": "all"},
        _values(_matches_listed),
    ),
    "expect_column_values_to_not_match_regex_list": Case(
        {**_REGEX, "regex_list": ["^q", r"\d"]},
        {**_REGEX, "regex_list": ["^q", "@"]},
        _values(_not(_matches_listed)),
    ),
    "expect_column_values_to_match_like_pattern": Case(
        {**_REGEX, "like_pattern": "___%"},
        {**_REGEX, "like_pattern": "%\\%", "escape": None},
        _values(_is_like),
    ),
    "expect_column_values_to_not_match_like_pattern": Case(
        {**_REGEX, "like_pattern": "%!_x%", "escape": "!"},
        {**_REGEX, "like_pattern": "a!_%", "escape": "!"},
        _values(_not(_is_like)),
    ),
    "expect_column_values_to_match_like_pattern_list": Case(
        {**_REGEX, "like_pattern_list": ["%@%", "___", "z%", "a%"]},
        {**_REGEX, "like_pattern_list": ["%@%", "a%"], "match_on": "all"},
        _values(_is_like_listed),
    ),
    "expect_column_values_to_not_match_like_pattern_list": Case(
        {**_REGEX, "like_pattern_list": ["q%", "%!%!%%"], "escape": "!"},
        {**_REGEX, "like_pattern_list": ["q%", "%!%%"], "escape": "!"},
        _values(_not(_is_like_listed)),
    ),
    "expect_column_value_z_scores_to_be_less_than": Case(
        {"column": "amount", "threshold": 3, "double_sided": True},
        {"column": "amount", "threshold": 0.5, "double_sided": False},
        _records(_has_value, _score),
    ),
    "expect_column_values_to_not_be_outliers": Case(
        {"column": "ratio", "method": "std", "multiplier": 3},
        {"column": "amount", "method": "iqr"},
        _records(_has_value, _no_outlier),
    ),
    "expect_column_values_to_be_of_type": Case(
        {"column": "score", "type_": "bigint"},
        {"column": "score", "type_": "text"},
        _type_is("type_"),
    ),
    "expect_column_values_to_be_in_type_list": Case(
        {"column": "ratio", "type_list": ["numeric", "double precision"]},
        {"column": "ratio", "type_list": ["text", "boolean"]},
        _type_is("type_list"),
    ),
    "expect_column_type_to_be": Case(
        {"column": "visited_at", "type_": "timestamp"},
        {"column": "visited_at", "type_": "date"},
        _type_is("type_"),
    ),
    "expect_column_pair_values_to_be_equal": Case(
        {"column_A": "score", "column_B": "score_again"},
        {"column_A": "low", "column_B": "high"},
        _pairs(lambda a, b, _: a is not None and a == b),
    ),
    "expect_column_pair_values_a_to_be_greater_than_b": Case(
        {"column_A": "amount", "column_B": "score", "ignore_row_if": "either_value_is_missing"},
        {"column_A": "low", "column_B": "high", "or_equal": True},
        _pairs(_greater),
    ),
    "expect_column_pair_values_to_be_in_set": Case(
        {
            "column_A": "low",
            "column_B": "high",
            "value_pairs_set": [[1, 5], [2, 2], [9, 4], [None, 7], [3, None], [0, 1]],
        },
        {"column_A": "low", "column_B": "high", "value_pairs_set": [[1, 5], [2, 2]]},
        _pairs(_pair_in_set),
    ),
    "expect_compound_columns_to_be_unique": Case(
        {"column_list": ["customer_id", "note"]},
        {"column_list": ["note", "score"], "ignore_row_if": "any_value_is_missing"},
        _records(
            _of_several,
            lambda row, told, rows: (
                [_several(r, told) for r in rows].count(_several(row, told)) == 1
            ),
        ),
    ),
    "expect_multicolumn_sum_to_equal": Case(
        {"column_list": ["visit_id", "rest"], "sum_total": 10},
        {**_SUM, "sum_total": 4},
        _lists(lambda values, told: None not in values and sum(values) == told["sum_total"]),
    ),
    "expect_multicolumn_values_to_be_equal": Case(
        {"column_list": ["score", "score_again"]},
        _SUM,
        _lists(lambda values, _: len(set(values)) == 1),
    ),
    "expect_select_column_values_to_be_unique_within_record": Case(
        {"column_list": ["customer_id", "note"], "ignore_row_if": "any_value_is_missing"},
        {"column_list": ["low", "high", "score"], "ignore_row_if": "never"},
        _lists(lambda values, _: not any(a == b for a, b in combinations(values, 2))),
    ),
    "expect_column_distinct_values_to_be_in_set": Case(
        {"column": "score", "value_set": [1, 2, 3, 9, 11]},
        {"column": "score", "value_set": [1, 2]},
        _column(lambda values, told: set(values) <= set(told["value_set"])),
    ),
    "expect_column_distinct_values_to_contain_set": Case(
        {"column": "note", "value_set": ["cyd"]},
        {"column": "note", "value_set": ["cyd", "nobody"]},
        _column(lambda values, told: set(values) >= set(told["value_set"])),
    ),
    "expect_column_distinct_values_to_equal_set": Case(
        {"column": "score", "value_set": [1, 2, 3, 9]},
        {"column": "score", "value_set": [1, 2, 3]},
        _column(lambda values, told: set(values) == set(told["value_set"])),
    ),
    "expect_column_most_common_value_to_be_in_set": Case(
        {"column": "score", "value_set": [2, 7]},
        {"column": "ratio", "value_set": [0.5]},
        _column(_most_common),
    ),
    "expect_column_max_to_be_between": Case(
        {"column": "visited_on", "max_value": "2026-01-28"},
        {"column": "amount", "max_value": 1000, "strict_max": True},
        _measure(max),
    ),
    "expect_column_min_to_be_between": Case(
        {"column": "amount", "min_value": 10},
        {"column": "amount", "min_value": 10, "strict_min": True},
        _measure(min),
    ),
    "expect_column_mean_to_be_between": Case(
        {"column": "score", "min_value": 1, "max_value": 4},
        {"column": "score", "max_value": 2},
        _measure(statistics.mean),
    ),
    "expect_column_median_to_be_between": Case(
        {"column": "score", "min_value": 2, "max_value": 2},
        {"column": "amount", "min_value": 30},
        _measure(statistics.median),
    ),
    "expect_column_sum_to_be_between": Case(
        {"column": "amount", "min_value": 1130, "max_value": 1130},
        {"column": "amount", "max_value": 1000},
        _measure(sum),
    ),
    "expect_column_stdev_to_be_between": Case(
        {"column": "score", "min_value": 2.9, "max_value": 3},
        {"column": "score", "max_value": 2},
        _column(
            lambda values, told: (
                len(values) > 1 and _between(statistics.stdev(map(float, values)), told)
            )
        ),
    ),
    "expect_column_unique_value_count_to_be_between": Case(
        {"column": "note", "min_value": 5, "max_value": 5},
        {"column": "note", "min_value": 6},
        _measure(lambda values: len(set(values))),
    ),
    "expect_column_proportion_of_unique_values_to_be_between": Case(
        {"column": "note", "min_value": 0.8, "max_value": 0.9},
        {"column": "note", "min_value": 0.9},
        _measure(lambda values: len(set(values)) / len(values)),
    ),
    "expect_column_proportion_of_non_null_values_to_be_between": Case(
        {"column": "note", "min_value": 0.5}, {"column": "note", "min_value": 0.8}, _present
    ),
    "expect_column_quantile_values_to_be_between": Case(
        {
            "column": "amount",
            "quantile_ranges": {"quantiles": [0.1, 0.5], "value_ranges": [[5, 10], [20, None]]},
        },
        {
            "column": "amount",
            "quantile_ranges": {"quantiles": [0.5, 1], "value_ranges": [[20, 20], [None, 999]]},
        },
        _column(_quantiles),
    ),
    "expect_column_kl_divergence_to_be_less_than": Case(
        {
            "column": "amount",
            "threshold": 0.1,
            "partition_object": {"bins": [0, 25, 100, 1000], "weights": [0.5, 0.3, 0.2]},
        },
        {
            "column": "score",
            "threshold": 0.2,
            "partition_object": {"values": [1, 2, 3, 9], "weights": [0.7, 0.1, 0.1, 0.1]},
        },
        _column(_close_to_partition),
    ),
    "expect_column_to_exist": Case(
        {"column": "note", "column_index": 3},
        {"column": "note", "column_index": 1},
        _whole(lambda _, told: list(DATA_TYPES).index(told["column"]) == told["column_index"]),
    ),
    "expect_table_column_count_to_equal": Case(
        {"value": 14}, {"value": 13}, _whole(lambda _, told: told["value"] == len(DATA_TYPES))
    ),
    "expect_table_column_count_to_be_between": Case(
        {"min_value": 14},
        {"max_value": 13},
        _whole(lambda _, told: _between(len(DATA_TYPES), told)),
    ),
    "expect_table_columns_to_match_set": Case(
        {"column_set": list(DATA_TYPES)[::-1]},
        {"column_set": ["note", "score"]},
        _whole(lambda _, told: set(told["column_set"]) == set(DATA_TYPES)),
    ),
    "expect_table_columns_to_match_ordered_list": Case(
        {"column_list": list(DATA_TYPES)},
        {"column_list": list(DATA_TYPES)[::-1]},
        _whole(lambda _, told: told["column_list"] == list(DATA_TYPES)),
    ),
    "expect_table_row_count_to_equal": Case(
        {"value": 8}, {"value": 9}, _whole(lambda rows, told: len(rows) == told["value"])
    ),
    "expect_table_row_count_to_be_between": Case(
        {"min_value": 1, "max_value": 8},
        {"min_value": 9},
        _whole(lambda rows, told: _between(len(rows), told)),
    ),
}

"""An `expect` that would not run at night, or hide what it finds, is refused in our own words."""

from __future__ import annotations

from typing import Any

import pytest

from customer_truth.files.problem import complaint
from customer_truth.lint.expectations import check_expectation
from tests.bounded import bounded

COLUMNS = {
    "visit_id": "integer",
    "note": "text",
    "amount": "numeric(18,2)",
    "score": "bigint",
    "visited_on": "date",
    "visited_at": "timestamp",
    "is_open": "boolean",
    "payload": "json",
}
REGEX = {"type": "expect_column_values_to_match_regex", "column": "note"}
BETWEEN = {"type": "expect_column_values_to_be_between", "column": "amount", "max_value": 5}
IN_SET = {"type": "expect_column_values_to_be_in_set", "column": "note", "value_set": ["a"]}
PAIR = {"type": "expect_column_pair_values_to_be_equal", "column_A": "amount", "column_B": "score"}
LIKE = {"type": "expect_column_values_to_match_like_pattern", "column": "note"}
UNIQUE = {"type": "expect_column_values_to_be_unique", "column": "note"}
NOT_NULL = {"type": "expect_column_values_to_not_be_null", "column": "note"}
ROWS = {"type": "expect_table_row_count_to_be_between", "min_value": 1}
TYPE = {"type": "expect_column_values_to_be_of_type", "column": "note"}
QUANTILES = {"type": "expect_column_quantile_values_to_be_between", "column": "amount"}


def told(expect: dict[str, Any], **rule: Any) -> dict[str, str]:
    """What lint says, by argument."""
    found = check_expectation({"expect": expect, **rule}, COLUMNS)
    return {name: complaint(*wrong) for name, wrong in found}


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({**REGEX}, "regex", "has no regex, needs a text."),
    ({**REGEX, "regex": 5}, "regex", "has 5 as regex, needs a text."),
    ({**REGEX, "regexp": "a"}, "regexp", "has the unknown argument regexp, needs only"),
    ({**REGEX, "regex": "("}, "regex", "which is not a regular expression"),
    ({**REGEX, "regex": "(?=a)"}, "regex", "needs what all engines read the same way"),
    ({**REGEX, "regex": r"(a)\1"}, "regex", "needs what all engines read the same way"),
    ({**REGEX, "regex": r"\bword"}, "regex", "needs what all engines read the same way"),
    ({**REGEX, "column": "amount", "regex": "a"}, "column", "has the decimal column amount"),
    ({**REGEX, "column": "payload", "regex": "a"}, "column", "of a type that rules do not know"),
    ({**REGEX, "column": "nota", "regex": "a"}, "column", "Did you mean note?"),
    ({**REGEX, "kwargs": {"regex": "a"}}, "kwargs", "Write each argument beside type."),
    ({**UNIQUE, "row_condition": "note > 'a'"}, "row_condition", "by its when."),
    ({**UNIQUE, "condition_parser": "pandas"}, "condition_parser", "by its when."),
    ({**UNIQUE, "result_format": "COMPLETE"}, "result_format", "Leave it out"),
    ({**UNIQUE, "catch_exceptions": False}, "catch_exceptions", "Leave it out"),
    ({**UNIQUE, "batch_id": "x"}, "batch_id", "Leave it out"),
    ({**UNIQUE, "windows": []}, "windows", "Leave it out"),
    ({**UNIQUE, "meta": {}}, "meta", "severity, why and fix."),
    ({**UNIQUE, "notes": "n"}, "notes", "severity, why and fix."),
    ({**UNIQUE, "severity": "info"}, "severity", "severity, why and fix."),
    ({**NOT_NULL, "mostly": 0.01}, "mostly", "the rule's tolerance says which share may fail"),
    ({**NOT_NULL, "mostly": 0}, "mostly", "hides failing records"),
    ({**NOT_NULL, "mostly": {"$PARAMETER": "p"}}, "mostly", "hides failing records"),
    ({**ROWS, "mostly": 1}, "mostly", "has the unknown argument mostly"),
    ({**BETWEEN, "min_value": 9}, "min_value", "between which nothing lies"),
    ({**BETWEEN, "min_value": 5, "strict_max": True}, "min_value", "between which nothing lies"),
    ({**BETWEEN, "max_value": None}, "type", "has neither min_value nor max_value"),
    ({**BETWEEN, "max_value": "high"}, "max_value", "needs a value as the decimal column has it"),
    ({**BETWEEN, "max_value": 10**30}, "max_value", "needs one of at most 18 digits"),
    ({**BETWEEN, "max_value": float("inf")}, "max_value", "needs one of at most 18 digits"),
    ({**BETWEEN, "max_value": {"$PARAMETER": "p"}}, "max_value", "needs a number or a day"),
    ({**BETWEEN, "column": "note"}, "column", "has the text column note"),
    ({**BETWEEN, "column": "is_open"}, "column", "has the boolean column is_open"),
    ({**BETWEEN, "column": "visited_on", "max_value": "2026-02-30"}, "max_value", "a real one"),
    ({**BETWEEN, "strict_max": "yes"}, "strict_max", "needs true or false"),
    ({**IN_SET, "value_set": []}, "value_set", "needs a list of texts or a list of numbers"),
    ({**IN_SET, "value_set": "a"}, "value_set", "needs a list of texts or a list of numbers"),
    ({**IN_SET, "value_set": ["a", 1]}, "value_set", "needs a list of texts or a list of numbers"),
    ({**IN_SET, "value_set": [1]}, "value_set", "needs a value as the text column has it"),
    ({**IN_SET, "value_set": ["a\0"]}, "value_set", "has a NUL character"),
    ({**IN_SET, "value_set": None}, "value_set", "has no value_set"),
    ({**PAIR, "column_B": "note"}, "column_A", "has columns of different types"),
    ({**PAIR, "column_B": "amount"}, "column_A", "has the column amount twice"),
    ({**PAIR, "ignore_row_if": "never"}, "ignore_row_if", "needs one of both_values_are_missing"),
    ({**LIKE, "like_pattern": "a!", "escape": "!"}, "like_pattern", "ends with its escape"),
    ({**LIKE, "like_pattern": "a", "escape": "!!"}, "escape", "needs a text"),
    ({**ROWS, "min_value": 0.5}, "min_value", "needs a whole number of 0 or more"),
    ({**ROWS, "min_value": "2026-01-01"}, "min_value", "needs a whole number of 0 or more"),
    ({**TYPE, "type_": "VARCHAR"}, "type_", "needs one of text, integer, bigint"),
    ({**TYPE}, "type_", "has no type_"),
    ({**QUANTILES}, "quantile_ranges", "has no quantile_ranges"),
    (
        {**QUANTILES, "quantile_ranges": {"quantiles": [0.5], "value_ranges": []}},
        "quantile_ranges",
        "needs quantiles from 0 to 1",
    ),
    (
        {**QUANTILES, "quantile_ranges": {"quantiles": [0.5], "value_ranges": [[5, 1]]}},
        "quantile_ranges",
        "in which nothing lies",
    ),
    (
        {"type": "expect_compound_columns_to_be_unique", "column_list": ["note", "note"]},
        "column_list",
        "needs a list of two columns or more, each once",
    ),
    (
        {"type": "expect_column_to_exist", "column": "note", "column_index": 0},
        "column_index",
        "does not look at place 0",
    ),
    (
        {"type": "expect_column_proportion_of_unique_values_to_be_between", "column": "note"}
        | {"min_value": 5},
        "min_value",
        "needs a number from 0 to 1",
    ),
]


@pytest.mark.parametrize(("expect", "argument", "words"), REFUSED)
def test_it_is_refused_at_its_argument(expect: dict[str, Any], argument: str, words: str) -> None:
    found = told(expect)
    assert list(found) == [argument]
    assert words in found[argument]


def test_a_when_beside_an_expectation_about_columns_is_refused() -> None:
    expect = {"type": "expect_column_to_exist", "column": "note"}
    assert "which is about the mart's columns" in told(expect, when="score > 1")["type"]
    assert not told(expect)
    assert not told(UNIQUE, when="score > 1")


@pytest.mark.parametrize(
    "expect",
    [
        {**NOT_NULL, "mostly": 1},
        {**BETWEEN, "min_value": None},
        {**BETWEEN, "column": "visited_at", "max_value": "2026-01-31 08:00:00"},
        {**REGEX, "regex": r"^\d{2}[a-z]+$"},
        {"type": "expect_column_values_to_be_null", "column": "payload"},
    ],
)
def test_a_sound_one_is_let_be(expect: dict[str, Any]) -> None:
    assert not told(expect)


def test_everything_that_is_refused_is_refused_in_bounded_time() -> None:
    with bounded():
        for expect, _, _ in REFUSED:
            told(expect)

"""Rules of a mart evaluated by Great Expectations, their failing keys written by the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from customer_truth import expectations
from customer_truth.errors import Unusable
from customer_truth.expectations import Outcome, Waiver

Make = Callable[..., Any]

ROWS = [
    (1, "c1", 10, "ann@x", 1),
    (2, "c2", None, "b : %c", 1),
    (3, None, 5, None, 2),
    (4, "c4", 7, "dan@x", None),
    (5, "c5", 0, "zzz", 3),
]


@pytest.fixture(autouse=True)
def rows(warehouse: Any) -> None:
    warehouse.load(*ROWS)


def test_a_record_passes_only_where_the_criterion_is_true(warehouse: Any, rule: Make) -> None:
    found, _ = warehouse.evaluate(
        [rule("has_amount", must="amount > 5"), rule("scored", "score is not null", "score = 1")]
    )
    assert found["has_amount"] == Outcome("has_amount", 5, 3, 0)
    assert warehouse.keys("has_amount") == ["2", "3", "5"]
    assert found["scored"] == Outcome("scored", 4, 2, 0)


def test_a_record_of_which_the_activation_is_unknown_is_not_judged(
    warehouse: Any, rule: Make
) -> None:
    found, _ = warehouse.evaluate([rule("high", "score > 1", "false")])
    assert found["high"] == Outcome("high", 2, 2, 0)


def test_customer_and_value_go_with_the_key(warehouse: Any, rule: Make) -> None:
    warehouse.evaluate([rule("never", "visit_id in (1, 3)", "false")])
    table = expectations.failing_keys_table("truth_test_quality")
    with warehouse.connect().connect() as connection:
        kept = connection.execute(sa.select(table).order_by(table.c.record_key)).all()
    assert [tuple(map(str, row)) for row in kept] == [
        ("never", "1", "c1", "10.00", "None", "None"),
        ("never", "3", "None", "5.00", "None", "None"),
    ]


def test_what_is_in_error_goes_with_the_key_of_each_rule_that_can_say_it(
    warehouse: Any, rule: Make
) -> None:
    too_dear = replace(rule("too_dear", "visit_id in (1, 3)", "false"), in_error="4 - amount")
    beyond = replace(rule("beyond", "visit_id = 1", "false"), in_error="amount * 1e14")
    warehouse.evaluate([too_dear, beyond, rule("silent", "visit_id = 1", "false")])
    t = expectations.failing_keys_table("truth_test_quality").c
    with warehouse.connect().connect() as connection:
        kept = connection.execute(
            sa.select(t.rule_id, t.record_key, t.in_error).order_by(t.rule_id, t.record_key)
        ).all()
    assert [tuple(map(str, row)) for row in kept] == [
        ("beyond", "1", "None"),
        ("silent", "1", "None"),
        ("too_dear", "1", "6.00"),
        ("too_dear", "3", "1.00"),
    ]


def test_colons_and_percent_signs_in_a_predicate_are_text(warehouse: Any, rule: Make) -> None:
    found, _ = warehouse.evaluate(
        [
            rule("colon", "note like '% :%' and note <> ' :name'", "false"),
            rule(
                "percent",
                "note = 'b : %c'",
                expect={"type": "expect_column_values_to_be_null", "column": "note"},
            ),
        ]
    )
    assert found["colon"] == Outcome("colon", 1, 1, 0)
    assert found["percent"] == Outcome("percent", 1, 1, 0)


def test_evaluating_twice_changes_nothing(warehouse: Any, rule: Make) -> None:
    rules = [rule("has_amount", must="amount > 5")]
    first, _ = warehouse.evaluate(rules)
    second, _ = warehouse.evaluate(rules)
    assert first == second
    assert warehouse.keys("has_amount") == ["2", "3", "5"]


def test_a_broken_rule_errors_alone_and_quotes_no_value(warehouse: Any, rule: Make) -> None:
    found, results = warehouse.evaluate(
        [
            rule("no_column", must="no_such_column > 1"),
            rule("no_number", must="cast(note as integer) > 1"),
            rule("sound", must="amount > 5"),
        ]
    )
    assert "no_such_column" in str(found["no_column"].error)
    assert found["no_number"].error
    assert "ann@x" not in str(found["no_number"].error)
    assert found["sound"] == Outcome("sound", 5, 3, 0)
    assert warehouse.keys("no_column") == []
    raised = [one.exception_info["raised_exception"] for one in results[0].results]
    assert raised == [True, True, False]


def test_a_misspelt_expectation_and_refused_arguments_are_errors(
    warehouse: Any, rule: Make
) -> None:
    found, results = warehouse.evaluate(
        [
            rule("misspelt", expect={"type": "expect_colum_values", "column": "score"}),
            rule("refused", expect={"type": "expect_column_values_to_be_unique", "colum": "x"}),
            rule("missing", expect={"type": "expect_column_values_to_be_unique", "column": "x"}),
            rule(
                "conditional",
                expect={
                    "type": "expect_column_values_to_be_unique",
                    "column": "score",
                    "row_condition": "score > 1",
                },
            ),
            rule(
                "unsupported",
                expect={"type": "expect_column_values_to_be_increasing", "column": "score"},
            ),
        ]
    )
    assert "expect_colum_values" in str(found["misspelt"].error)
    assert all(outcome.error for outcome in found.values())
    assert not any(one.success for one in results[0].results)
    assert len(results[0].results) == 5


def test_what_was_written_for_all_rules_is_read_once_for_all(warehouse: Any, rule: Make) -> None:
    statements: list[str] = []

    def keep(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", keep)
    try:
        warehouse.evaluate([rule(f"above_{i}", must=f"amount > {i}") for i in range(9)])
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", keep)
    selects = [one for one in statements if one.startswith("SELECT")]
    assert max(one.count("FROM truth_test_quality.failing_counts") for one in selects) == 1


def test_a_mart_without_rules_cannot_be_evaluated(warehouse: Any) -> None:
    with pytest.raises(Unusable, match="no rules"):
        warehouse.evaluate([])


def test_a_mart_without_rows_has_no_records(warehouse: Any, rule: Make) -> None:
    warehouse.load()
    unique = {"type": "expect_column_values_to_be_unique", "column": "score"}
    found, _ = warehouse.evaluate([rule("a", must="amount > 5"), rule("b", expect=unique)])
    assert found == {"a": Outcome("a", 0, 0, 0), "b": Outcome("b", 0, 0, 0)}


def test_a_waiver_marks_its_record_and_no_other(warehouse: Any, rule: Make) -> None:
    unique = {"type": "expect_column_values_to_be_unique", "column": "score"}
    waivers = [
        Waiver("w1", "has_amount", "2"),
        Waiver("w2", "has_amount", "2"),
        Waiver("w3", "has_amount", "4"),
        Waiver("w4", "unique", "1"),
        Waiver("w5", "other", "3"),
        Waiver("'; drop table x --", "few", "*"),
    ]
    few = {"type": "expect_table_row_count_to_be_between", "max_value": 3}
    found, _ = warehouse.evaluate(
        [
            rule("has_amount", must="amount > 5"),
            rule("unique", expect=unique),
            rule("few", expect=few),
        ],
        waivers,
    )
    assert found["has_amount"] == Outcome("has_amount", 5, 3, 1)
    assert found["unique"] == Outcome("unique", 4, 2, 1)
    assert found["few"] == Outcome("few", 1, 1, 1)


def test_failing_records_without_a_key_of_their_own_are_an_error(
    warehouse: Any, rule: Make
) -> None:
    warehouse.load((1, "a", 1, None, 1), (1, "b", 1, None, 2), (None, "c", 1, None, 9))
    found, _ = warehouse.evaluate(
        [
            rule("repeated", "score < 9", "false"),
            rule("without", "score = 9", "false"),
            rule("fine", "score = 1", "false"),
        ]
    )
    assert "0 failing records without a key and 1 with the key of another" in str(
        found["repeated"].error
    )
    assert "1 failing records without a key" in str(found["without"].error)
    assert warehouse.keys("repeated") == []
    assert found["fine"] == Outcome("fine", 1, 1, 0)


def test_more_failing_keys_than_records_are_counted_rule_by_rule(
    warehouse: Any, rule: Make
) -> None:
    """Then the mart itself is asked whether its key names each record."""
    found, _ = warehouse.evaluate(
        [
            rule("all", "visit_id > 0", "false"),
            rule("some", "score = 1", "false"),
            rule("none", "score = 3", "true"),
        ],
        [Waiver("w1", "all", "2")],
    )
    assert found["all"] == Outcome("all", 5, 5, 1)
    assert found["some"] == Outcome("some", 2, 2, 0)
    assert found["none"] == Outcome("none", 1, 0, 0)
    assert warehouse.keys("some") == ["1", "2"]


def test_unique_lists_every_record_of_a_repeated_value_and_no_null(
    warehouse: Any, rule: Make
) -> None:
    warehouse.load(*ROWS, (6, "c6", 1, "n", None), (7, "c7", 1, "n", 1))
    unique = {"type": "expect_column_values_to_be_unique", "column": "score"}
    together = {
        "type": "expect_compound_columns_to_be_unique",
        "column_list": ["amount", "note"],
    }
    found, _ = warehouse.evaluate(
        [
            rule("unique", expect=unique),
            rule("unique_below_7", "visit_id < 7", expect=unique),
            rule("together", expect=together),
        ]
    )
    assert warehouse.keys("unique") == ["1", "2", "7"]
    assert found["unique"] == Outcome("unique", 5, 3, 0)
    assert warehouse.keys("unique_below_7") == ["1", "2"]
    assert warehouse.keys("together") == ["6", "7"]


def test_a_regular_expression_is_searched_for_and_nulls_are_ignored(
    warehouse: Any, rule: Make
) -> None:
    def on_note(name: str, **arguments: Any) -> dict[str, Any]:
        return {"type": f"expect_column_values_to_{name}", "column": "note", **arguments}

    found, _ = warehouse.evaluate(
        [
            rule("regex", expect=on_note("match_regex", regex="@")),
            rule("not_regex", expect=on_note("not_match_regex", regex="@")),
            rule("any_of", expect=on_note("match_regex_list", regex_list=["^z", "@"])),
            rule("none_of", expect=on_note("not_match_regex_list", regex_list=["^z", "@"])),
            rule("like", expect=on_note("match_like_pattern", like_pattern="%@%")),
            rule("not_like", expect=on_note("not_match_like_pattern", like_pattern="%@%")),
        ]
    )
    assert {o.records for o in found.values()} == {4}
    assert warehouse.keys("regex") == warehouse.keys("like") == ["2", "5"]
    assert warehouse.keys("not_regex") == warehouse.keys("not_like") == ["1", "4"]
    assert warehouse.keys("any_of") == ["2"]
    assert warehouse.keys("none_of") == ["1", "4", "5"]


def test_a_pair_of_columns_is_compared_on_the_records_that_have_both(
    warehouse: Any, rule: Make
) -> None:
    pair = {
        "type": "expect_column_pair_values_a_to_be_greater_than_b",
        "column_A": "amount",
        "column_B": "score",
        "ignore_row_if": "either_value_is_missing",
    }
    found, _ = warehouse.evaluate([rule("pair", expect=pair)])
    assert found["pair"] == Outcome("pair", 3, 1, 0)
    assert warehouse.keys("pair") == ["5"]


def test_a_share_that_is_reached_has_no_failing_records(warehouse: Any, rule: Make) -> None:
    def present(mostly: float) -> dict[str, Any]:
        name = "expect_column_values_to_not_be_null"
        return {"type": name, "column": "score", "mostly": mostly}

    found, _ = warehouse.evaluate(
        [rule("most", expect=present(0.8)), rule("nearly_all", expect=present(0.9))]
    )
    assert found["most"] == Outcome("most", 5, 0, 0)
    assert found["nearly_all"] == Outcome("nearly_all", 5, 1, 0)


def test_an_expectation_on_the_whole_mart_fails_as_one_record(warehouse: Any, rule: Make) -> None:
    maximum = {"type": "expect_column_max_to_be_between", "column": "score", "max_value": 2}
    rows = {"type": "expect_table_row_count_to_equal", "value": 5}
    found, _ = warehouse.evaluate([rule("maximum", expect=maximum), rule("rows", expect=rows)])
    assert found["maximum"] == Outcome("maximum", 1, 1, 0)
    assert warehouse.keys("maximum") == ["*"]
    assert found["rows"] == Outcome("rows", 1, 0, 0)


def test_an_expectation_sees_the_mart_without_what_another_rule_reads_beside_it(
    warehouse: Any, rule: Make
) -> None:
    widening = replace(rule("ordered", must="later > 0"), columns={"later": "visit_id + 1"})
    columns = {"type": "expect_table_column_count_to_equal", "value": 5}
    found, _ = warehouse.evaluate([widening, rule("columns", expect=columns)])
    assert found["ordered"] == Outcome("ordered", 5, 0, 0)
    assert found["columns"] == Outcome("columns", 1, 0, 0)


def test_results_hold_counts_and_who_answers_but_no_value(warehouse: Any, rule: Make) -> None:
    distinct = {
        "type": "expect_column_distinct_values_to_be_in_set",
        "column": "note",
        "value_set": ["zzz"],
    }
    regex = {"type": "expect_column_values_to_match_regex", "column": "note", "regex": "^q"}
    _, results = warehouse.evaluate(
        [rule("distinct", expect=distinct), rule("regex", expect=regex), rule("c", must="false")]
    )
    told = str(results[0].to_json_dict())
    assert "ann@x" not in told
    by_rule = {one.expectation_config.meta["rule_id"]: one for one in results[0].results}
    assert by_rule["c"].result == {"records": 5, "failing": 5, "waived": 0}
    assert by_rule["c"].expectation_config.meta["owner"] == "sales_operations"
    assert by_rule["c"].expectation_config.meta["person"] == "Ada"
    assert by_rule["regex"].expectation_config.severity == "warning"
    assert by_rule["regex"].result["unexpected_count"] == 4

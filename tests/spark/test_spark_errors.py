"""What Spark raises is told in one line, and no value of a record is in it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import grpc
import pytest
from pyspark.errors import PySparkException
from pyspark.errors.exceptions.connect import SparkConnectGrpcException

from customer_truth.machine.trouble import next_step, words_of
from customer_truth.warehouse.spark_errors import Error, told, without


class Call(grpc.RpcError):
    """A call that ended as the client would raise it."""

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNAVAILABLE

    def details(self) -> str:
        return "failed to connect to all addresses; last error: ipv4:127.0.0.1:15002"


def raised(error: BaseException) -> Error:
    with pytest.raises(Error) as found, told():
        raise error
    return found.value


def spark_error(condition: str | None, words: str, **parameters: str) -> PySparkException:
    return SparkConnectGrpcException(
        words, errorClass=condition, messageParameters=parameters or None
    )


@pytest.mark.parametrize(
    ("condition", "words", "parameters"),
    [
        (
            "CAST_INVALID_INPUT",
            "[CAST_INVALID_INPUT] The value 'Anna\nO'Brien' of the type \"STRING\" cannot be cast.",
            {"expression": "'Anna\nO'Brien'"},
        ),
        (
            "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
            "[NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION] 491715550 cannot be represented.",
            {"value": "491715550"},
        ),
        (
            "CANNOT_PARSE_TIMESTAMP",
            "[CANNOT_PARSE_TIMESTAMP] Text 'Brien' could not be parsed at index 0.",
            {"message": "Text 'Brien' could not be parsed at index 0"},
        ),
        (
            "DUPLICATED_MAP_KEY",
            "[DUPLICATED_MAP_KEY] Duplicate map key Anna Brien was found.",
            {"key": "Anna Brien"},
        ),
        (None, "Job aborted: java.lang.IllegalStateException: 'Brien UNRESOLVED' 491715550", {}),
    ],
)
def test_a_value_that_spark_repeats_is_never_told(
    condition: str | None, words: str, parameters: dict[str, str]
) -> None:
    error = raised(spark_error(condition, words, **parameters))
    for text in (str(error), words_of(error)):
        assert not {"Anna", "Brien", "491715550"} & set(text.replace("'", " ").split())
        assert "\n" not in text
    assert error.condition == condition
    assert condition is None or str(error).startswith(f"[{condition}]")


def test_a_name_that_spark_does_not_know_is_told() -> None:
    words = "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column `amuont` cannot be resolved. 'amount'?"
    error = raised(spark_error("UNRESOLVED_COLUMN.WITH_SUGGESTION", f"{words}\n== SQL =="))
    assert str(error) == words_of(error) == words


def test_words_about_a_rule_count_at_the_beginning_alone() -> None:
    error = Error("[CAST_INVALID_INPUT] … 4917 [UNRESOLVED_COLUMN] NOT_FOUND")
    assert "4917" not in words_of(error)


def test_a_call_that_reached_nobody_says_how_it_ended() -> None:
    error = raised(Call())
    assert str(error).startswith("UNAVAILABLE: failed to connect")
    assert "15002" in str(error)
    assert next_step(str(error)).startswith("Look into the server's log")


def test_a_call_that_the_client_has_written_out_is_told_by_its_details() -> None:
    words = '<_InactiveRpcError of RPC:\n\tstatus = X\n\tdetails = "no token"\n>'
    error = SparkConnectGrpcException(words, grpc_status_code=grpc.StatusCode.UNAUTHENTICATED)
    assert str(raised(error)) == "UNAUTHENTICATED: no token"
    assert "token" in next_step(str(raised(error)))


@pytest.mark.parametrize(
    "error",
    [OverflowError("4917"), InvalidOperation(), TypeError("'Brien'"), OSError(5, "lost")],
)
def test_what_the_client_raises_is_the_drivers_error(error: Exception) -> None:
    told_words = str(raised(error))
    assert told_words
    assert "4917" not in told_words
    assert "Brien" not in told_words


def test_memory_that_runs_out_on_a_cluster_is_the_clusters() -> None:
    advice = next_step("Job aborted: java.lang.OutOfMemoryError: Java heap space")
    assert "CUSTOMER_TRUTH_MEMORY" not in advice
    assert "cluster" in advice


def test_a_token_is_left_out_of_what_is_told() -> None:
    assert (
        without("Parameter 'token=a=b' is none, ab", ["a=b"]) == "Parameter 'token=…' is none, ab"
    )
    assert Decimal(without("1.5", [""])) == Decimal("1.5")

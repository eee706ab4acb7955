"""The rules in Great Expectations' own words."""

from __future__ import annotations

import logging
import warnings
from typing import Any

from great_expectations import ExpectationSuite
from great_expectations import expectations as gxe

warnings.simplefilter("ignore")
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)


def expectation_of(rule: dict[str, Any]) -> Any:
    """A rule as one of the expectations that ship with the library."""
    told = {"column": rule["column"], "meta": {"rule_id": rule["id"]}}
    match rule["shape"]:
        case "present":
            return gxe.ExpectColumnValuesToNotBeNull(**told)
        case "at_least":
            return gxe.ExpectColumnValuesToBeBetween(min_value=rule["limit"], **told)
        case "at_most":
            return gxe.ExpectColumnValuesToBeBetween(max_value=rule["limit"], **told)
        case "one_of":
            return gxe.ExpectColumnValuesToBeInSet(value_set=rule["limit"], **told)
        case "no_longer":
            return gxe.ExpectColumnValueLengthsToBeBetween(max_value=rule["limit"], **told)
    raise ValueError(rule["shape"])


def validated(
    batch: Any, rules: list[dict[str, Any]], *, with_keys: bool
) -> tuple[dict[str, int], int]:
    """How many records fail each rule, and how many keys came with them."""
    suite = ExpectationSuite("records", expectations=[expectation_of(rule) for rule in rules])
    format: dict[str, Any] = {"result_format": "BASIC", "partial_unexpected_count": 0}
    if with_keys:
        named = ["record_id"]
        format = {"result_format": "COMPLETE", "unexpected_index_column_names": named}
    failing, keys = {}, 0
    for result in batch.validate(suite, result_format=format).results:
        failing[result.expectation_config.meta["rule_id"]] = result.result["unexpected_count"]
        keys += len(result.result.get("unexpected_index_list") or ())
    return failing, keys

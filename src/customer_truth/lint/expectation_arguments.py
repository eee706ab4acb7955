"""Does an expectation get the arguments it takes? By Great Expectations' own schemas, in our words.

They are read from its package without importing it, which would take seconds. Where they leave
out what its engines need, the difference stands here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from customer_truth.files.problem import listed, nearest, written
from customer_truth.lint.accountable import Complaint

_CORE = Path("expectations") / "core"
_SAY_IN_RULE = "Say it in the rule itself: severity, why and fix."
_BY_WHEN = "Say which records a rule applies to by its when."
_LEAVE_OUT = "Leave it out: the night decides how an expectation runs."
_NOT_IN_RULES = {
    "kwargs": "Write each argument beside type.",
    "row_condition": _BY_WHEN,
    "condition_parser": _BY_WHEN,
    "meta": _SAY_IN_RULE,
    "notes": _SAY_IN_RULE,
    "severity": _SAY_IN_RULE,
    **dict.fromkeys(
        (
            "result_format",
            "catch_exceptions",
            "rendered_content",
            "batch_id",
            "windows",
            "id",
            "metadata",
            "library_metadata",
        ),
        _LEAVE_OUT,
    ),
}
_TOLERANCE = (
    "Leave it out: the rule's tolerance says which share may fail, and every failing record "
    "is kept."
)
# What its schemas do not ask for, though nothing is checked without it.
_REQUIRED = {
    "expect_column_values_to_match_regex": ("regex",),
    "expect_column_values_to_be_in_type_list": ("type_list",),
    "expect_table_columns_to_match_ordered_list": ("column_list",),
    "expect_table_columns_to_match_set": ("column_set",),
    "expect_column_kl_divergence_to_be_less_than": ("partition_object", "threshold"),
}
# What its schemas take, though it is never looked at.
_UNUSED = {"expect_column_kl_divergence_to_be_less_than": ("min_value", "max_value")}
_TEXTS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 1}
_COLUMNS = {**_TEXTS, "minItems": 2, "uniqueItems": True}
_VALUES = {"anyOf": [_TEXTS, _NUMBERS]}
_BOUND = {"anyOf": [{"type": "number"}, {"type": "string"}]}
_COUNT = {"type": "integer", "minimum": 0}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_PAIR = {
    "type": "array",
    "items": {"type": ["number", "string", "null"]},
    "minItems": 2,
    "maxItems": 2,
}
_RANGE = {"type": "array", "items": {"type": ["number", "null"]}, "minItems": 2, "maxItems": 2}
_OWN: Mapping[str, Mapping[str, Any]] = {
    "mostly": {"const": 1},
    "column_list": _COLUMNS,
    "column_set": {**_TEXTS, "uniqueItems": True},
    "value_set": _VALUES,
    "regex_list": _TEXTS,
    "like_pattern_list": _TEXTS,
    "type_list": _TEXTS,
    "value_pairs_set": {"type": "array", "items": _PAIR, "minItems": 1},
    "min_value": _BOUND,
    "max_value": _BOUND,
    "column_index": {"type": "integer", "minimum": 1},
    "quantile_ranges": {
        "type": "object",
        "required": ["quantiles", "value_ranges"],
        "additionalProperties": False,
        "properties": {
            "quantiles": {"type": "array", "items": _SHARE, "minItems": 1},
            "value_ranges": {"type": "array", "items": _RANGE, "minItems": 1},
        },
    },
    "partition_object": {
        "type": "object",
        "required": ["weights"],
        "additionalProperties": False,
        "properties": {"values": _VALUES, "bins": _NUMBERS, "weights": _NUMBERS},
    },
}
_BOUNDS = ("min_value", "max_value", "value")
_SEVERAL_MISSING = {"enum": ["all_values_are_missing", "any_value_is_missing", "never"]}
_IN_WORDS = {
    "column_list": "a list of two columns or more, each once",
    "column_set": "a list of columns, each once",
    "column_index": "a place from 1 on, as Great Expectations does not look at place 0",
    "value_pairs_set": "a list of pairs, each of two numbers or texts",
    "min_value": "a number or a day",
    "max_value": "a number or a day",
    "quantile_ranges": "quantiles from 0 to 1, and for each one of value_ranges, [lowest, highest]",
    "partition_object": "values or bins, and their weights",
}
_KINDS = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "fields",
}


@cache
def core() -> Path | None:
    """The folder of Great Expectations' core expectations."""
    found = find_spec("great_expectations")
    places = found.submodule_search_locations if found else None
    return Path(places[0]) / _CORE if places else None


def check_arguments(type_: str, told: Mapping[str, Any]) -> Iterator[tuple[str, Complaint]]:
    """What is wrong with the arguments of an expectation: (argument, complaint)."""
    schema = _schema(type_)
    if schema is None:
        return
    known = schema["properties"]
    read = {}
    for name, value in told.items():
        if name in _NOT_IN_RULES:
            yield name, (f"{name}, which is not for a rule to say", "none", _NOT_IN_RULES[name])
        else:
            read[name] = value
    errors = list(Draft202012Validator(schema).iter_errors(read))
    misspelt = len(read) < len(told) or any(e.validator == "additionalProperties" for e in errors)
    for error in errors:
        if not (misspelt and error.validator == "required"):
            yield from _complaints(error, read, known)


@cache
def _schema(type_: str) -> dict[str, Any] | None:
    """What a type takes, without what only its library says and without its suite parameters."""
    folder = core()
    if folder is None:
        return None
    index = json.loads((folder / "schemas" / "index.json").read_text("utf-8"))["expectations"]
    if type_ not in index:
        return None
    file = folder / "schemas" / index[type_]["schema_file"]
    theirs = json.loads(file.read_text("utf-8"))
    properties = {
        name: _own(type_, name, said)
        for name, said in theirs["properties"].items()
        if name not in (*_NOT_IN_RULES, *_UNUSED.get(type_, ()))
    }
    return {
        "type": "object",
        "properties": properties,
        "required": [*theirs.get("required", ()), *_REQUIRED.get(type_, ())],
        "additionalProperties": False,
    }


def _own(type_: str, name: str, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an argument may be: as their schema says, or narrower where the engines need it."""
    if name in _BOUNDS and ("_count_" in type_ or "_lengths_" in type_):
        return _COUNT
    if name in _BOUNDS and "_proportion_" in type_:
        return _SHARE
    if name in _OWN:
        return _OWN[name]
    ways = [way for way in said.get("anyOf", (said,)) if way.get("type") != "object"]
    found: Mapping[str, Any] = ways[0] if len(ways) == 1 else {"anyOf": ways}
    return _SEVERAL_MISSING if name == "ignore_row_if" and "enum" not in found else found


def _complaints(
    error: ValidationError, read: Mapping[str, Any], known: Mapping[str, Any]
) -> Iterator[tuple[str, Complaint]]:
    if error.absolute_path:
        name = str(error.absolute_path[0])
        has = f"{written(read[name])} as {name}"
        if name == "mostly":
            yield name, (f"{has}, which hides failing records", "none", _TOLERANCE)
        else:
            yield name, (has, _needs(name, known[name]), "")
    elif error.validator == "required":
        wanted: Any = error.validator_value
        for name in (name for name in wanted if name not in read):
            yield name, (f"no {name}", _needs(name, known[name]), "")
    else:
        for name in (name for name in read if name not in known):
            needs = f"only {listed(known, at_most=30)}"
            yield name, (f"the unknown argument {name}", needs, nearest(name, known))


def _needs(name: str, schema: Mapping[str, Any]) -> str:
    if name in _IN_WORDS and schema not in (_COUNT, _SHARE):
        return _IN_WORDS[name]
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_needs("", way) for way in schema["anyOf"]))
    if schema["type"] == "array":
        return f"a list of {_KINDS[schema['items']['type']].removeprefix('a ')}s"
    low, high = schema.get("minimum"), schema.get("maximum")
    kind = _KINDS[schema["type"]]
    if high is not None:
        return f"{kind} from {low} to {high}"
    return kind if low is None else f"{kind} of {low} or more"

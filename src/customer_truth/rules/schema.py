"""Holds a rule file against its JSON Schema, and says in our words what does not fit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Any

from customer_truth.files.problem import listed, nearest, written

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

Steps = tuple[str | int, ...]

_NEXT = {
    "owner": "Name the one accountable role.",
    "stage": "Name the stage that the rule guards.",
    "decision": "Name the row of decision_rights.csv that says who decides.",
    "claims": "Say what each of the two functions claims.",
    "why": "Say what goes wrong where the rule is broken.",
    "fix": "Say what a person does to put a record right.",
    "effective_from": "Name the first day of the rule, such as 2026-01-01.",
    "rules": "A suite without rules checks nothing.",
}
_BOUNDS = {
    "tolerance": "a share from 0 to below 1",
    "within_hours": "a number of hours above 0, of at most 876,000",
    "at_most": "a whole number of 0 or more",
}
A_NAME = (
    "one name in lower case such as sales_operations, of at most 60 letters, digits and '_', "
    "and no device's such as con"
)
_DATED = {"effective_from", "effective_until", "limits", "expect"}
_MOST = 100
_KINDS = {"name": A_NAME, "words": "a text"}
_MISREAD = (bool, int, float, date)
_TYPES = {
    "object": "fields",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "boolean": "true or false",
}


@dataclass(frozen=True)
class Violation:
    """One part of a rule file that does not fit: where, has what, needs what, do what."""

    steps: Steps
    has: str
    needs: str
    do: str = ""


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of rule files, as it ships."""
    text = files("customer_truth.rules").joinpath("rules.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _validator() -> Draft202012Validator:
    # Rules that are proven are read without it.
    from jsonschema import Draft202012Validator, FormatChecker

    whole = _spelt_out(schema(), schema()["$defs"])
    return Draft202012Validator(whole, format_checker=FormatChecker(["date"]))


def _spelt_out(part: Any, named: Mapping[str, Any]) -> Any:
    """A schema with what it refers to in place: to look that up takes longer than to check it."""
    if isinstance(part, list):
        return [_spelt_out(one, named) for one in part]
    if not isinstance(part, dict):
        return part
    name = str(part.get("$ref", "")).removeprefix("#/$defs/")
    found = named[name] if name else part
    return {key: _spelt_out(one, named) for key, one in found.items() if key != "$defs"}


def is_name(text: str) -> bool:
    """May it name a file, a page, a table and a node of dbt alike, on every system?"""
    return re.fullmatch(schema()["$defs"]["name"]["pattern"], text) is not None


def plain(value: Any, may_be_a_day: bool = False) -> Any:
    """The value as JSON has it: dates as text, though only where one may stand."""
    if isinstance(value, dict):
        return {key: plain(part, may_be_a_day or key in _DATED) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part, may_be_a_day) for part in value]
    return value.isoformat() if may_be_a_day and isinstance(value, date) else value


def violations(data: Any) -> Iterator[Violation]:
    """What a rule file's schema refuses, one for each place, and no more than a person reads."""
    told = chain.from_iterable(map(_told, _validator().iter_errors(plain(data))))
    once: set[tuple[Steps, str]] = set()
    for violation in told:
        if len(once) == _MOST:
            yield Violation(
                (), f"more than {_MOST} wrong parts", "none", "Correct those shown first."
            )
            return
        if (violation.steps, violation.has) not in once:
            once.add((violation.steps, violation.has))
            yield violation


def _told(error: ValidationError) -> Iterator[Violation]:
    steps = tuple(error.absolute_path)
    found: Any = error.instance
    wanted: Any = error.validator_value
    field = str(steps[-1]) if steps else ""
    match error.validator:
        case "required":
            yield from _missing(error, steps)
        case "additionalProperties":
            around: Any = error.schema
            known = list(around.get("properties", ()))
            for name in [name for name in found if name not in known]:
                needs = f"only {listed(known, at_most=30)}"
                yield Violation(
                    (*steps, name), f"the unknown field {name}", needs, nearest(name, known)
                )
        case "oneOf" if not isinstance(found, dict):
            return  # its type is told already
        case "oneOf":
            ways = ("must", "expect", "order")
            said = [name for name in ways if name in found]
            has = " and ".join(said) if said else "none of must, expect and order"
            yield Violation(steps, has, "exactly one of them")
        case "enum":
            do = nearest(str(found), wanted)
            yield Violation(steps, f"{found!r} as {field}", f"one of {', '.join(wanted)}", do)
        case "minItems" | "maxItems":
            needs = "two, one of each function" if field == "claims" else "at least one"
            has = f"{len(found) or 'no'} {field}"
            yield Violation(steps, has, needs, _NEXT.get(field, ""))
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "minProperties":
            has = f"{found!r} as {field}" if field in _BOUNDS else "no difference"
            yield Violation(steps, has, _BOUNDS.get(field, "when, must or limits as they were"))
        case "format":
            yield Violation(steps, f"{found!r} as {field}", "a day that exists such as 2026-01-31")
        case _ if field == "owner":
            yield _owner(steps, found)
        case "pattern":
            yield Violation(steps, f"{found!r} as {field}", _pattern(str(wanted)))
        case _:
            yield _type(steps, field, found, wanted)


def _missing(error: ValidationError, steps: Steps) -> Iterator[Violation]:
    wanted: Any = error.validator_value
    found: Any = error.instance
    for name in wanted:
        if name not in found:
            needs = "exactly one" if name == "owner" else "one"
            if "then" in error.absolute_schema_path:
                needs = f"one, as it is {found.get('kind')}"
            yield Violation(steps, f"no {name}", needs, _NEXT.get(name, f"Add {name}: ..."))


def _owner(steps: Steps, found: Any) -> Violation:
    named = found if isinstance(found, list) else re.split(r"[,;/&+]|\band\b", str(found))
    owners = [str(owner).strip() for owner in named if str(owner).strip()] if found else []
    if len(owners) == 1 and not isinstance(found, list):
        return Violation(steps, f"{found!r} as owner", "the id of one role", _NEXT["owner"])
    counted = {0: "no owner", 1: "a list as owner", 2: "two owners"}
    has = counted.get(len(owners), f"{len(owners)} owners")
    told = f" ({', '.join(owners)})" if owners else ""
    return Violation(steps, f"{has}{told}", "exactly one", _NEXT["owner"])


def _pattern(wanted: str) -> str:
    kinds = schema()["$defs"]
    for name, needs in (*_KINDS.items(), ("day", "a day such as 2026-01-31")):
        if kinds[name]["pattern"] == wanted:
            return needs
    return wanted


def _type(steps: Steps, field: str, found: Any, wanted: Any) -> Violation:
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    needs = " or ".join(_TYPES.get(str(name), str(name)) for name in names)
    part = "item" if isinstance(steps[-1] if steps else "", int) else field or "file"
    if found is None:
        return Violation(steps, f"nothing in {part}", needs, _NEXT.get(field, ""))
    do = "Put it in quotes." if "string" in names and isinstance(found, _MISREAD) else ""
    return Violation(steps, f"{written(found)} as {part}", needs, do)

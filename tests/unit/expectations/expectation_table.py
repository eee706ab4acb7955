"""The table of every core type, as docs/expectations.md shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from customer_truth.expectations import EVERYTHING, Outcome
from customer_truth.files.problem import complaint
from customer_truth.lint.expectations import REFUSED, check_expectation
from tests.unit.expectations.core_types import CASES


def judged(outcome_of: Callable[[str, str], tuple[Outcome, list[str]]]) -> Iterator[str]:
    """What each type finds on the same eight records, where it is green and where it is red."""
    yield "| expectation | what fails | green with | red with | found |"
    yield "|---|---|---|---|---|"
    for type_, case in CASES.items():
        green, keys = outcome_of(type_, "green")
        assert (green.failing, keys) == (0, [])
        red, keys = outcome_of(type_, "red")
        whole = keys == [EVERYTHING]
        found = "the mart" if whole else f"{red.failing} of {red.records} records"
        cells = [type_, "the mart" if whole else "each record", _told(case.green), _told(case.red)]
        yield f"| `{cells[0]}` | {cells[1]} | {cells[2]} | {cells[3]} | {found} |"


def refused() -> Iterator[str]:
    """What lint says of each type that no rule may use."""
    yield "| expectation | what lint says |"
    yield "|---|---|"
    for type_ in REFUSED:
        wrong = dict(check_expectation({"expect": {"type": type_}}, {}))["type"]
        yield f"| `{type_}` | {complaint(*wrong)} |"


def _told(arguments: Mapping[str, Any]) -> str:
    told = ", ".join(f"{name}: {_value(value)}" for name, value in arguments.items())
    return f"`{told}`".replace("|", "\\|")


def _value(value: Any) -> str:
    if isinstance(value, list) and len(value) > 6:
        return f"[{', '.join(map(str, value[:2]))}, …]"
    return "null" if value is None else str(value).replace("None", "null")

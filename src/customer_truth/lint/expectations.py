"""Which expectation types Great Expectations has; importing it to ask would take seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from customer_truth.lint.accountable import Complaint
from customer_truth.registry.problem import listed, nearest

_CORE = Path("expectations") / "core"
_COLUMNS = ("column", "column_A", "column_B", "column_list", "column_set")
_ABSTRACT = "expect_multicolumn_values_to_be_unique"  # exported, yet never registered
_FREE_SQL = ("unexpected_rows_expectation", "expect_query_results_to_match_comparison")


@cache
def expectation_types() -> frozenset[str]:
    """The types that the installed Great Expectations exports from its core."""
    found = find_spec("great_expectations")
    places = found.submodule_search_locations if found else None
    if not places:
        return frozenset()
    core = Path(places[0]) / _CORE
    exported = set(re.findall(r"^from \.(\w+) import", (core / "__init__.py").read_text(), re.M))
    return frozenset(path.stem for path in core.glob("*.py") if path.stem in exported - {_ABSTRACT})


def check_expectation(
    expect: Mapping[str, Any], columns: Mapping[str, str] | None
) -> Iterator[tuple[str, Complaint]]:
    """What is wrong with an expectation: (field, complaint), on the columns of its mart."""
    type_, types = expect.get("type"), expectation_types()
    if isinstance(type_, str) and type_ not in types:
        do = nearest(type_, types)
        needs = "one of Great Expectations' core"
        yield "type", (f"the unknown expectation {type_}", needs, do)
    if type_ in _FREE_SQL:
        do = "Bring the fact into the mart as a column."
        yield "type", (f"free SQL ({type_})", "an expectation about columns", do)
    for name in _COLUMNS if columns is not None else ():
        named = expect.get(name)
        for column in named if isinstance(named, list) else [named]:
            if isinstance(column, str) and column not in (columns or {}):
                do = nearest(column, columns or ()) or f"It has {listed(columns or (), 40)}."
                yield name, (f"the unknown column {column}", "a column of the mart", do)

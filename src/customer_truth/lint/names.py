"""Are names such that a file, a page's address, a table and a node of dbt can be called so?

A rule's name is checked with the shape of its file; these are the names of the registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from customer_truth.definitions.marts import Mart
from customer_truth.files.problem import Problem, complaint
from customer_truth.files.row import Row
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.rules.schema import A_NAME, is_name

_NAMING: Mapping[str, tuple[str, ...]] = {
    "owners": ("role",),
    "decision_rights": ("decision",),
    "lifecycles": ("lifecycle", "record"),
    "stages": ("lifecycle", "stage"),
    "systems": ("source_system",),
    "exception_kinds": ("kind",),
    "cost_rates": ("rate",),
    "function_kpis": ("function",),
    "lead_definitions": ("definition",),
}


def check_names(
    registry: Registry, marts: Mapping[str, Mart], derived: Mapping[str, Row]
) -> Iterator[Problem]:
    """Every name that could not be used; `derived` rules are named after their row."""
    refused: set[int] = set()
    for table, columns in _NAMING.items():
        for row in _rows(registry, table):
            for column in columns:
                name = getattr(row, column)
                if name and not is_name(name):
                    refused.add(id(row))
                    yield at(row, f"{name[:80]!r} as {column}", A_NAME)
    for rule, row in derived.items():
        if not is_name(rule) and id(row) not in refused:
            has = f"a name that makes the rule {rule[:80]} of {len(rule)} characters"
            yield at(row, has, A_NAME, "Shorten it.")
    for mart in marts.values():
        if not is_name(mart.name):
            message = complaint(f"{mart.name[:80]!r} as its name", A_NAME)
            where = f"mart {mart.name[:80]!r}"
            yield Problem(file=mart.file, line=mart.line, where=where, message=message)
    yield from _versions(registry)


def _versions(registry: Registry) -> Iterator[Problem]:
    for row in registry.function_kpis:
        version = row.version
        if version and not (version.isascii() and version.isdigit() and len(version) < 10):
            yield at(row, f"{version[:80]!r} as version", "a whole number")


def _rows(registry: Registry, table: str) -> Iterable[Row]:
    rows: Iterable[Row] = getattr(registry, table)
    return rows

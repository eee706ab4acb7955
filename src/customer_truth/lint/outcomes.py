"""Are the words of complaints, pauses and functions' own figures ones that the marts can count?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from customer_truth.files.problem import Problem, listed, nearest
from customer_truth.lint.accountable import one_role
from customer_truth.lint.decisions import together, twice
from customer_truth.lint.owners import ends_after_start
from customer_truth.lint.report import at
from customer_truth.lint.stages import unknown_stage
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import FunctionKpi

PARTS = ("on_time", "in_full", "undamaged", "invoiced_right")
KPIS = {
    "delivery": "on_time_in_full",
    "finance": "invoiced_in_time",
    "service": "service_level",
    "sales": "buying_customers",
    "marketing": "kept_consent",
}


def check_pause_reasons(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of pause_reasons.csv."""
    yield from twice(registry.pause_reasons, lambda r: (r.reason, r.stage, r.valid_from), "reason")
    yield from together(registry.pause_reasons, lambda r: (r.reason, r.stage), "row of it")
    for row in registry.pause_reasons:
        yield from ends_after_start(row)
        if row.owner and (wrong := one_role(registry, row.owner, today)):
            yield at(row, *wrong)
        if row.stage and (unknown := unknown_stage(registry, "ticket", row.stage)):
            yield at(row, *unknown)


def check_complaint_kinds(registry: Registry) -> Iterator[Problem]:
    """Every problem of complaint_kinds.csv."""
    systems = {row.source_system for row in registry.systems}
    yield from twice(registry.complaint_kinds, lambda r: (r.source_system, r.kind), "kind")
    for row in registry.complaint_kinds:
        if row.source_system and row.source_system not in systems:
            has = f"the unknown source system {row.source_system}"
            do = nearest(row.source_system, systems)
            yield at(row, has, "one of source_systems.csv", do)
        if row.breaks and row.breaks not in PARTS:
            do = nearest(row.breaks, PARTS)
            yield at(row, f"breaks {row.breaks!r}", f"one of {listed(PARTS)}, or nothing", do)
        if row.function and row.function not in KPIS:
            do = nearest(row.function, KPIS)
            yield at(row, f"the function {row.function}", f"one of {listed(KPIS)}", do)


def check_function_kpis(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of function_kpis.csv: each function judges itself by one figure a day."""
    rows = registry.function_kpis
    yield from twice(rows, lambda row: (row.function, row.version), "version")
    yield from together(rows, lambda row: row.function, "figure of it")
    for row in rows:
        yield from _kpi(registry, row, today)
    for function in sorted({row.function for row in rows if row.function}):
        versions = [row for row in rows if row.function == function]
        if sum(row.in_force(today) for row in versions) != 1:
            has = f"no single figure of {function} today"
            yield at(versions[-1], has, "one version in force", lapsed=True)


def _kpi(registry: Registry, row: FunctionKpi, today: date) -> Iterator[Problem]:
    yield from ends_after_start(row)
    if row.owner and (wrong := one_role(registry, row.owner, today)):
        yield at(row, *wrong)
    if row.function and row.function not in KPIS:
        do = nearest(row.function, KPIS)
        yield at(row, f"the function {row.function}", f"one of {listed(KPIS)}", do)
    elif row.kpi and row.kpi != KPIS.get(row.function):
        yield at(row, f"the KPI {row.kpi}", f"{KPIS.get(row.function)}, which is counted")
    if row.target is not None and row.target > 1:
        yield at(row, f"a target of {row.target}", "a share of 0 to 1")

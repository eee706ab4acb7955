"""Reads the whole registry from the project's seeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from customer_truth.files.problem import Problem
from customer_truth.files.row import Row
from customer_truth.files.table import read_table
from customer_truth.registry.adoption import Adoption, read_adoption
from customer_truth.registry.rows import (
    BonusPlanRule,
    ComplaintKind,
    CostRate,
    CurrencyRate,
    Decision,
    DecisionRight,
    ExceptionKind,
    ForecastRequirement,
    FunctionKpi,
    LeadDefinition,
    Lifecycle,
    LifecycleStage,
    MatchDecision,
    OtifDefinition,
    Owner,
    PauseReason,
    PriorityBudget,
    SourceSystem,
    StageMapping,
    StageTransition,
    Survivorship,
    SystemWord,
    Waiver,
)

SEEDS = Path("seeds")


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Every reviewed row of the registry.

    `adoption` is what a home makes of the catalogue; a flat project has none. Where `problems` is
    not empty, a field that could not be read is None; such a registry is for `truth lint` only.
    Where it is not `is_read`, a whole table lacks its rows.
    """

    owners: tuple[Owner, ...]
    decision_rights: tuple[DecisionRight, ...]
    lifecycles: tuple[Lifecycle, ...]
    stages: tuple[LifecycleStage, ...]
    transitions: tuple[StageTransition, ...]
    mappings: tuple[StageMapping, ...]
    words: tuple[SystemWord, ...]
    waivers: tuple[Waiver, ...]
    decisions: tuple[Decision, ...]
    systems: tuple[SourceSystem, ...]
    match_decisions: tuple[MatchDecision, ...]
    survivorship: tuple[Survivorship, ...]
    exception_kinds: tuple[ExceptionKind, ...]
    priority_budgets: tuple[PriorityBudget, ...]
    cost_rates: tuple[CostRate, ...]
    currency_rates: tuple[CurrencyRate, ...]
    otif_definitions: tuple[OtifDefinition, ...]
    pause_reasons: tuple[PauseReason, ...]
    complaint_kinds: tuple[ComplaintKind, ...]
    function_kpis: tuple[FunctionKpi, ...]
    forecast_requirements: tuple[ForecastRequirement, ...]
    lead_definitions: tuple[LeadDefinition, ...]
    bonus_plan_rules: tuple[BonusPlanRule, ...]
    problems: tuple[Problem, ...]
    is_read: bool
    adoption: Adoption | None = None

    @property
    def rows(self) -> Iterator[Row]:
        """Every reviewed row, table by table."""
        for table in TABLES:
            yield from getattr(self, table)

    @property
    def awaited(self) -> frozenset[str]:
        """The roles that the catalogue is adopted for, and that no row of owners.csv names yet."""
        adopted = self.adoption.roles.values() if self.adoption else ()
        return frozenset(adopted) - {owner.role for owner in self.owners}

    def holders(self, role: str, on: date) -> list[Owner]:
        """Every row that gives the role to somebody on that day; a sound registry has one."""
        return [row for row in self.owners if row.role == role and row.in_force(on)]

    def holder(self, role: str, on: date) -> Owner | None:
        """The row of the one person who holds the role on that day."""
        holders = self.holders(role, on)
        return holders[0] if len(holders) == 1 else None

    def person_of(self, role: str, on: date) -> str | None:
        """The name of the one person who holds the role on that day."""
        holder = self.holder(role, on)
        return holder.person if holder else None

    def decision(self, name: str) -> DecisionRight | None:
        """The decision right of that name."""
        return next((row for row in self.decision_rights if row.decision == name), None)

    def stages_of(self, lifecycle: str, on: date) -> list[LifecycleStage]:
        """The stages of a lifecycle in force on that day, in their order."""
        found = [row for row in self.stages if row.lifecycle == lifecycle and row.in_force(on)]
        return sorted(found, key=lambda row: row.position or 0)


_FILES: dict[str, tuple[str, type[Row]]] = {
    "owners": ("owners", Owner),
    "decision_rights": ("decision_rights", DecisionRight),
    "lifecycles": ("lifecycles", Lifecycle),
    "stages": ("lifecycle_stages", LifecycleStage),
    "transitions": ("stage_transitions", StageTransition),
    "mappings": ("stage_mappings", StageMapping),
    "words": ("system_words", SystemWord),
    "waivers": ("waivers", Waiver),
    "decisions": ("decisions", Decision),
    "systems": ("source_systems", SourceSystem),
    "match_decisions": ("match_decisions", MatchDecision),
    "survivorship": ("survivorship", Survivorship),
    "exception_kinds": ("exception_kinds", ExceptionKind),
    "priority_budgets": ("priority_budgets", PriorityBudget),
    "cost_rates": ("cost_rates", CostRate),
    "currency_rates": ("currency_rates", CurrencyRate),
    "otif_definitions": ("otif_definitions", OtifDefinition),
    "pause_reasons": ("pause_reasons", PauseReason),
    "complaint_kinds": ("complaint_kinds", ComplaintKind),
    "function_kpis": ("function_kpis", FunctionKpi),
    "forecast_requirements": ("forecast_requirements", ForecastRequirement),
    "lead_definitions": ("lead_definitions", LeadDefinition),
    "bonus_plan_rules": ("bonus_plan_rules", BonusPlanRule),
}
# The fields of a registry that hold rows, one a table.
TABLES = tuple(_FILES)


def load_registry(root: Path) -> Registry:
    """The registry of the project at `root`; what cannot be read stands in its `problems`."""
    tables = {
        field: read_table(root, SEEDS / f"{file}.csv", row) for field, (file, row) in _FILES.items()
    }
    rows: dict[str, Any] = {field: table.rows for field, table in tables.items()}
    adoption, problems = read_adoption(root)
    problems += [problem for table in tables.values() for problem in table.problems]
    return Registry(
        **rows,
        problems=tuple(problems),
        is_read=all(table.is_read for table in tables.values()),
        adoption=adoption,
    )

"""Reads the whole registry from the project's seeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from customer_truth.registry.problem import Problem
from customer_truth.registry.rows import (
    DecisionRight,
    LifecycleStage,
    Owner,
    SourceSystem,
    StageMapping,
    StageTransition,
    Waiver,
)
from customer_truth.registry.table import read_table

SEEDS = Path("seeds")


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Every reviewed row of the registry.

    Where `problems` is not empty, a field that could not be read is None; such a registry is for
    `truth lint` only.
    """

    owners: tuple[Owner, ...]
    decision_rights: tuple[DecisionRight, ...]
    stages: tuple[LifecycleStage, ...]
    transitions: tuple[StageTransition, ...]
    mappings: tuple[StageMapping, ...]
    waivers: tuple[Waiver, ...]
    systems: tuple[SourceSystem, ...]
    problems: tuple[Problem, ...]

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


def load_registry(root: Path) -> Registry:
    """The registry of the project at `root`; what cannot be read stands in its `problems`."""
    owners = read_table(root, SEEDS / "owners.csv", Owner)
    decision_rights = read_table(root, SEEDS / "decision_rights.csv", DecisionRight)
    stages = read_table(root, SEEDS / "lifecycle_stages.csv", LifecycleStage)
    transitions = read_table(root, SEEDS / "stage_transitions.csv", StageTransition)
    mappings = read_table(root, SEEDS / "stage_mappings.csv", StageMapping)
    waivers = read_table(root, SEEDS / "waivers.csv", Waiver)
    systems = read_table(root, SEEDS / "source_systems.csv", SourceSystem)
    tables = (owners, decision_rights, stages, transitions, mappings, waivers, systems)
    return Registry(
        owners=owners.rows,
        decision_rights=decision_rights.rows,
        stages=stages.rows,
        transitions=transitions.rows,
        mappings=mappings.rows,
        waivers=waivers.rows,
        systems=systems.rows,
        problems=tuple(problem for table in tables for problem in table.problems),
    )

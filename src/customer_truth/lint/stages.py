"""Are the lifecycles sound: every stage owned, reachable, and on a way to an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from customer_truth.files.problem import Problem, listed, nearest
from customer_truth.lint.accountable import one_role
from customer_truth.lint.decisions import together, twice
from customer_truth.lint.owners import ends_after_start
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import LifecycleStage, StageMapping, StageTransition


def check_stages(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of the lifecycles: their rows, stages, transitions and mappings."""
    yield from _lifecycles(registry, today)
    yield from twice(registry.stages, _version, "stage and version")
    for row in registry.stages:
        yield from ends_after_start(row)
        if row.in_force(today) and row.owner and (wrong := one_role(registry, row.owner, today)):
            yield at(row, *wrong)
    for lifecycle in dict.fromkeys(row.lifecycle for row in registry.stages):
        yield from _lifecycle(registry, lifecycle, today)
    yield from _transitions(registry)
    yield from _mappings(registry)


def _lifecycles(registry: Registry, today: date) -> Iterator[Problem]:
    yield from twice(registry.lifecycles, lambda row: row.lifecycle, "lifecycle")
    yield from twice(registry.lifecycles, lambda row: row.record, "name of a record")
    staged = {row.lifecycle for row in registry.stages}
    for row in registry.lifecycles:
        yield from ends_after_start(row)
        if row.owner and (wrong := one_role(registry, row.owner, today)):
            yield at(row, *wrong)
        if row.lifecycle not in staged:
            do = nearest(row.lifecycle, staged)
            yield at(row, "no stage", "its stages in lifecycle_stages.csv", do)
    declared = {row.lifecycle for row in registry.lifecycles}
    for lifecycle in sorted(staged - declared - {""}):
        first = next(row for row in registry.stages if row.lifecycle == lifecycle)
        do = nearest(lifecycle, declared)
        yield at(first, f"a stage of {lifecycle}", "a row of it in lifecycles.csv", do)


def unknown_stage(registry: Registry, lifecycle: str, stage: str) -> tuple[str, str, str] | None:
    """What is wrong with naming that stage of that lifecycle, if anything."""
    lifecycles = {row.lifecycle for row in registry.stages}
    if lifecycle not in lifecycles:
        needs = f"one of {listed(lifecycles)}" if lifecycles else "one in lifecycle_stages.csv"
        return f"the unknown lifecycle {lifecycle}", needs, nearest(lifecycle, lifecycles)
    stages = {row.stage for row in registry.stages if row.lifecycle == lifecycle}
    if stage in stages:
        return None
    needs = f"one of {listed(stages)}"
    return f"the unknown stage {stage} of {lifecycle}", needs, nearest(stage, stages)


def _stage(row: LifecycleStage) -> object:
    return row.stage


def _position(row: LifecycleStage) -> object:
    return row.position


def _version(row: LifecycleStage) -> object:
    return row.lifecycle, row.stage, row.version


def _lifecycle(registry: Registry, lifecycle: str, today: date) -> Iterator[Problem]:
    stages = registry.stages_of(lifecycle, today)
    if not stages:
        row = next(row for row in registry.stages if row.lifecycle == lifecycle)
        yield at(row, f"no stage of {lifecycle} in force today", "at least one", lapsed=True)
        return
    for name, key in (("stage in force", _stage), ("position", _position)):
        yield from (replace(problem, lapsed=True) for problem in twice(stages, key, name))
    ways = {
        (t.from_stage, t.to_stage)
        for t in registry.transitions
        if t.lifecycle == lifecycle and t.in_force(today)
    }
    starts = {row.stage for row in stages if row.may_start}
    ends = {row.stage for row in stages if row.is_terminal}
    if not starts:
        has = f"no stage in which a record of {lifecycle} may start"
        do = "Set may_start of the first stage to true."
        yield at(stages[0], has, "at least one", do, lapsed=True)
    if not ends:
        has = f"no terminal stage of {lifecycle}"
        do = "Set is_terminal where a record ends."
        yield at(stages[0], has, "at least one", do, lapsed=True)
    yield from _stranded(stages, starts, ends, ways)


def _stranded(
    stages: list[LifecycleStage], starts: set[str], ends: set[str], ways: set[tuple[str, str]]
) -> Iterator[Problem]:
    reached = _closure(starts, ways)
    ending = _closure(ends, {(to, start) for start, to in ways})
    do = "Add the transition to stage_transitions.csv."
    for row in stages:
        if starts and row.stage not in reached:
            yield at(row, "no path to here from a first stage", "at least one", do, lapsed=True)
        if ends and row.stage not in ending:
            yield at(row, "no path from here to a terminal stage", "at least one", do, lapsed=True)


def _closure(start: Iterable[str], ways: set[tuple[str, str]]) -> set[str]:
    reached, fresh = set(start), set(start)
    while fresh:
        fresh = {to for origin, to in ways if origin in fresh} - reached
        reached |= fresh
    return reached


def _transitions(registry: Registry) -> Iterator[Problem]:
    def key(row: StageTransition) -> tuple[object, ...]:
        return row.lifecycle, row.from_stage, row.to_stage, row.valid_from

    yield from twice(registry.transitions, key, "transition")
    yield from together(registry.transitions, lambda row: key(row)[:3], "row of it")
    for row in registry.transitions:
        yield from ends_after_start(row)
        for stage in dict.fromkeys((row.from_stage, row.to_stage)):
            if stage and (wrong := unknown_stage(registry, row.lifecycle, stage)):
                yield at(row, *wrong)
                if "lifecycle" in wrong[0]:
                    break
        if row.from_stage and row.from_stage == row.to_stage:
            yield at(row, "the same stage at both ends", "two stages")


def _mappings(registry: Registry) -> Iterator[Problem]:
    def key(row: StageMapping) -> object:
        return row.source_system, row.lifecycle, row.pipeline, row.source_stage

    systems = {row.source_system for row in registry.systems}
    yield from twice(registry.mappings, key, "mapping")
    for row in registry.mappings:
        if row.source_system and row.source_system not in systems:
            has = f"the unknown source system {row.source_system}"
            do = nearest(row.source_system, systems)
            yield at(row, has, "one of source_systems.csv", do)
        if row.stage and (wrong := unknown_stage(registry, row.lifecycle, row.stage)):
            yield at(row, *wrong)

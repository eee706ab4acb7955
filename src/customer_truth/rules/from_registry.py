"""The rules that follow from the registry alone: one of each kind for every lifecycle and system.

Their wording stands in `registry_rules.yml`; owner and first day come from the reviewed row that a
rule is made for, and so does the place it is named with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from customer_truth.registry.load import Registry
from customer_truth.registry.rows import Lifecycle, Row
from customer_truth.rules.model import Kind, Rule, Suite
from customer_truth.verdict import Severity

_SUITE = ("mart", "key", "customer", "value", "judged_at")


def registry_suites(registry: Registry) -> list[Suite]:
    """The one suite of derived rules; none where no lifecycle is declared."""
    rules = tuple(_rules(registry))
    if not rules:
        return []
    said = _said()
    shared = {name: said[name] for name in _SUITE}
    return [Suite(name=said["suite"], rules=rules, file=rules[0].file, **shared)]


def registry_names(registry: Registry) -> dict[str, list[dict[str, str]]]:
    """The words that a wording is said with, once for each lifecycle and for each system."""
    return {
        "lifecycles": [{"lifecycle": r.lifecycle, "record": r.record} for r in registry.lifecycles],
        "systems": [{"system": row.source_system} for row in registry.systems],
    }


def registry_rule_ids(registry: Registry) -> dict[str, Row]:
    """The row behind each derived rule; of a registry with problems, as far as it can be read."""
    lifecycles = {
        template["id"].format(record=row.record): row
        for row in registry.lifecycles
        for template in _said_of(registry, row)
    }
    systems = {
        template["id"].format(system=row.source_system): row
        for row in registry.systems
        for template in _said()["systems"]
        if any(mapping.source_system == row.source_system for mapping in registry.mappings)
    }
    return {**lifecycles, **systems}


def _rules(registry: Registry) -> Iterator[Rule]:
    said = _said()
    for row in registry.lifecycles:
        names = {"lifecycle": row.lifecycle, "record": row.record}
        for template in _said_of(registry, row):
            yield _rule(template, names, row, row.owner, row.valid_from, lifecycle=row.lifecycle)
    since = {row.lifecycle: row.valid_from for row in registry.lifecycles}
    for system in registry.systems:
        mapped = {m.lifecycle for m in registry.mappings if m.source_system == system.source_system}
        starts = [since[lifecycle] for lifecycle in mapped if lifecycle in since]
        for template in said["systems"] if starts else ():
            names = {"system": system.source_system}
            yield _rule(template, names, system, system.owner, min(starts))


def _said_of(registry: Registry, row: Lifecycle) -> Iterator[Mapping[str, str]]:
    """The wordings for one lifecycle; what its rows do not limit cannot be broken."""
    limited = {
        "returns_to_a_stage_seldom": row.most_reentries is not None,
        "goes_back_with_a_reason": any(
            t.needs_reason for t in registry.transitions if t.lifecycle == row.lifecycle
        ),
        "does_not_rest_in_a_stage": any(
            s.days_until_stale is not None for s in registry.stages if s.lifecycle == row.lifecycle
        ),
    }
    for template in _said()["lifecycles"]:
        if limited.get(template["id"].removeprefix("{record}_"), True):
            yield template


def _rule(
    template: Mapping[str, str],
    names: Mapping[str, str],
    row: Row,
    owner: str,
    since: date,
    lifecycle: str | None = None,
) -> Rule:
    said = _said()
    spoken = {**names, "record": names.get("record", "").replace("_", " ")}
    text: dict[str, Any] = {
        field: words.format(**(names if field == "id" else spoken))
        for field, words in template.items()
    }
    return Rule(
        kind=Kind(text.pop("kind")),
        severity=Severity(text.pop("severity")),
        owner=owner,
        effective_from=since,
        lifecycle=lifecycle,
        suite=said["suite"],
        file=row.file,
        line=row.line,
        **{name: said[name] for name in _SUITE},
        **text,
    )


@cache
def _said() -> dict[str, Any]:
    text = files("customer_truth.rules").joinpath("registry_rules.yml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded

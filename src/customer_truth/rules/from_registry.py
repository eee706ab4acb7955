"""The rules that follow from the registry alone: one of each kind for every lifecycle and system.

Their wording stands in `registry_rules.yml`; owner and first day come from the reviewed row that a
rule is made for, and so does the place it is named with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from customer_truth.files.own_yaml import load_own_yaml
from customer_truth.files.row import Row
from customer_truth.registry.adoption import Adoption
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import Lifecycle, SourceSystem
from customer_truth.registry.words import fields_of
from customer_truth.rules.model import Kind, Rule, Suite
from customer_truth.verdict.verdict import Severity

SCOPES = ("lifecycles", "systems")
# The engine's systems that have no stage of their own to map: the one keeps dates, the other lists.
# Of any other system a stage that nobody mapped is found, also where nobody mapped one at all.
_WITHOUT_STAGES = ("route_planner", "spreadsheets")
_SUITE = ("mart", "key", "customer", "value", "judged_at")


@dataclass(frozen=True)
class _Derived:
    """A wording and what it is said for; without a first day it is no rule yet."""

    suite: Mapping[str, Any]
    template: Mapping[str, str]
    names: Mapping[str, str]
    row: Lifecycle | SourceSystem
    since: date | None
    lifecycle: str | None = None

    @property
    def id(self) -> str:
        return self.template["id"].format(**self.names)


def registry_suites(registry: Registry) -> list[Suite]:
    """The suites of derived rules; none of a suite that no row of the registry calls for."""
    derived = list(_derived(registry))
    found = []
    for said in _said():
        rules = tuple(
            _rule(one, one.since) for one in derived if one.suite is said and one.since is not None
        )
        if rules:
            shared = {name: said[name] for name in _SUITE}
            found.append(Suite(name=said["suite"], rules=rules, file=rules[0].file, **shared))
    return found


def registry_names(registry: Registry) -> dict[str, list[dict[str, str]]]:
    """The words that a wording is said with, once for each lifecycle and for each system."""
    return {
        "lifecycles": [_lifecycle_names(row) for row in registry.lifecycles],
        "systems": [_system_names(row) for row in registry.systems],
    }


def wordings(scope: str) -> dict[str, str]:
    """The ids of the wordings that are said for each of a scope, each with the mart it judges."""
    kinds = ("systems", "mapped_systems", "worded_systems") if scope == "systems" else (scope,)
    return {
        template["id"]: suite["mart"]
        for suite in _said()
        for kind in kinds
        for template in suite.get(kind, ())
    }


def registry_rule_ids(registry: Registry) -> dict[str, Row]:
    """The row behind each derived rule; of a registry with problems, as far as it can be read."""
    return {one.id: one.row for one in _derived(registry)}


def _derived(registry: Registry) -> Iterator[_Derived]:
    """Every derived rule as the project adopts it; one that it switched off is left out."""
    for one in _every(registry):
        if (adopted := _adopted(one, registry.adoption)) is not None:
            yield adopted


def _adopted(derived: _Derived, adoption: Adoption | None) -> _Derived | None:
    if adoption is None or derived.since is None:
        return derived
    own = {"id": derived.id, "lifecycle": derived.lifecycle, "effective_from": str(derived.since)}
    fields = adoption.adopted({**derived.template, **own}, derived.suite)
    if fields is None:
        return None
    template = {**derived.template, "severity": fields["severity"]}
    since = date.fromisoformat(fields["effective_from"])
    return replace(derived, template=template, since=since)


def _every(registry: Registry) -> Iterator[_Derived]:
    since = {row.lifecycle: row.valid_from for row in registry.lifecycles}
    for suite in _said():
        for row in registry.lifecycles:
            names = _lifecycle_names(row)
            for template in _said_of(suite, registry, row):
                yield _Derived(suite, template, names, row, row.valid_from, row.lifecycle)
        for system in registry.systems:
            names = _system_names(system)
            mapped = {m.lifecycle for m in registry.mappings if m.source_system == names["system"]}
            asked = mapped or (set() if names["system"] in _WITHOUT_STAGES else set(since))
            first = min((since[one] for one in asked if one in since), default=None)
            for template in suite.get("mapped_systems", ()) if asked else ():
                yield _Derived(suite, template, names, system, first)
            of_words = suite.get("worded_systems", ()) if fields_of(system.source_system) else ()
            for template in (*suite.get("systems", ()), *of_words):
                yield _Derived(suite, template, names, system, suite["effective_from"])


def _lifecycle_names(row: Lifecycle) -> dict[str, str]:
    return {"lifecycle": row.lifecycle, "record": row.record}


def _system_names(row: SourceSystem) -> dict[str, str]:
    return {"system": row.source_system}


def _said_of(
    suite: Mapping[str, Any], registry: Registry, row: Lifecycle
) -> Iterator[Mapping[str, str]]:
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
    for template in suite.get("lifecycles", ()):
        if limited.get(template["id"].removeprefix("{record}_"), True):
            yield template


def _rule(derived: _Derived, since: date) -> Rule:
    record = derived.names.get("record", "").replace("_", " ")
    spoken = {**derived.names, "record": record, "Record": record.capitalize()}
    text: dict[str, Any] = {
        field: words.format(**(derived.names if field == "id" else spoken))
        for field, words in derived.template.items()
    }
    return Rule(
        kind=Kind(text.pop("kind")),
        severity=Severity(text.pop("severity")),
        owner=derived.row.owner,
        effective_from=since,
        lifecycle=derived.lifecycle,
        suite=derived.suite["suite"],
        file=derived.row.file,
        line=derived.row.line,
        **{name: derived.suite[name] for name in _SUITE},
        **text,
    )


@cache
def _said() -> list[dict[str, Any]]:
    text = files("customer_truth.rules").joinpath("registry_rules.yml").read_text("utf-8")
    loaded: list[dict[str, Any]] = load_own_yaml(text)["suites"]
    return loaded

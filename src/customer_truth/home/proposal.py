"""What can be proposed to a company that has certain systems: rows to be read and agreed to.

The vendors' own stages and words come from `vendors.yml`. Where two systems have records of one
lifecycle, the first names the stages, and those of the second stand for what means the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from customer_truth.files.own_yaml import load_own_yaml

Row = Mapping[str, object]


@dataclass(frozen=True)
class _Stage:
    """One proposed stage: its name, what it means to the models, and what to people."""

    name: str
    means: str
    told: str


# Until somebody says which time zone the system shows its users.
_UTC = {"time_zone": "UTC"}


@dataclass(frozen=True)
class Proposal:
    """The rows of the registry by the name of their table, and the sections that are told of.

    Roles are the catalogue's functions; whoever writes the rows says which role each one is.
    """

    tables: Mapping[str, Sequence[Row]]
    sections: frozenset[str]


def known_vendors() -> list[str]:
    """The systems that a home can be proposed for."""
    return sorted(_said()["systems"])


def propose(systems: Sequence[str], since: str) -> Proposal:
    """What is known of some systems, in force from the day `since` (ISO 8601)."""
    said = _said()
    chosen = {name: said["systems"][name] for name in systems}
    stages = _stages(chosen)
    dated = {"valid_from": since, "valid_to": ""}
    tables = {
        "source_systems": [
            {"source_system": name, "title": one["title"], "owner": one["function"], **_UTC}
            for name, one in chosen.items()
        ],
        "lifecycles": [
            {"lifecycle": name, "owner": one["function"], **one, **dated}
            for name in stages
            for one in [said["lifecycles"][name]]
        ],
        "lifecycle_stages": [
            {**row, **dated} for name, found in stages.items() for row in _stage_rows(name, found)
        ],
        "stage_transitions": [
            {"lifecycle": name, "from_stage": a, "to_stage": b, "needs_reason": "false", **dated}
            for name, found in stages.items()
            for a, b in _moves(found, said["lifecycles"][name])
        ],
        "stage_mappings": list(_mappings(chosen, stages)),
        "system_words": list(_words(chosen)),
        "decision_rights": [
            {"decision": name, "decider": decider, "limits": told, "days_to_decide": 5}
            for name, (decider, told) in said["decisions"].items()
        ],
    }
    told = {name for one in chosen.values() for name in one["sections"]}
    return Proposal(tables, frozenset(told))


def _stages(chosen: Mapping[str, Any]) -> dict[str, list[_Stage]]:
    """The stages of each lifecycle, as the first system that has it calls them."""
    found: dict[str, list[_Stage]] = {}
    for vendor in chosen.values():
        for lifecycle, said in vendor.get("lifecycles", {}).items():
            own = list(dict.fromkeys(_Stage(*words) for words in said["stages"].values()))
            known = {stage.means for stage in found.get(lifecycle, ())}
            found.setdefault(lifecycle, []).extend(s for s in own if s.means not in known)
    for lifecycle, stages in found.items():
        order = _said()["lifecycles"][lifecycle]["means"]
        stages.sort(key=lambda stage: order.index(stage.means))
    return found


def _stage_rows(lifecycle: str, stages: Sequence[_Stage]) -> Iterator[dict[str, object]]:
    said = _said()["lifecycles"][lifecycle]
    for position, stage in enumerate(stages, 1):
        yield {
            "lifecycle": lifecycle,
            "stage": stage.name,
            "position": position,
            "meaning": stage.told,
            "stage_means": stage.means,
            "owner": said["function"],
            "may_start": _boolean(stage.means == stages[0].means),
            "is_terminal": _boolean(stage.means in said["ends"]),
            "version": 1,
        }


def _moves(stages: Sequence[_Stage], said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Forward to what means the same or the next thing, and every move that is documented.

    Stages that mean the same are steps of one kind of work, which nobody has to take one by one.
    """
    ways = {(a, b) for a, b in said["moves"]}
    nexts = set(pairwise(dict.fromkeys(stage.means for stage in stages)))
    for number, a in enumerate(stages):
        for later, b in enumerate(stages):
            is_onward = later > number and (a.means == b.means or (a.means, b.means) in nexts)
            if (is_onward and a.means not in said["ends"]) or (a.means, b.means) in ways:
                yield a.name, b.name


def _mappings(
    chosen: Mapping[str, Any], stages: Mapping[str, Sequence[_Stage]]
) -> Iterator[dict[str, object]]:
    for system, vendor in chosen.items():
        for lifecycle, said in vendor.get("lifecycles", {}).items():
            known = stages[lifecycle]
            for word, words in said["stages"].items():
                own = _Stage(*words)
                same = next(stage for stage in known if stage.means == own.means)
                yield {
                    "source_system": system,
                    "pipeline": said["pipeline"],
                    "source_stage": word,
                    "lifecycle": lifecycle,
                    "stage": (own if own in known else same).name,
                }


def _words(chosen: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    for system, vendor in chosen.items():
        for field, meanings in vendor.get("words", {}).items():
            for means, words in meanings.items():
                for word in words:
                    yield {"source_system": system, "field": field, "word": word, "means": means}


def _boolean(value: bool) -> str:
    return "true" if value else "false"


@cache
def _said() -> dict[str, Any]:
    text = files("customer_truth.home").joinpath("vendors.yml").read_text("utf-8")
    loaded: dict[str, Any] = load_own_yaml(text)
    return loaded

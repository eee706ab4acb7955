"""The story of the demo company: which defects it has on which of its nights (`story.yml`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

from customer_truth.demo.damage import Finding
from customer_truth.demo.errors import DemoError
from customer_truth.demo.plant import Plant
from customer_truth.files.own_yaml import load_own_yaml
from customer_truth.files.problem import nearest

# When the extracts of a night are whole.
_CUT_OFF = time(5)


@dataclass(frozen=True)
class Part:
    """One plant of the story; a row of a registry's table may speak of its first record.

    `rows` maps `decisions` or `waivers` to what the row says beside its rule and record.
    """

    plant: Plant
    rows: Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class Story:
    """The moments of the nights (UTC), the last one last, and the parts."""

    nights: tuple[datetime, ...]
    parts: tuple[Part, ...]

    @property
    def plants(self) -> list[Plant]:
        """What is planted, the parts of one plant under names of their own."""
        return [part.plant for part in self.parts]

    def registry_rows(self, findings: Iterable[Finding]) -> Mapping[str, list[dict[str, object]]]:
        """Rows for the registry by its table, about the records that were planted."""
        first: dict[str, Finding] = {}
        for finding in findings:
            if any(finding.nights):
                first.setdefault(finding.plant, finding)
        told: dict[str, list[dict[str, object]]] = {"decisions": [], "waivers": []}
        for part in self.parts:
            if (found := first.get(part.plant.name)) is None:
                continue
            for table, row in part.rows.items():
                name = f"{table[0].upper()}{len(told[table]) + 1}"
                about = {"rule": found.rule, "record_key": found.key}
                told[table].append({f"{table[:-1]}_id": name, **about, **row})
        return told


def read_story(plants: Sequence[Plant]) -> Story:
    """The story, over the plants of the demo company."""
    said = _said()
    known = {plant.name: plant for plant in plants}
    return Story(
        tuple(datetime.combine(day, _CUT_OFF) for day in said["nights"]),
        tuple(_part(number, known, each) for number, each in enumerate(said["parts"], 1)),
    )


def _part(number: int, known: Mapping[str, Plant], said: Mapping[str, Any]) -> Part:
    if said["plant"] not in known:
        do = nearest(said["plant"], known)
        raise DemoError(f"story.yml: part {number}: has no plant {said['plant']}, needs one. {do}")
    plant = known[said["plant"]]
    words = _said()["conditions"]
    where = said["where"].format_map(words) if "where" in said else plant.change.where
    if only := said.get("only"):
        where = f"({where}) and ({only.format_map(words)})"
    plant = replace(
        plant,
        change=replace(plant.change, where=where),
        name=f"{plant.name} (part {number})",
        records=max(said["nights"]),
        nights=tuple(said["nights"]),
    )
    told = {"decisions": said.get("decided"), "waivers": said.get("waived")}
    return Part(plant, {table: row for table, row in told.items() if row})


@cache
def _said() -> Mapping[str, Any]:
    text = files("customer_truth.demo").joinpath("story.yml").read_text("utf-8")
    loaded: Mapping[str, Any] = load_own_yaml(text)
    return loaded

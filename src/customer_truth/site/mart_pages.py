"""A mart's page: its columns and contract, the rules that read it, and the way back to systems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from customer_truth.definitions.load import Definitions
from customer_truth.definitions.marts import Mart
from customer_truth.lineage.ancestry import Ancestry, Staging, ancestry
from customer_truth.site.pages import RuleLine

_ROW, _TOP = 30, 14
_SYSTEM_AT, _STAGING_AT, _MART_AT = 0, 220, 620
_SYSTEM_WIDE, _STAGING_WIDE, _MART_WIDE = 150, 300, 220


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box of the picture: its left upper corner, how wide it is, and what stands in it."""

    name: str
    kind: str
    x: float
    y: float
    width: float
    height: float = 22


@dataclass(frozen=True, kw_only=True)
class LineagePicture:
    """From the systems over their staging models to the mart, in its own units."""

    boxes: Sequence[Box]
    ways: Sequence[str]
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class MartPage:
    """One mart; `ancestry` is None where the night did not keep how it was built."""

    mart: Mart
    person: str | None
    lines: Sequence[RuleLine]
    ancestry: Ancestry | None
    picture: LineagePicture | None


def mart_pages(
    definitions: Definitions, lines: Iterable[RuleLine], manifest: Mapping[str, Any] | None
) -> list[MartPage]:
    """A page for each mart of the project that a rule reads."""
    by_mart: defaultdict[str, list[RuleLine]] = defaultdict(list)
    for line in lines:
        by_mart[line.rule.mart].append(line)
    return [
        _page(definitions.marts[name], own, definitions, manifest)
        for name, own in sorted(by_mart.items())
        if name in definitions.marts
    ]


def _page(
    mart: Mart,
    lines: Sequence[RuleLine],
    definitions: Definitions,
    manifest: Mapping[str, Any] | None,
) -> MartPage:
    behind = ancestry(manifest, mart.name) if manifest else None
    return MartPage(
        mart=mart,
        person=definitions.person(mart.owner) if mart.owner else None,
        lines=lines,
        ancestry=behind,
        picture=draw_lineage(mart.name, behind.stagings) if behind and behind.stagings else None,
    )


def draw_lineage(mart: str, stagings: Sequence[Staging]) -> LineagePicture:
    """Systems on the left, staging models in the middle, the mart on the right."""
    rows = {one.name: _TOP + _ROW * at for at, one in enumerate(stagings)}
    by_system: defaultdict[str, list[float]] = defaultdict(list)
    for one in stagings:
        for system in {table.split(".")[0] for table in one.tables}:
            by_system[system].append(rows[one.name])
    systems = _apart(
        {system: sum(at) / len(at) for system, at in sorted(by_system.items(), key=lambda s: s[1])}
    )
    mart_at = sum(rows.values()) / len(rows)
    boxes = [
        *(
            Box(name=s, kind="system", x=_SYSTEM_AT, y=y, width=_SYSTEM_WIDE)
            for s, y in systems.items()
        ),
        *(
            Box(name=n, kind="staging", x=_STAGING_AT, y=y, width=_STAGING_WIDE)
            for n, y in rows.items()
        ),
        Box(name=mart, kind="mart", x=_MART_AT, y=mart_at, width=_MART_WIDE),
    ]
    ways = [
        _way(_SYSTEM_AT + _SYSTEM_WIDE, systems[system], _STAGING_AT, y)
        for system, found in by_system.items()
        for y in found
    ] + [_way(_STAGING_AT + _STAGING_WIDE, y, _MART_AT, mart_at) for y in rows.values()]
    height = max(*rows.values(), *systems.values(), mart_at) + _ROW + _TOP
    return LineagePicture(boxes=boxes, ways=ways, width=_MART_AT + _MART_WIDE, height=height)


def _apart(wanted: Mapping[str, float]) -> dict[str, float]:
    """As near to where they are wanted as boxes below each other can stand."""
    placed: dict[str, float] = {}
    free = float(_TOP)
    for name, y in wanted.items():
        placed[name] = max(y, free)
        free = placed[name] + _ROW
    return placed


def _way(x1: float, y1: float, x2: float, y2: float) -> str:
    middle, half = (x1 + x2) / 2, 11
    start, end = y1 + half, y2 + half
    return f"M{x1} {start:.0f} C{middle} {start:.0f} {middle} {end:.0f} {x2} {end:.0f}"

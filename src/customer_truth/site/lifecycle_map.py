"""A lifecycle as a picture: stages in their order, moves as arcs with how often they were made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_STEP, _NODE_WIDTH, _NODE_HEIGHT, _MARGIN = 168, 124, 46, 14
_LEVEL = 34
_WIDEST = 10
_BESIDE = 16


@dataclass(frozen=True, kw_only=True)
class Move:
    """A move between two stages, made `count` times; undocumented where the lifecycle has none.

    `median_days` is how long half of the records had stayed in `before`; None where none is known.
    """

    before: str
    after: str
    count: int
    is_documented: bool
    median_days: float | None = None


@dataclass(frozen=True, kw_only=True)
class Node:
    """A stage's box: left upper corner, and how many records stand in it."""

    stage: str
    x: float
    y: float
    standing: int
    is_terminal: bool


@dataclass(frozen=True, kw_only=True)
class Arc:
    """A move's way as an SVG path, as wide as it was made often, and where its label goes."""

    move: Move
    path: str
    width: float
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class StageMap:
    """The whole picture, in its own units."""

    nodes: Sequence[Node]
    arcs: Sequence[Arc]
    width: float
    height: float
    node_width: float = _NODE_WIDTH
    node_height: float = _NODE_HEIGHT


def draw_map(stages: Sequence[tuple[str, int, bool]], moves: Iterable[Move]) -> StageMap:
    """Places the stages (name, records standing, is it an end) in a row, moves ahead above it."""
    at = {stage: number for number, (stage, _, _) in enumerate(stages)}
    known = [move for move in moves if move.before in at and move.after in at]
    spans = [at[move.after] - at[move.before] for move in known]
    above = max([span for span in spans if span > 0], default=0)
    below = max([-span for span in spans if span < 0], default=0)
    top = _MARGIN + 18 + _BESIDE + _WIDEST + _LEVEL * above
    most = max([move.count for move in known], default=1)
    nodes = [
        Node(stage=stage, x=_MARGIN + number * _STEP, y=top, standing=standing, is_terminal=ends)
        for number, (stage, standing, ends) in enumerate(stages)
    ]
    arcs = _arcs(known, at, top, most)
    height = (
        top + _NODE_HEIGHT + _MARGIN + (18 + _BESIDE + _WIDEST + _LEVEL * below if below else 0)
    )
    width = 2 * _MARGIN + (len(stages) - 1) * _STEP + _NODE_WIDTH
    return StageMap(nodes=nodes, arcs=arcs, width=width, height=height)


def _arcs(moves: Iterable[Move], at: dict[str, int], top: float, most: int) -> list[Arc]:
    """The rarest first, so that what was made often lies above it."""
    seen: set[tuple[str, str]] = set()
    arcs = []
    for move in sorted(moves, key=lambda move: move.count):
        # A way documented only later is drawn twice, one beside the other.
        beside = _BESIDE if (move.before, move.after) in seen else 0
        seen.add((move.before, move.after))
        arcs.append(_arc(move, at, top, most, beside))
    return arcs


def _arc(move: Move, at: dict[str, int], top: float, most: int, beside: float) -> Arc:
    start, end = at[move.before], at[move.after]
    span = end - start
    is_ahead = span > 0
    edge = top if is_ahead else top + _NODE_HEIGHT
    # Arcs leave on one side of the middle and arrive on the other, so that both ways can be told.
    middle = _NODE_WIDTH / 2
    shift = 14 if is_ahead else -14
    x1 = _MARGIN + start * _STEP + middle + shift
    x2 = _MARGIN + end * _STEP + middle - shift
    lift = _LEVEL * abs(span) + 10 - _LEVEL / 2 + beside
    peak = edge - lift * 4 / 3 if is_ahead else edge + lift * 4 / 3
    path = f"M{x1:.0f} {edge:.0f} C{x1:.0f} {peak:.0f} {x2:.0f} {peak:.0f} {x2:.0f} {edge:.0f}"
    width = max(1.0, _WIDEST * move.count / most)
    # Beside the line: above what runs ahead, below what runs back.
    away = lift + width / 2
    label = edge - away - 4 if is_ahead else edge + away + 12
    return Arc(move=move, path=path, width=round(width, 1), x=(x1 + x2) / 2, y=label)

"""A lifecycle's page: stages with owner and criteria, real flows, and where records get stuck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from customer_truth.definitions.load import Definitions
from customer_truth.registry.rows import Lifecycle, LifecycleStage
from customer_truth.rules import Kind, Rule
from customer_truth.site.lifecycle_map import Move, StageMap, draw_map

_ALLOWED = "is_allowed_move"
# One lifecycle at a time: a median keeps all that it is of in memory, which nothing spills.
_STAYS = """
select stage,
    count(*) as entered,
    sum(case when left_at is null then 1 else 0 end) as standing,
    percentile_cont(0.5) within group (order by days_in_stage) as median_days,
    percentile_cont(0.9) within group (order by days_in_stage) as long_days,
    sum(case when is_open and days_in_stage > stale_after_days then 1 else 0 end) as stuck
from {marts}.stage_visits
where lifecycle = :lifecycle and stage is not null
group by stage
"""
# A record's stays are numbered, so that a stay has one before it or none.
_MOVES = """
select v.previous_stage, v.stage, v.is_allowed_move,
    count(*) as number,
    percentile_cont(0.5) within group (order by p.days_in_stage) as median_days
from {marts}.stage_visits as v
left join {marts}.stage_visits as p
    on p.lifecycle = :lifecycle and v.record_id = p.record_id
    and v.visit_number = p.visit_number + 1 and v.previous_stage = p.stage
where v.lifecycle = :lifecycle
    and v.stage is not null and v.previous_stage is not null and v.is_allowed_move is not null
group by v.previous_stage, v.stage, v.is_allowed_move
order by v.previous_stage, v.stage, v.is_allowed_move desc
"""


@dataclass(frozen=True, kw_only=True)
class Stays:
    """How records stay in one stage; days are whole."""

    entered: int = 0
    standing: int = 0
    median_days: float | None = None
    long_days: float | None = None
    stuck: int = 0


@dataclass(frozen=True, kw_only=True)
class StagePart:
    """One stage on the page."""

    stage: LifecycleStage
    person: str
    stays: Stays
    entry: Sequence[Rule]
    exit: Sequence[Rule]


@dataclass(frozen=True, kw_only=True)
class LifecyclePage:
    """One lifecycle; counts only, no record keys."""

    lifecycle: Lifecycle
    person: str
    stages: Sequence[StagePart]
    moves: Sequence[Move]
    map: StageMap
    rules: Sequence[Rule]

    @property
    def on_moves(self) -> Sequence[Rule]:
        """The rules whose records are the moves that nobody documented."""
        return [rule for rule in self.rules if _ALLOWED in f"{rule.when} {rule.must}"]

    @property
    def undocumented(self) -> Sequence[Move]:
        """Moves that the lifecycle has no way for, the most frequent first."""
        found = [move for move in self.moves if not move.is_documented]
        return sorted(found, key=lambda move: -move.count)


def lifecycle_pages(
    connection: Connection, marts_schema: str, definitions: Definitions
) -> list[LifecyclePage]:
    """A page for each lifecycle in force through which any record goes."""
    today = definitions.today
    pages = []
    for row in definitions.registry.lifecycles:
        if row.in_force(today) and (stays := _stays(connection, marts_schema, row.lifecycle)):
            moves = _moves(connection, marts_schema, row.lifecycle)
            pages.append(_page(row, definitions, stays, moves, today))
    return pages


def _page(
    row: Lifecycle,
    definitions: Definitions,
    stays: Mapping[str, Stays],
    moves: Sequence[Move],
    today: date,
) -> LifecyclePage:
    stages = definitions.registry.stages_of(row.lifecycle, today)
    rules = [rule for rule in definitions.rules if rule.lifecycle == row.lifecycle]
    known = {stage.stage: stays.get(stage.stage, Stays()) for stage in stages}
    return LifecyclePage(
        lifecycle=row,
        person=definitions.person(row.owner),
        stages=[
            StagePart(
                stage=stage,
                person=definitions.person(stage.owner),
                stays=known[stage.stage],
                entry=_criteria(rules, stage, Kind.ENTRY),
                exit=_criteria(rules, stage, Kind.EXIT),
            )
            for stage in stages
        ],
        moves=moves,
        map=draw_map([(s.stage, known[s.stage].standing, s.is_terminal) for s in stages], moves),
        rules=[rule for rule in rules if rule.stage is None and rule.stage_means is None],
    )


def _criteria(rules: Sequence[Rule], stage: LifecycleStage, kind: Kind) -> list[Rule]:
    return [rule for rule in rules if rule.kind is kind and rule.guards(stage)]


def _stays(connection: Connection, marts: str, lifecycle: str) -> dict[str, Stays]:
    rows = connection.execute(text(_STAYS.format(marts=marts)), {"lifecycle": lifecycle})
    return {
        row.stage: Stays(
            entered=int(row.entered),
            standing=int(row.standing),
            median_days=None if row.median_days is None else float(row.median_days),
            long_days=None if row.long_days is None else float(row.long_days),
            stuck=int(row.stuck or 0),
        )
        for row in rows
    }


def _moves(connection: Connection, marts: str, lifecycle: str) -> list[Move]:
    """Made before and after a way was documented, a move is told twice."""
    return [
        Move(
            before=row.previous_stage,
            after=row.stage,
            count=int(row.number),
            is_documented=bool(row.is_allowed_move),
            median_days=None if row.median_days is None else float(row.median_days),
        )
        for row in connection.execute(text(_MOVES.format(marts=marts)), {"lifecycle": lifecycle})
    ]

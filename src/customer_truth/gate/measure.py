"""Compares what fails on both sides, inside the engine; only counts and few keys come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from customer_truth.gate.result import ForecastTotal, OwnerImpact, PositionMove
from customer_truth.gate.scratch import Scratch
from customer_truth.sql.text import quoted
from customer_truth.text.spreadsheet import cell_sql

_MOVED = """
create temp table moved as
select
    coalesce(h.rule_id, b.rule_id) as rule_id,
    coalesce(h.record_key, b.record_key) as record_key,
    coalesce(h.customer_id, b.customer_id) as customer_id,
    coalesce(h.value_at_stake, b.value_at_stake) as value_at_stake,
    h.rule_id is not null and h.waiver_id is null as fails_after,
    b.rule_id is not null and b.waiver_id is null as failed_before,
    h.waiver_id is not null and b.waiver_id is null as waived
from work.failing_keys as h
full join base.work.failing_keys as b on h.rule_id = b.rule_id and h.record_key = b.record_key
"""
_COUNTS = """
select
    {group}
    count(*) filter (where failed_before) as failing_before,
    count(*) filter (where fails_after) as failing_after,
    count(*) filter (where fails_after and not failed_before) as newly_failing,
    count(*) filter (where failed_before and not fails_after) as newly_passing,
    count(*) filter (where failed_before and waived) as waived,
    count(distinct customer_id) filter (where fails_after <> failed_before) as customers,
    coalesce(sum(value_at_stake) filter (where fails_after and not failed_before), 0) as more,
    coalesce(sum(value_at_stake) filter (where failed_before and not fails_after), 0) as less
from moved {joined} {grouped}
"""
_WITH_OWNER = "inner join owners using (rule_id)"
_EXAMPLES = """
select record_key, customer_id, fails_after
from moved where rule_id = :rule and fails_after <> failed_before
order by fails_after desc, value_at_stake desc nulls last, record_key limit :most
"""
_LIST = f"""
select rule_id, {cell_sql("record_key")} as record_key, {cell_sql("customer_id")} as customer_id,
    value_at_stake,
    case when fails_after then 'newly failing' else 'newly passing' end as moves
from moved where fails_after <> failed_before order by all
"""
_STAGES = """
with stands as (
    select 'before' as side, lifecycle, record_id, stage from base.marts.stage_visits
    where left_at is null
    union all
    select 'after', lifecycle, record_id, stage from marts.stage_visits where left_at is null
),
stood as (
    select lifecycle, record_id,
        max(stage) filter (where side = 'before') as was,
        max(stage) filter (where side = 'after') as now
    from stands group by all
)
select lifecycle, was, now, count(*) as records, coalesce(sum(amount), 0) as value
from stood left join marts.opportunities on lifecycle = 'opportunity' and record_id = opportunity_id
where was is distinct from now group by all order by all
"""
_CATEGORIES = """
select b.{column} as was, h.{column} as now, count(*) as records,
    coalesce(sum(h.amount), 0) as value
from base.marts.forecast_positions as b
inner join marts.forecast_positions as h using (opportunity_id)
where b.{column} is distinct from h.{column} and not h.is_closed
group by all order by all
"""
_FORECAST = """
with failing as (
    select record_key, bool_or(failed_before) as failed_before, bool_or(fails_after) as fails_after
    from moved group by all
),
stands as (
    select forecast_category, amount as before, 0 as after,
        case when failed_before then amount else 0 end as failing_before, 0 as failing_after
    from base.marts.forecast_positions left join failing on record_key = opportunity_id
    where not is_closed
    union all
    select forecast_category, 0, amount, 0, case when fails_after then amount else 0 end
    from marts.forecast_positions left join failing on record_key = opportunity_id
    where not is_closed
)
select coalesce(forecast_category, 'none') as category,
    coalesce(sum(before), 0), coalesce(sum(after), 0),
    coalesce(sum(failing_before), 0), coalesce(sum(failing_after), 0)
from stands group by all order by category
"""


@contextmanager
def both_sides(base: Scratch, head: Scratch) -> Iterator[Connection]:
    """A connection to the head's throw-away file that sees the base's and the night's."""
    with head.engine().connect() as connection:
        connection.exec_driver_sql(f"attach {quoted(base.path)} as base (read_only)")
        yield connection


def compare_failing(connection: Connection) -> Mapping[str, Mapping[str, Any]]:
    """What moves, by rule."""
    connection.exec_driver_sql(_MOVED)
    sql = _COUNTS.format(group="rule_id,", joined="", grouped="group by rule_id")
    return {row["rule_id"]: dict(row) for row in connection.execute(text(sql)).mappings()}


def by_owner(connection: Connection, owners: Mapping[str, str]) -> list[OwnerImpact]:
    """What moves, by the owner of the rule, most newly failing first."""
    connection.exec_driver_sql("create temp table owners (rule_id text, owner text)")
    rows = [{"rule": rule, "owner": owner} for rule, owner in owners.items()]
    connection.execute(text("insert into owners values (:rule, :owner)"), rows)
    sql = _COUNTS.format(group="owner,", joined=_WITH_OWNER, grouped="group by owner")
    found = [
        OwnerImpact(
            owner=row["owner"],
            newly_failing=row["newly_failing"],
            newly_passing=row["newly_passing"],
            customers=row["customers"],
            value_newly_failing=float(row["more"]),
            value_newly_passing=float(row["less"]),
        )
        for row in connection.execute(text(sql)).mappings()
        if row["newly_failing"] or row["newly_passing"]
    ]
    return sorted(found, key=lambda o: (-o.newly_failing, -o.newly_passing, o.owner))


def examples_of(connection: Connection, rule: str, most: int) -> list[dict[str, str]]:
    """Few of the records that move, the dearest first: keys, never values."""
    rows = connection.execute(text(_EXAMPLES), {"rule": rule, "most": most})
    return [
        {
            "record": row.record_key,
            "customer": row.customer_id or "",
            "moves": "newly failing" if row.fails_after else "newly passing",
        }
        for row in rows
    ]


def closed_among(
    connection: Connection, rule: str, mart: str, key: str, judged_at: str, day: str
) -> int:
    """How many newly failing records were judged at a moment of their own that is past."""
    sql = text(
        f"select count(*) from moved inner join marts.{mart} as m "
        f'on cast(m."{key}" as text) = record_key '
        "where rule_id = :rule and fails_after and not failed_before "
        f'and cast(m."{judged_at}" as date) < cast(:day as date)'
    )
    return int(connection.scalar(sql, {"rule": rule, "day": day}) or 0)


def write_list(connection: Connection, path: Path) -> None:
    """Every record that moves, as CSV for people, written by the engine."""
    connection.exec_driver_sql(f"copy ({_LIST}) to {quoted(path)} (format csv, header)")


def stage_moves(connection: Connection) -> Iterator[PositionMove]:
    """Records that stand in another stage."""
    for row in connection.execute(text(_STAGES)):
        yield PositionMove(
            of=f"stage of {row.lifecycle}",
            before=row.was,
            after=row.now,
            records=row.records,
            value=float(row.value),
        )


def forecast_moves(connection: Connection) -> Iterator[PositionMove]:
    """Open deals in another category of the forecast, or that its documents carry elsewhere."""
    for column, of in (
        ("forecast_category", "forecast category"),
        ("documented_category", "category that the documents carry"),
    ):
        for row in connection.execute(text(_CATEGORIES.format(column=column))):
            yield PositionMove(
                of=of,
                before=row.was,
                after=row.now,
                records=row.records,
                value=float(row.value),
            )


def forecast_totals(connection: Connection) -> list[ForecastTotal]:
    """The open forecast by category, on both sides."""
    return [
        ForecastTotal(
            category=row[0],
            before=float(row[1]),
            after=float(row[2]),
            failing_before=float(row[3]),
            failing_after=float(row[4]),
        )
        for row in connection.execute(text(_FORECAST))
    ]

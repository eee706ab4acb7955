"""Compares what fails on both sides, inside the engine; only counts and few keys come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from sqlalchemy import text

from customer_truth.dialects import SPELLINGS
from customer_truth.gate.result import ForecastTotal, OwnerImpact, PositionMove
from customer_truth.quality.figures import NAMED, NAMED_BY
from customer_truth.rules import Rule
from customer_truth.text.spreadsheet import cell_sql
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import WORK
from customer_truth.warehouse.scratch import SideBySide

_MOVED = """
create temp table moved as
select
    coalesce(h.rule_id, b.rule_id) as rule_id,
    coalesce(h.record_key, b.record_key) as record_key,
    coalesce(h.customer_id, b.customer_id) as customer_id,
    coalesce(h.value, b.value) as value,
    coalesce(h.in_error, b.in_error) as in_error,
    h.rule_id is not null and h.waiver_id is null as fails_after,
    b.rule_id is not null and b.waiver_id is null as failed_before,
    h.waiver_id is not null and b.waiver_id is null as waived
from {after_work}.failing_keys as h
full join {before_work}.failing_keys as b on h.rule_id = b.rule_id and h.record_key = b.record_key
"""
_JUDGED = """
create temp table judged (
    rule_id text, owner text, mart text, record_named_by text, touches_customers boolean
)
"""
_COUNTS = f"""
with told as (
    select moved.*, owner, touches_customers, {NAMED_BY} as named_by, {NAMED} as named,
        fails_after and not failed_before as is_more, failed_before and not fails_after as is_less
    from moved inner join judged using (rule_id)
),
records as (
    select {{by}}, max(in_error) filter (where is_more) as more,
        max(in_error) filter (where is_less) as less
    from told group by {{by}}, named_by, named
),
money as (
    select {{by}}, sum(more) as more, sum(less) as less from records group by {{by}}
),
customers as (
    select distinct {{by}}, customer_id from told
    where (is_more or is_less) and touches_customers and customer_id is not null
),
known as (
    select {{by}},
        coalesce(h.invoiced_last_year, b.invoiced_last_year) as business
    from customers
    left join {{after}}.customers as h using (customer_id)
    left join {{before}}.customers as b using (customer_id)
),
touched as (
    select {{by}}, count(*) as customers_touched,
        sum(business) as yearly_business, count(*) - count(business) as not_known
    from known group by {{by}}
),
counts as (
    select
        {{by}},
        count(*) filter (where failed_before) as failing_before,
        count(*) filter (where fails_after) as failing_after,
        count(*) filter (where fails_after and not failed_before) as newly_failing,
        count(*) filter (where failed_before and not fails_after) as newly_passing,
        count(*) filter (where failed_before and waived) as waived
    from told group by {{by}}
)
select counts.*, more as in_error_newly_failing, less as in_error_newly_passing,
    coalesce(customers_touched, 0) as customers_touched, yearly_business,
    coalesce(not_known, 0) as business_not_known
from counts
left join money using ({{by}})
left join touched using ({{by}})
"""
_ORDERED = ("rule_id", "record_key", "lifecycle", "was", "now", "category")
_MONEY = ("in_error_newly_failing", "in_error_newly_passing", "yearly_business")
_EXAMPLES = """
select record_key, customer_id, fails_after
from moved where rule_id = :rule and fails_after <> failed_before
order by fails_after desc, in_error desc nulls last, value desc nulls last, {record_key} limit :most
"""
_LIST = f"""
select rule_id, {cell_sql("record_key")} as record_key, {cell_sql("customer_id")} as customer_id,
    value, in_error,
    case when fails_after then 'newly failing' else 'newly passing' end as moves
from moved where fails_after <> failed_before
order by {{rule_id}}, {{record_key}}
"""
_STAGES = """
with stands as (
    select 'before' as side, lifecycle, record_id, stage from {before}.stage_visits
    where left_at is null
    union all
    select 'after', lifecycle, record_id, stage from {after}.stage_visits where left_at is null
),
stood as (
    select lifecycle, record_id,
        max(stage) filter (where side = 'before') as was,
        max(stage) filter (where side = 'after') as now
    from stands group by lifecycle, record_id
)
select lifecycle, was, now, count(*) as records, coalesce(sum(amount), 0) as value
from stood
left join {after}.opportunities on lifecycle = 'opportunity' and record_id = opportunity_id
where was is distinct from now group by lifecycle, was, now
order by {lifecycle}, {was} nulls last, {now} nulls last
"""
_CATEGORIES = """
with both_sides as (
    select b.{column} as was, h.{column} as now, h.amount
    from {before}.forecast_positions as b
    inner join {after}.forecast_positions as h using (opportunity_id)
    where b.{column} is distinct from h.{column} and not h.is_closed
)
select was, now, count(*) as records, coalesce(sum(amount), 0) as value
from both_sides group by was, now order by {was} nulls last, {now} nulls last
"""
_FORECAST = """
with failing as (
    select record_key, bool_or(failed_before) as failed_before, bool_or(fails_after) as fails_after
    from moved group by record_key
),
stands as (
    select coalesce(forecast_category, 'none') as category, amount as before, 0 as after,
        case when failed_before then amount else 0 end as failing_before, 0 as failing_after
    from {before}.forecast_positions left join failing on record_key = opportunity_id
    where not is_closed
    union all
    select coalesce(forecast_category, 'none'), 0, amount,
        0, case when fails_after then amount else 0 end
    from {after}.forecast_positions left join failing on record_key = opportunity_id
    where not is_closed
)
select category,
    coalesce(sum(before), 0), coalesce(sum(after), 0),
    coalesce(sum(failing_before), 0), coalesce(sum(failing_after), 0)
from stands group by category order by {category}
"""


def compare_failing(both: SideBySide, rules: Iterable[Rule]) -> Mapping[str, Mapping[str, Any]]:
    """What moves, by rule."""
    connection = both.connection
    connection.exec_driver_sql(_in_words_of(both, _MOVED))
    connection.exec_driver_sql(_JUDGED)
    rows = [
        {
            "rule_id": rule.id,
            "owner": rule.owner,
            "mart": rule.mart,
            "record_named_by": rule.key,
            "touches_customers": rule.touches_customers,
        }
        for rule in rules
    ]
    if rows:
        places = ", ".join(f":{name}" for name in rows[0])
        connection.execute(text(f"insert into judged values ({places})"), rows)
    return {row["rule_id"]: row for row in _counted(both, "rule_id")}


def by_owner(both: SideBySide) -> list[OwnerImpact]:
    """What moves, by the owner of the rule, most newly failing first."""
    names = [one.name for one in fields(OwnerImpact)]
    found = [
        OwnerImpact(**{name: row[name] for name in names})
        for row in _counted(both, "owner")
        if row["newly_failing"] or row["newly_passing"]
    ]
    return sorted(found, key=lambda o: (-o.newly_failing, -o.newly_passing, o.owner))


def _counted(both: SideBySide, by: str) -> Iterator[dict[str, Any]]:
    counts = text(_in_words_of(both, _COUNTS, by=by))
    for row in both.connection.execute(counts).mappings():
        money = {name: None if row[name] is None else float(row[name]) for name in _MONEY}
        yield {**row, **money}


def examples_of(both: SideBySide, rule: str, most: int) -> list[dict[str, str]]:
    """Few of the records that move, the costliest first: keys, never values."""
    examples = text(_in_words_of(both, _EXAMPLES))
    rows = both.connection.execute(examples, {"rule": rule, "most": most})
    return [
        {
            "record": row.record_key,
            "customer": row.customer_id or "",
            "moves": "newly failing" if row.fails_after else "newly passing",
        }
        for row in rows
    ]


def closed_among(both: SideBySide, rule: str, mart: str, key: str, judged_at: str, day: str) -> int:
    """How many newly failing records were judged at a moment of their own that is past."""
    sql = text(
        f"select count(*) from moved inner join {both.schema(1, 'marts')}.{mart} as m "
        f'on cast(m."{key}" as text) = record_key '
        "where rule_id = :rule and fails_after and not failed_before "
        f'and cast(m."{judged_at}" as date) < cast(:day as date)'
    )
    return int(both.connection.scalar(sql, {"rule": rule, "day": day}) or 0)


def write_list(both: SideBySide, head: Warehouse, path: Path) -> None:
    """Every record that moves, as CSV for people, written by the engine."""
    head.write_csv(both.connection, _in_words_of(both, _LIST), path)


def stage_moves(both: SideBySide) -> Iterator[PositionMove]:
    """Records that stand in another stage."""
    for row in both.connection.execute(text(_in_words_of(both, _STAGES))):
        yield PositionMove(
            of=f"stage of {row.lifecycle}",
            before=row.was,
            after=row.now,
            records=row.records,
            value=float(row.value),
        )


def forecast_moves(both: SideBySide) -> Iterator[PositionMove]:
    """Open deals in another category of the forecast, or that its documents carry elsewhere."""
    for column, of in (
        ("forecast_category", "forecast category"),
        ("documented_category", "category that the documents carry"),
    ):
        categories = text(_in_words_of(both, _CATEGORIES, column=column))
        for row in both.connection.execute(categories):
            yield PositionMove(
                of=of,
                before=row.was,
                after=row.now,
                records=row.records,
                value=float(row.value),
            )


def forecast_totals(both: SideBySide) -> list[ForecastTotal]:
    """The open forecast by category, on both sides."""
    return [
        ForecastTotal(
            category=row[0],
            before=float(row[1]),
            after=float(row[2]),
            failing_before=float(row[3]),
            failing_after=float(row[4]),
        )
        for row in both.connection.execute(text(_in_words_of(both, _FORECAST)))
    ]


def _in_words_of(both: SideBySide, query: str, **further: str) -> str:
    """A query of this module with its schemas' names, and its names in the order of their bytes."""
    return query.format(
        before=both.schema(0, "marts"),
        after=both.schema(1, "marts"),
        before_work=both.schema(0, WORK),
        after_work=both.schema(1, WORK),
        **{name: SPELLINGS[both.dialect].by_code_point(name) for name in _ORDERED},
        **further,
    )

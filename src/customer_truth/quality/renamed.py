"""Exceptions that an earlier version named by number keep their history under today's name."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BindParameter, Connection, bindparam, text

from customer_truth.rules import Rule

_STAYS = """
select {record} || '#' || cast(visit_number as text) as former, {name} as record_key
from {{marts}}.stage_visits
"""
_OF_ONE_LIFECYCLE = _STAYS.format(
    record="record_id", name="substr(stage_visit_id, length(lifecycle) + 2)"
)
_FORMER = {
    "stage_visits": _STAYS.format(record="lifecycle || ':' || record_id", name="stage_visit_id"),
    "data_requests": """
select
    ticket_id || '#' || cast(
        row_number() over (partition by ticket_id order by requested_at, data_request_id) as text
    ) as former,
    data_request_id as record_key
from {marts}.data_requests
""",
    **{
        f"{mart}_stage_visits": f"{_OF_ONE_LIFECYCLE} where lifecycle = '{lifecycle}'"
        for mart, lifecycle in (
            *((name, name) for name in ("contract", "customer_setup", "lead", "opportunity")),
            *(("revenue", "revenue"), ("seller", "olist_seller"), ("ticket", "ticket")),
        )
    },
}
# The whole key on every engine, whether it looks for a part or for all of it.
_NUMBERED = """
select 1 from {quality}.{table} where rule_id in :rules and record_key ~ '^.*#[0-9]+$' limit 1
"""
_RENAME = """
update {quality}.{table} set record_key = renamed.record_key
from ({former}) as renamed
where {table}.rule_id in :rules and {table}.record_key = renamed.former
and not exists (
    select 1 from {quality}.{table} as known
    where known.rule_id = {table}.rule_id and known.record_key = renamed.record_key
)
"""


def rename_keys(connection: Connection, quality: str, marts: str, rules: Iterable[Rule]) -> None:
    """Gives kept exceptions and contradictions on stays and requests the names of tonight's marts.

    Where a history gained a stay since its last night, the number may be that of its neighbour.
    """
    by_mart: dict[str, list[str]] = {}
    for rule in rules:
        by_mart.setdefault(rule.mart, []).append(rule.id)
    for mart in by_mart.keys() & _FORMER.keys():
        for table in ("exceptions", "contradictions"):
            former = _FORMER[mart].format(marts=marts)
            names = {"quality": quality, "table": table, "former": former}
            ids = {"rules": by_mart[mart]}
            is_in: BindParameter[str] = bindparam("rules", expanding=True)
            probe = text(_NUMBERED.format(**names)).bindparams(is_in)
            if connection.execute(probe, ids).first() is not None:
                connection.execute(text(_RENAME.format(**names)).bindparams(is_in), ids)

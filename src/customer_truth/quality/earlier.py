"""What earlier nights say of the rules of this one, and what older versions said otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from customer_truth.quality.tables import rule_results, runs


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """How many records a rule judged, and how many of them passed, when it last had any."""

    as_of: datetime
    records: int
    passing: int
    is_last_night: bool


def last_with_records(
    connection: Connection, rule_ids: Iterable[str], sources: Sequence[str]
) -> Mapping[str, Earlier]:
    """For each rule the newest night in which it judged any record.

    Nights over a system that is off now say nothing of this one; a system that was added does not
    explain why records are gone.
    """
    kept: list[str] = list(connection.scalars(select(runs.c.sources).distinct()))
    same = runs.c.sources.in_([one for one in kept if set(json.loads(one)) <= set(sources)])
    newest = connection.scalar(select(func.max(runs.c.started_at)).where(same))
    r = rule_results.c
    number = func.row_number().over(partition_by=r.rule_id, order_by=runs.c.started_at.desc())
    ranked = (
        select(
            *(r.rule_id, runs.c.as_of, runs.c.started_at, r.records, r.failing, r.waived),
            number.label("number"),
        )
        .select_from(rule_results.join(runs, runs.c.run_id == r.run_id))
        .where(same, r.records > 0, r.rule_id.in_(list(rule_ids)))
        .subquery()
    )
    return {
        row.rule_id: Earlier(
            as_of=row.as_of,
            records=row.records,
            passing=row.records - row.failing - row.waived,
            is_last_night=row.started_at == newest,
        )
        for row in connection.execute(select(ranked).where(ranked.c.number == 1))
    }


_OF_OLDER_VERSIONS = (
    """
update {quality}.rule_results set failing = failing - waived
where waived > 0
and run_id in (select run_id from {quality}.runs where definitions_on is null)
""",
    """
update {quality}.runs set definitions_on = cast(started_at as date) where definitions_on is null
""",
)


def count_as_now(connection: Connection, quality: str) -> None:
    """Nights of older versions counted waived records as failing ones; from now on apart."""
    for statement in _OF_OLDER_VERSIONS:
        connection.execute(text(statement.format(quality=quality)))

"""The distance between what functions report and what customers get, as the last night found it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, column, func, select, table

from customer_truth.errors import Unusable
from customer_truth.lookups.nights import latest_run

SCORECARD_COLUMNS = (
    *("month_on", "function", "kpi", "target", "is_on_target", "customer_count", "green_count"),
    *("green_share", "whole_count", "whole_share", "gap"),
)


def scorecards_of(
    connection: Connection, marts: str, month: str | None, since: str | None = None
) -> Sequence[Mapping[str, Any]]:
    """The scorecards of one month (`2026-10`), or of all `since` one; the widest gap first.

    Without either it is the last one that was over on the night; `Unusable` where there is none.
    """
    cards = table("function_scorecards", *map(column, SCORECARD_COLUMNS), schema=marts)
    c = cards.c
    query = select(*(c[name] for name in SCORECARD_COLUMNS))
    if since and not month:
        query = query.where(c.month_on >= _first_day(since))
    else:
        wanted = _first_day(month) if month else _last_whole_month(connection, c)
        query = query.where(c.month_on == wanted)
    query = query.order_by(c.month_on.desc(), c.gap.desc(), c.function)
    found = connection.execute(query).mappings().all()
    if not found:
        asked = month or since or "a month that is over"
        raise Unusable(
            f"scorecards: has nothing of {asked}, needs deliveries of that month. "
            "Name another one: --month 2026-10"
        )
    return [dict(row) for row in found]


def _last_whole_month(connection: Connection, c: Any) -> date | None:
    as_of: date = latest_run(connection)["as_of"].date()
    newest: date | None = connection.scalar(
        select(func.max(c.month_on)).where(c.month_on < as_of.replace(day=1))
    )
    return newest


def _first_day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Unusable(
            f"month '{month}': is no month, needs year and month. Such as --month 2026-10"
        ) from error

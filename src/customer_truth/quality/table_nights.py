"""Keeps how many rows each raw table had, for the nights to come to know what is usual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, text

_KEPT_FOR = timedelta(days=180)
_TONIGHT = """
select
    source_system || '.' || source_table as table_id, row_count, newest_at,
    source_table_id in :accepted
    or row_count between coalesce(least_row_count, 0) and coalesce(most_row_count, row_count)
        as is_usual
from {raw}.source_tables
"""
_FORGET = """
delete from {quality}.table_nights
where night < :oldest
or night = :night and (
    not is_usual or table_id in (select table_id from ({tonight}) as tonight where is_usual)
)
"""
_KEEP = """
insert into {quality}.table_nights (table_id, night, row_count, newest_at, is_usual)
select table_id, :night, row_count, newest_at, is_usual from ({tonight}) as tonight
where not exists (
    select 1 from {quality}.table_nights as kept
    where kept.table_id = tonight.table_id and kept.night = :night
)
"""


def keep_table_nights(
    connection: Connection, raw: str, quality: str, night: date, accepted: Sequence[str]
) -> None:
    """Adds the night of a day, in place of an earlier one of that day unless that was more usual.

    The rows of a table that is `accepted` (by its `source_table_id`) are usual, however many.
    """
    names = {"quality": quality, "tonight": _TONIGHT.format(raw=raw)}
    values = {"night": night, "oldest": night - _KEPT_FOR, "accepted": list(accepted) or [""]}
    for statement in (_FORGET, _KEEP):
        used = {name: value for name, value in values.items() if f":{name}" in statement + _TONIGHT}
        sql = text(statement.format(**names)).bindparams(bindparam("accepted", expanding=True))
        connection.execute(sql, used)

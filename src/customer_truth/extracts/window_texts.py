"""Reads each distinct window text of the raw tables once, for dbt to join back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection, text

from customer_truth.dialects import Spelling
from customer_truth.extracts.check import Bound
from customer_truth.extracts.guard import Guard
from customer_truth.sql.text import named
from customer_truth.windows.hours import Hours
from customer_truth.windows.text import read_hours

_COLUMNS = {
    "window_text": "text",
    "is_understood": "boolean",
    "weekday": "integer",
    "sequence": "integer",
    "opens_minute": "integer",
    "closes_minute": "integer",
    "month": "integer",
    "day": "integer",
    "is_closed": "boolean",
    "is_holiday": "boolean",
}
_ROWS_AT_ONCE = 1000

Row = dict[str, object]


def write_window_texts(
    connection: Connection, schema: str, bound: Iterable[Bound], spelling: Spelling
) -> None:
    """Makes the table of what the texts in columns of window texts mean."""
    declared = ", ".join(f"{name} {data_type}" for name, data_type in _COLUMNS.items())
    connection.exec_driver_sql(f"create table {schema}.window_texts ({declared})")
    texts = [
        f"select {spelling.trimmed(named(column.name))} as window_text "
        f"from {schema}.{table.table.bound_name}"
        for table in bound
        for column in table.table.columns
        if column.is_window_text
    ]
    if not texts:
        return
    distinct = connection.exec_driver_sql(
        f"select distinct window_text from ({' union all '.join(texts)}) as typed "
        "where window_text <> '' order by window_text"
    )
    values = ", ".join(f":{name}" for name in _COLUMNS)
    insert = text(f"insert into {schema}.window_texts values ({values})")
    guard = Guard()
    rows = (row for (typed,) in distinct.all() for row in meaning(str(typed), guard))
    while part := list(islice(rows, _ROWS_AT_ONCE)):
        connection.execute(insert, part)
    guard.log()


def meaning(typed: str, guard: Guard) -> list[Row]:
    """The rows of one text: its windows, then its closed days; one row if nothing is understood."""
    hours = guard.read("windows", typed, lambda: read_hours(typed), None)
    if hours is None:
        return [_row(typed, is_understood=False)]
    return [*_weekly(typed, hours), *_closed(typed, hours)]


def _weekly(typed: str, hours: Hours) -> Iterator[Row]:
    seen: dict[int, int] = {}
    for window in hours.windows:
        seen[window.weekday] = seen.get(window.weekday, 0) + 1
        yield _row(
            typed,
            weekday=window.weekday,
            sequence=seen[window.weekday],
            opens_minute=window.opens,
            closes_minute=window.closes,
        )


def _closed(typed: str, hours: Hours) -> Iterator[Row]:
    for month, day in hours.closed_days:
        yield _row(typed, month=month, day=day, is_closed=True)
    if hours.is_closed_on_holidays:
        yield _row(typed, is_closed=True, is_holiday=True)


def _row(typed: str, **given: object) -> Row:
    found = {"is_understood": True, "is_closed": False, "is_holiday": False}
    return {**dict.fromkeys(_COLUMNS), **found, "window_text": typed, **given}

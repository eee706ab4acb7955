"""Binds the raw tables: one view each, under one schema, with exactly the declared columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from customer_truth.dialects import Spelling
from customer_truth.extracts.check import Bound, is_whole_number, text_of
from customer_truth.extracts.contract import Column
from customer_truth.extracts.ended import Ended, view_of, write_ended
from customer_truth.extracts.measured import utc
from customer_truth.extracts.window_texts import write_window_texts
from customer_truth.sql.text import named

_SQL_TYPES = {"numeric": "numeric(18,2)", "text": "text"}


def bind(
    connection: Connection,
    schema: str,
    bound: Sequence[Bound],
    spelling: Spelling,
    as_of: datetime,
    now: datetime,
    definitions_on: date,
) -> None:
    """Makes the views, and beside them the night's moment and the windows that texts mean.

    `now` is the moment by which the age of the extracts is judged, and `definitions_on` the day by
    which the definitions are read.
    """
    connection.exec_driver_sql(f"create schema if not exists {schema}")
    ended = write_ended(connection, schema, bound, spelling)
    for table in bound:
        _create_view(connection, schema, table, ended, spelling)
    connection.exec_driver_sql(
        f"create table {schema}.as_of as select timestamp '{as_of:%Y-%m-%d %H:%M:%S}' as as_of, "
        f"date '{definitions_on}' as definitions_on"
    )
    # It is another one on every night, so that nothing that is built may read it.
    connection.exec_driver_sql(
        f"create table {schema}.present as select timestamp '{now:%Y-%m-%d %H:%M:%S}' as present_at"
    )
    write_window_texts(connection, schema, bound, spelling)


def _create_view(
    connection: Connection, schema: str, bound: Bound, ended: Ended, spelling: Spelling
) -> None:
    selected = {column.name: _selected(bound, column, spelling) for column in bound.table.columns}
    query = view_of(bound, selected, ended, spelling)
    connection.exec_driver_sql(f"create view {schema}.{bound.table.bound_name} as\n{query}")


def _selected(bound: Bound, column: Column, spelling: Spelling) -> str:
    family = bound.families.get(column.name)
    if family is None:
        return f"cast(null as {_SQL_TYPES.get(column.data_type, column.data_type)})"
    if family == "text":
        return text_of(bound, column, spelling)
    value = utc(named(bound.names[column.name]), bound.types[column.name])
    if column.data_type != "text":
        return value
    # What is declared as text and kept as a number is an id, or a code.
    has_decimals = family == "number" and not is_whole_number(bound.types[column.name])
    return spelling.plain_text(value) if has_decimals else f"cast({value} as text)"

"""A mart with further columns that its rules read: a view that lasts as long as they are judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa

from customer_truth.expectations.failing_keys import Records
from customer_truth.expectations.judged import Criterion


@contextmanager
def widened(
    engine: sa.Engine, store_schema: str, records: Records, criteria: Sequence[Criterion]
) -> Iterator[Records]:
    """The records to judge: the mart itself, or the view with the criteria's own columns beside."""
    columns = {name: sql for c in criteria for name, sql in c.columns.items()}
    if not columns:
        yield records
        return
    view = replace(records, schema=store_schema, mart=f"{records.mart}_widened")
    name = f'"{view.schema}"."{view.mart}"'
    further = ", ".join(f'{sql} as "{column}"' for column, sql in columns.items())
    mart = f'"{records.schema}"."{records.mart}"'
    with engine.begin() as connection:
        if not sa.inspect(connection).has_schema(store_schema):
            connection.execute(sa.schema.CreateSchema(store_schema))
        connection.exec_driver_sql(f"drop view if exists {name}")
        connection.exec_driver_sql(f"create view {name} as select *, {further} from {mart}")
    try:
        yield view
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"drop view {name}")

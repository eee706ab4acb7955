"""Spark: the view that names the published night, which is all that readers have to ask."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from customer_truth.errors import Unusable
from customer_truth.sql.text import named, quoted
from customer_truth.warehouse.spark_dialect import is_missing
from customer_truth.warehouse.spark_places import POINTER

_PROBE = "probe"


class Foreign(Unusable):
    """A view of that name is somebody else's."""


@dataclass(frozen=True)
class Pointed:
    """The place of the published night, and of the one that was published before it."""

    night: str
    before: str | None = None


def read_pointer(connection: Connection, schema: str) -> Pointed | None:
    """What a pointer says; None where there is none, `Foreign` where the view is none."""
    try:
        found = connection.exec_driver_sql(f"select * from {_view(schema)}").mappings().all()
    except DBAPIError as error:
        if is_missing(error):
            return None
        raise
    if len(found) != 1 or "night" not in found[0]:
        raise Foreign(
            f"{schema}.{POINTER}: has no night in it, needs one row that names it. Rename that "
            "view, which is somebody else's."
        )
    before = found[0].get("before")
    return Pointed(str(found[0]["night"]), None if before is None else str(before))


def write_pointer(connection: Connection, schema: str, pointed: Pointed) -> None:
    """Makes a pointer say this, which is one operation of the metastore."""
    connection.exec_driver_sql(f"create schema if not exists {named(schema)}")
    verb = "alter" if inspect(connection).has_table(POINTER, schema) else "create"
    before = "cast(null as varchar)" if pointed.before is None else quoted(pointed.before)
    connection.exec_driver_sql(
        f"{verb} view {_view(schema)} as select {quoted(pointed.night)} as night, "
        f"{before} as before"
    )


def try_views(connection: Connection, schema: str) -> None:
    """Makes a view where the pointer will be, and drops it; raises what stands in the way."""
    probe = f"{named(schema)}.{_PROBE}"
    connection.exec_driver_sql(f"create schema if not exists {named(schema)}")
    connection.exec_driver_sql(f"create or replace view {probe} as select 1 as one")
    connection.exec_driver_sql(f"drop view {probe}")


def _view(schema: str) -> str:
    return f"{named(schema)}.{POINTER}"

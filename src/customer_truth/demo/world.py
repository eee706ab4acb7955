"""Builds the clean world: a work database in which every raw table knows its customer."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources

from duckdb import DuckDBPyConnection

SYSTEMS = ("salesforce", "hubspot", "netsuite", "route_planner", "zendesk", "spreadsheets")
_SHARED = (
    *("macros", "words", "company", "deals", "contracts", "deliveries"),
    *("deals_today", "tickets", "leads"),
)
CUSTOMER = "_customer"
REPORTS = '"spreadsheets"."otif_reports"'


def build_world(
    connection: DuckDBPyConnection, customers: int, seed: int, progress: Callable[[str], None]
) -> None:
    """Makes the raw tables of all systems, one schema a system; every rule holds for them."""
    connection.execute(f"create macro seed() as {seed}")
    connection.execute(f"create macro customer_count() as {customers}")
    for schema in ("company", *SYSTEMS):
        connection.execute(f'create schema "{schema}"')
    for name in (*_SHARED, *SYSTEMS):
        if name in SYSTEMS:
            progress(f"making {name}")
        connection.execute(script(name))
    count_reports(connection)


def count_reports(connection: DuckDBPyConnection) -> None:
    """Has delivery report on time in full, from the orders as they are now."""
    connection.execute(script("reports"))


def end_some(connection: DuckDBPyConnection) -> None:
    """Adds records that their systems have ended; last, so that no defect is planted in one."""
    for name in ("ended", "ended_contacts"):
        connection.execute(script(name))


def add_others(connection: DuckDBPyConnection) -> None:
    """Adds customers unlike the others, in whom no defect is planted either."""
    connection.execute(script("others"))


def raw_tables(connection: DuckDBPyConnection) -> list[tuple[str, str]]:
    """System and name of every raw table that stands in the work database, in a fixed order."""
    found = connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where list_contains(?, schema_name) order by all",
        [list(SYSTEMS)],
    )
    return [(str(system), str(table)) for system, table in found.fetchall()]


def script(name: str) -> str:
    """The SQL of one part of the world."""
    folder = resources.files(__package__) / "world"
    return (folder / f"{name}.sql").read_text(encoding="utf-8")

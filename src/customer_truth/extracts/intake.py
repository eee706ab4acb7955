"""Takes the raw tables in: checks them all, then binds them for the build."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from customer_truth.errors import Unusable
from customer_truth.extracts.bind import bind, latest_sync
from customer_truth.extracts.check import Bound, check_table
from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.extracts.places import place_of
from customer_truth.project import Project
from customer_truth.registry import Registry
from customer_truth.warehouse import Warehouse


def take_in(
    project: Project,
    warehouse: Warehouse,
    registry: Registry,
    as_of: datetime | None,
    progress: Callable[[str], None],
) -> datetime:
    """Binds every declared raw table and returns the night's moment (UTC, without zone).

    Raises `Unusable` with every problem of every table before anything is built.
    """
    tables = declared_tables(project.root, project.sources)
    owners = {system.source_system: system.owner for system in registry.systems}
    place = place_of(project)
    bound: list[Bound] = []
    problems: list[str] = []
    with warehouse.building() as connection:
        for number, table in enumerate(tables, 1):
            progress(f"extracts {number}/{len(tables)} {table.system}.{table.name}")
            found, complaints = check_table(
                connection, place, table, project.column_names, warehouse.matches
            )
            problems += [_words(table, owners[table.system], complaint) for complaint in complaints]
            if found:
                bound.append(found)
        if problems:
            raise Unusable(*problems)
        moment = as_of or latest_sync(connection, bound, warehouse.matches)
        bind(
            connection,
            warehouse.schema("raw", building=True),
            bound,
            project.column_names,
            moment,
        )
    return moment


def _words(table: Table, owner: str, complaint: str) -> str:
    return (
        f"{table.system}.{table.name}: {complaint} Ask {owner}, who owns {table.system}; "
        "last night's marts and sites stay."
    )

"""Takes the raw tables in: checks them all, then binds them for the build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from customer_truth.definitions import Definitions
from customer_truth.errors import Unusable
from customer_truth.extracts.bind import bind, latest_sync
from customer_truth.extracts.check import Bound, absent, check_table
from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.extracts.identity import bind_identity
from customer_truth.extracts.places import place_of
from customer_truth.extracts.readings import write_readings
from customer_truth.extracts.rules_in_force import write_rules_in_force
from customer_truth.project import Project, known_systems
from customer_truth.rules.examples import planted_examples
from customer_truth.warehouse import Warehouse


def take_in(
    project: Project,
    warehouse: Warehouse,
    definitions: Definitions,
    as_of: datetime | None,
    progress: Callable[[str], None],
) -> datetime:
    """Binds every declared raw table and returns the night's moment (UTC, without zone).

    What is kept of earlier nights must have been carried over.

    Raises `Unusable` with every problem of every table before anything is built.
    """
    tables = [
        replace(table, found_as=project.table_names.get(table.id))
        for table in declared_tables(project.root, project.sources)
    ]
    _refuse_unknown_names(project)
    owners = {system.source_system: system.owner for system in definitions.registry.systems}
    place = place_of(project)
    bound: list[Bound] = []
    problems: list[str] = []
    with warehouse.building() as connection:
        for number, table in enumerate(tables, 1):
            progress(f"extracts {number}/{len(tables)} {table.id}")
            if table.id in project.absent_tables:
                bound.append(absent(table))
                continue
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
        bind_identity(connection, warehouse)
        examples = planted_examples(project.root, definitions.registry)
        write_rules_in_force(connection, warehouse, definitions.rules, examples)
    write_readings(warehouse, tables, moment, progress)
    return moment


def _words(table: Table, owner: str, complaint: str) -> str:
    return (
        f"{table.id}: {complaint} Ask {owner}, who owns {table.system}; "
        "last night's marts and sites stay."
    )


def _refuse_unknown_names(project: Project) -> None:
    """A misspelt setting would otherwise do nothing, silently."""
    tables = declared_tables(project.root, tuple(known_systems(project.root)))
    columns = {f"{table.id}.{column.name}" for table in tables for column in table.columns}
    ids = {table.id for table in tables}
    unknown = [
        *(("table_names", name) for name in project.table_names if name not in ids),
        *(("absent_tables", name) for name in project.absent_tables if name not in ids),
        *(("column_names", name) for name in project.column_names if name not in columns),
    ]
    if unknown:
        raise Unusable(
            *(
                f"dbt_project.yml: vars {setting}: has '{name}', needs a name that "
                "models/staging declares. Correct it."
                for setting, name in unknown
            )
        )

"""Takes the raw tables in: checks them all, then binds them for the build."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from customer_truth.definitions.load import Definitions
from customer_truth.errors import Unusable
from customer_truth.extracts.bind import bind
from customer_truth.extracts.contract import declared_tables
from customer_truth.extracts.currency_rates import write_currency_rates
from customer_truth.extracts.examine import Problem, examine
from customer_truth.extracts.identity import bind_identity
from customer_truth.extracts.lacking import write_lacking
from customer_truth.extracts.measured import latest_sync, measure, newest_syncs
from customer_truth.extracts.present import present
from customer_truth.extracts.readings import write_readings
from customer_truth.extracts.rules_in_force import write_rules_in_force
from customer_truth.extracts.source_references import write_source_references
from customer_truth.extracts.source_tables import judged, past_nights, write_source_tables
from customer_truth.extracts.stamps import refuse_older, write_stamps
from customer_truth.extracts.system_clocks import write_system_clocks
from customer_truth.planted.rows import planted_examples
from customer_truth.project import Project, known_systems
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import QUALITY


def take_in(
    project: Project,
    warehouse: Warehouse,
    definitions: Definitions,
    as_of: datetime | None,
    progress: Callable[[str], None],
    *,
    older_extracts: bool = False,
    is_known: bool = False,
) -> datetime:
    """Binds every declared raw table and returns the night's moment (UTC, without zone).

    What is kept of earlier nights must have been carried over. `is_known` where the last night took
    in the very same tables by the same code, and its references stand there: nothing is read again.

    Raises `Unusable` with every problem of every table before anything is built.
    """
    _refuse_unknown_names(project)
    found = examine(project, warehouse, progress)
    if found.problems:
        raise Unusable(
            *_addressed(found.problems, definitions),
            asked=_owners_of(found.problems, definitions),
        )
    bound = found.bound
    with warehouse.building() as connection:
        quality = warehouse.schema(QUALITY, building=True)
        clock = datetime.now(UTC).replace(tzinfo=None)
        measured = measure(connection, bound, warehouse.spelling, clock)
        stamps = newest_syncs(measured)
        if not older_extracts:
            refuse_older(connection, quality, stamps)
        moment, now = as_of or latest_sync(stamps), present(project.raw, as_of)
        raw = warehouse.schema("raw", building=True)
        bind(connection, raw, bound, warehouse.spelling, moment, now, definitions.today)
        write_system_clocks(connection, raw, definitions.registry.systems)
        write_stamps(connection, raw, stamps)
        past = past_nights(connection, quality)
        write_source_tables(connection, raw, judged(measured, past, now, moment))
        write_lacking(connection, raw, bound)
        write_currency_rates(connection, raw, definitions.registry.currency_rates)
        bind_identity(connection, warehouse)
        examples = planted_examples(project.root, definitions.registry)
        write_rules_in_force(connection, warehouse, definitions.rules, examples)
    if not is_known:
        with warehouse.building() as connection:
            write_source_references(connection, raw, bound, warehouse.spelling)
    tables = [each.table for each in bound]
    write_readings(warehouse, tables, moment, progress, is_known=is_known)
    return moment


def _addressed(problems: Sequence[Problem], definitions: Definitions) -> list[str]:
    """The problems, each with whom to ask."""
    owners = {system.source_system: system.owner for system in definitions.registry.systems}
    asked = {
        system: f"Ask {owner}, who owns {system}; last night's marts and sites stay."
        for system, owner in owners.items()
    }
    nobodys = "Name the folder with --raw; last night's marts and sites stay."
    return [f"{problem} {asked.get(problem.system or '', nobodys)}" for problem in problems]


def _owners_of(problems: Sequence[Problem], definitions: Definitions) -> str | None:
    """The owners of the systems that the problems are of, each with its systems."""
    systems: dict[str, list[str]] = {}
    affected = {problem.system for problem in problems}
    for system in definitions.registry.systems:
        if system.source_system in affected:
            systems.setdefault(system.owner, []).append(system.source_system)
    told = (f"{owner} ({', '.join(names)})" for owner, names in sorted(systems.items()))
    return ", ".join(told) or None


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

"""Looks at every raw table of a project, each on its own: what one lacks is no other's fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import Connection

from customer_truth.extracts.check import Bound, absent, check_table
from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.extracts.places import Place, place_of
from customer_truth.files.problem import complaint, listed
from customer_truth.project import Project
from customer_truth.warehouse import Warehouse


@dataclass(frozen=True)
class Found:
    """The tables that a night can read, and what keeps it from reading the others."""

    bound: tuple[Bound, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a raw table, with a system, or with all of them (None)."""

    system: str | None
    where: str
    words: str

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


def examine(project: Project, warehouse: Warehouse, progress: Callable[[str], None]) -> Found:
    """Reads every declared raw table once, and leaves nothing behind."""
    tables = [
        replace(table, found_as=project.table_names.get(table.id))
        for table in declared_tables(project.root, project.sources)
    ]
    place = place_of(project)
    with warehouse.looking() as connection:
        missing = {one.system: one for one in _missing(project, connection, place, tables)}
        left_out = {table.id for table in tables if _is_left_out(connection, place, table)}
    if len(missing) == len(project.sources) > 1:
        nothing = complaint(f"nothing of {listed(project.sources)}", "their tables there")
        return Found((), (Problem(None, place.title, nothing),))
    bound: list[Bound] = []
    problems = list(missing.values())
    with ExitStack() as opened:
        connection = opened.enter_context(warehouse.looking())
        for number, table in enumerate(tables, 1):
            progress(f"extracts {number}/{len(tables)} {table.id}")
            if table.id in project.absent_tables or table.id in left_out:
                bound.append(absent(table))
            elif table.system not in missing:
                found, words = check_table(
                    connection, place, table, project.column_names, warehouse.spelling
                )
                problems += [Problem(table.system, table.id, said) for said in words]
                bound += [found] if found else []
                if words:
                    # Whatever broke over one table, the next one is read by another connection.
                    opened.close()
                    connection = opened.enter_context(warehouse.looking())
    return Found(tuple(bound), tuple(problems))


def _is_left_out(connection: Connection, place: Place, table: Table) -> bool:
    """Whether nothing arrived of a table that not every sync has; one that was renamed is there."""
    if not table.optional or table.found_as:
        return False
    return place.lacks(connection, [table]) is not None


def _missing(
    project: Project, connection: Connection, place: Place, tables: Sequence[Table]
) -> Iterator[Problem]:
    """The systems of which nothing has arrived, once each instead of table by table."""
    expected = [table for table in tables if table.id not in project.absent_tables]
    for system, group in groupby(expected, key=lambda table: table.system):
        asked = list(group)
        lacks = place.lacks(connection, asked)
        if lacks:
            words = complaint(lacks, f"its {len(asked)} tables")
            yield Problem(system, system, words)

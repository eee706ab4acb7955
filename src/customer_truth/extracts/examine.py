"""Looks at every raw table of a project, each on its own: what one lacks is no other's fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

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
    missing = {problem.system: problem for problem in _missing(project, warehouse, place, tables)}
    if len(missing) == len(project.sources) > 1:
        nothing = complaint(f"nothing of {listed(project.sources)}", "their tables there")
        return Found((), (Problem(None, place.title, nothing),))
    bound: list[Bound] = []
    problems = list(missing.values())
    for number, table in enumerate(tables, 1):
        progress(f"extracts {number}/{len(tables)} {table.id}")
        if table.id in project.absent_tables or _is_left_out(warehouse, place, table):
            bound.append(absent(table))
        elif table.system not in missing:
            with warehouse.looking() as connection:
                found, words = check_table(
                    connection, place, table, project.column_names, warehouse.matches
                )
            problems += [Problem(table.system, table.id, said) for said in words]
            bound += [found] if found else []
    return Found(tuple(bound), tuple(problems))


def _is_left_out(warehouse: Warehouse, place: Place, table: Table) -> bool:
    """Whether nothing arrived of a table that not every sync has; one that was renamed is there."""
    if not table.optional or table.found_as:
        return False
    with warehouse.looking() as connection:
        return place.lacks(connection, [table]) is not None


def _missing(
    project: Project, warehouse: Warehouse, place: Place, tables: Sequence[Table]
) -> Iterator[Problem]:
    """The systems of which nothing has arrived, once each instead of table by table."""
    expected = [table for table in tables if table.id not in project.absent_tables]
    for system, group in groupby(expected, key=lambda table: table.system):
        asked = list(group)
        with warehouse.looking() as connection:
            lacks = place.lacks(connection, asked)
        if lacks:
            words = complaint(lacks, f"its {len(asked)} tables")
            yield Problem(system, system, words)

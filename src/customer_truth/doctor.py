"""Is the setting sound? One finding a thing that a night needs."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import declared_tables
from customer_truth.extracts.places import Files, place_of
from customer_truth.lint import lint
from customer_truth.project import Project
from customer_truth.warehouse import Locked, open_warehouse

_PACKAGES = (
    *("customer-truth", "great-expectations", "dbt-core", "dbt-duckdb", "dbt-postgres"),
    *("duckdb", "sqlalchemy", "sqlglot"),
)
_ENOUGH_FREE = 2 << 30


@dataclass(frozen=True)
class Finding:
    """One thing examined."""

    what: str
    is_well: bool
    told: str


def examine(project: Project) -> list[Finding]:
    """Everything a night needs, in the order in which it needs it."""
    return [
        _python(),
        *(_package(name) for name in _PACKAGES),
        _dbt_command(),
        _definitions(project),
        _extracts(project),
        *_warehouse(project),
        _disk(project),
    ]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "Python", (3, 11) <= sys.version_info < (3, 14), f"{version}, needs 3.11 to 3.13"
    )


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, "is not installed. Run: make setup")


def _dbt_command() -> Finding:
    path = Path(sys.executable).with_name("dbt")
    return Finding("dbt command", path.is_file(), str(path))


def _definitions(project: Project) -> Finding:
    problems = lint(project.root, datetime.now(UTC).date())
    told = f"{len(problems)} problems. Run: truth lint" if problems else "sound"
    return Finding("definitions", not problems, told)


def _extracts(project: Project) -> Finding:
    place = place_of(project)
    tables = declared_tables(project.root, project.sources)
    if not isinstance(place, Files):
        return Finding("extracts", True, f"{len(tables)} tables expected in the server's schemas")
    absent = []
    for table in tables:
        try:
            place.relation(table)
        except Unusable:
            absent.append(f"{table.system}.{table.name}")
    if absent:
        told = f"{len(absent)} of {len(tables)} tables missing in {place.folder}: "
        return Finding("extracts", False, told + ", ".join(absent[:5]) + ". For a demo: truth demo")
    return Finding("extracts", True, f"{len(tables)} tables in {place.folder}")


def _warehouse(project: Project) -> list[Finding]:
    warehouse = open_warehouse(project)
    try:
        state = "has a finished night" if warehouse.is_published() else "has no night yet"
        with warehouse.lock():
            free = Finding("lock", True, "free")
    except Locked as held:
        return [Finding("warehouse", True, warehouse.title), Finding("lock", False, str(held))]
    except Unusable as problem:
        return [Finding("warehouse", False, str(problem))]
    return [Finding("warehouse", True, f"{warehouse.title} {state}"), free]


def _disk(project: Project) -> Finding:
    folder = project.home if project.home.is_dir() else project.root
    free = shutil.disk_usage(folder).free
    return Finding("disk", free > _ENOUGH_FREE, f"{free >> 30} GiB free, needs 2")

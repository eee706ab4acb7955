"""Is the setting sound? One finding a thing that a night needs."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from customer_truth.errors import Unusable
from customer_truth.extracts.examine import examine as examine_extracts
from customer_truth.extracts.places import place_of
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
        *_extracts(project),
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


def _extracts(project: Project) -> list[Finding]:
    """Reads every raw table as a night would."""
    try:
        found = examine_extracts(project, open_warehouse(project), lambda _: None)
    except (Unusable, SQLAlchemyError) as problem:
        return [Finding("extracts", False, str(problem).splitlines()[0])]
    problems = [Finding("extracts", False, str(problem)) for problem in found.problems]
    if problems and not _lies_anything_in(project.raw):
        problems.append(Finding("extracts", False, "For a demo company, run: truth demo"))
    title = place_of(project).title
    return problems or [Finding("extracts", True, f"{len(found.bound)} tables in {title}")]


def _lies_anything_in(folder: Path) -> bool:
    return folder.exists() and not (folder.is_dir() and not any(folder.rglob("*")))


def _warehouse(project: Project) -> list[Finding]:
    try:
        warehouse = open_warehouse(project)
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

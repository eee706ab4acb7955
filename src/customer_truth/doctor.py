"""Is the setting sound? One finding a thing that a night needs."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from customer_truth.dialects import DEFAULT_TARGET, SPELLINGS, Target
from customer_truth.errors import Unusable
from customer_truth.extracts.examine import examine as examine_extracts
from customer_truth.extracts.places import place_of
from customer_truth.files.layers import is_thin
from customer_truth.files.problem import listed
from customer_truth.lint import lint_now
from customer_truth.machine.trouble import told
from customer_truth.notify.ledger import Ledger
from customer_truth.project import Project
from customer_truth.text.counted import counted
from customer_truth.warehouse import Locked, open_warehouse

_PACKAGES = ("customer-truth", "great-expectations", "dbt-core", "sqlalchemy", "sqlglot")
_ENOUGH_FREE = 2 << 30
_SETUP = "make setup"


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
        *_of_engines(project.target),
        _dbt_command(),
        *_tried("definitions", lambda: [_definitions(project)]),
        *_tried("extracts", lambda: _reached(project, _extracts)),
        *_tried("home", lambda: [_home(project)]),
        *_tried("warehouse", lambda: [_warehouse(project)]),
        *_tried("lock", lambda: [_lock(project)]),
        *_tried("alerts", lambda: _reached(project, _alerts)),
        *_tried("disk", lambda: [_disk(project)]),
    ]


def told_once(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, of which those with the same trouble are one.

    Where a server does not answer, that is one trouble and not four.
    """
    troubled: dict[str, list[str]] = {}
    for each in findings:
        if not each.is_well:
            troubled.setdefault(each.told, []).append(each.what)
    for each in findings:
        if each.is_well:
            yield each
        elif names := troubled.pop(each.told, None):
            yield replace(each, what=", ".join(dict.fromkeys(names)))


def _tried(what: str, examine: Callable[[], list[Finding]]) -> list[Finding]:
    """What cannot be examined is not well, and keeps nothing else from being examined."""
    try:
        return examine()
    except Unusable as problem:
        return [Finding(what, False, str(problem))]
    except Exception as error:
        words = told(error) or f"cannot be examined ({type(error).__name__})"
        return [Finding(what, False, words)]


def _reached(project: Project, examine: Callable[[Project], list[Finding]]) -> list[Finding]:
    """What is asked of the engine; the warehouse says best that it does not answer."""
    try:
        return examine(project)
    except SQLAlchemyError:
        # `Unusable` where it cannot be reached.
        open_warehouse(project).is_published()
        raise


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(
        "Python", (3, 11) <= sys.version_info < (3, 14), f"{version}, needs 3.11 to 3.13"
    )


def _of_engines(target: Target) -> Iterator[Finding]:
    """What speaks to the engine of this run, and to the one in which much else is done."""
    for engine in sorted({DEFAULT_TARGET, target}):
        spelling = SPELLINGS[engine]
        yield from (_package(name, spelling.install or _SETUP) for name in spelling.distributions)


def _package(name: str, install: str = _SETUP) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, f"has no such package, needs one. Run: {install}")


def _dbt_command() -> Finding:
    path = Path(sys.executable).with_name("dbt")
    return Finding("dbt command", path.is_file(), str(path))


def _definitions(project: Project) -> Finding:
    problems = lint_now(project.root, project.raw)
    told = f"{counted(len(problems), 'problem')}. Run: truth lint" if problems else "sound"
    return Finding("definitions", not problems, told)


def _extracts(project: Project) -> list[Finding]:
    """Reads every raw table as a night would."""
    try:
        found = examine_extracts(project, open_warehouse(project), lambda _: None)
    except Unusable as problem:
        return [Finding("extracts", False, str(problem).splitlines()[0])]
    problems = [Finding("extracts", False, str(problem)) for problem in found.problems]
    if problems and not is_thin(project.root) and not _lies_anything_in(project.raw):
        problems.append(Finding("extracts", False, "For a demo company, run: truth demo"))
    title = place_of(project).title
    return problems or [Finding("extracts", True, f"{len(found.bound)} tables in {title}")]


def _lies_anything_in(folder: Path) -> bool:
    return folder.exists() and not (folder.is_dir() and not any(folder.rglob("*")))


def _home(project: Project) -> Finding:
    """A night writes here: a file says more than permissions do, on a full or read-only disk."""
    with tempfile.TemporaryFile(dir=_nearest_folder(project.home)) as file:
        file.write(b"x" * 4096)
    return Finding("home", True, f"{project.home} can be written to")


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _warehouse(project: Project) -> Finding:
    warehouse = open_warehouse(project)
    if not warehouse.is_published():
        return Finding("warehouse", True, f"{warehouse.title} has no night yet")
    if unreadable := warehouse.unreadable_relations():
        words = f"{warehouse.title}: has tables that cannot be read ({listed(unreadable)}). "
        return Finding(
            "warehouse",
            False,
            f"{words}A night rebuilds the marts; the history may need truth nightly --recover",
        )
    return Finding("warehouse", True, f"{warehouse.title} has a finished night")


def _lock(project: Project) -> Finding:
    try:
        with open_warehouse(project).lock():
            return Finding("lock", True, "free")
    except Locked as held:
        return Finding("lock", False, str(held))


def _alerts(project: Project) -> list[Finding]:
    warehouse = open_warehouse(project)
    if not warehouse.has_ledger():
        return [Finding("alerts", True, "nobody has been told yet")]
    Ledger(warehouse.ledger(), warehouse.ledger_schema)
    return [Finding("alerts", True, "who was told can be read")]


def _disk(project: Project) -> Finding:
    free = shutil.disk_usage(_nearest_folder(project.home)).free
    return Finding("disk", free > _ENOUGH_FREE, f"{free >> 30} GiB free, needs 2")

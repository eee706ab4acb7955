"""Do the models hold what the entities, systems and lifecycles promise?

What ships with the engine is tested there; of a home its own definitions are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from customer_truth.definitions.entities import Entity, load_entities
from customer_truth.errors import Unusable
from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.files.fields import read_fields
from customer_truth.files.layers import files_of, is_of_catalogue, path_of
from customer_truth.files.problem import Problem, complaint, listed, nearest
from customer_truth.files.table import LARGEST_FILE
from customer_truth.files.text_file import UnreadableError, read_text
from customer_truth.lint.report import at
from customer_truth.project import MARKER, known_systems
from customer_truth.registry.load import Registry
from customer_truth.registry.meanings import MEANINGS

if TYPE_CHECKING:
    from customer_truth.definitions.selected import Columns

_MODELS = Path("models")
_STAGING = _MODELS / "staging"
_OWN_LIFECYCLES = "own_lifecycles"
# What makes a model go away, or fail to build, when a system is switched off.
_SWITCHED = re.compile(r"\benabled\s*=|\bref\(\s*['\"](stg_(\w+?)__(\w+))['\"]")
_LAST_SELECT = re.compile(r"^\s*(?:select|from)\b", re.IGNORECASE)


def check_entities(root: Path) -> Iterator[Problem]:
    """Every entity whose systems do not bring its columns."""
    entities, problems = load_entities(root)
    yield from problems
    files = _models(root)
    systems = known_systems(root)
    columns = _columns_of(root, files)
    for entity in entities.values():
        for system in entity.systems:
            name = f"stg_{system}__{entity.name}"
            if system not in systems:
                needs, do = f"one of {listed(systems)}", nearest(system, systems)
                yield _of(entity, f"the unknown system {system}", needs, do)
            elif name not in files:
                needs = f"{_STAGING / system / name}.sql"
                yield _of(entity, f"the system {system} without a model", needs)
            elif is_of_catalogue(files[name]) and is_of_catalogue(entity.file):
                continue
            elif missing := _missing(entity, columns(name)):
                has = f"no column {', '.join(missing)}"
                needs = f"every column of {entity.name} ({entity.file}:{entity.line})"
                line = _last_select(path_of(root, files[name]))
                message = complaint(has, needs, "Select it, or null where the system has none.")
                yield Problem(file=files[name], line=line, where=f"table {name}", message=message)


def check_registered(root: Path, registry: Registry) -> Iterator[Problem]:
    """Every system that is on, or may be, and has no row in the registry."""
    registered = {row.source_system for row in registry.systems}
    settings = read_fields(root, Path(MARKER), "settings")
    settings.problems.clear()  # told by whoever reads the settings
    variables = settings.part("vars")
    needs = "a row in source_systems.csv with the role that owns it"
    on = variables.texts("sources")
    for system in on:
        if system not in registered:
            variables.tell("sources", f"the system {system} that nobody owns", needs)
    yield from settings.problems
    for system in known_systems(root):
        own = [file for file in files_of(root, _STAGING / system, "*") if not is_of_catalogue(file)]
        if own and system not in registered and system not in on:
            message = complaint("no owner", needs)
            yield Problem(file=own[0], line=1, where=f"system {system}", message=message)


def check_switches(root: Path) -> Iterator[Problem]:
    """Every model outside of staging that goes away with a system, and takes its rules along."""
    for name, file in _models(root).items():
        if file.is_relative_to(_STAGING) or is_of_catalogue(file):
            continue
        for number, line in enumerate(_text(path_of(root, file)).splitlines(), 1):
            for found in _SWITCHED.finditer(line):
                read, system, entity = found.groups()
                has = "a switch of its own" if read is None else f"{read}, which goes with {system}"
                needs = "a table that stays, without rows, when the system is off"
                do = f"Read unify('{entity or '<entity>'}') instead: macros/entities declares it."
                message = complaint(has, needs, do)
                yield Problem(file=file, line=number, where=f"table {name}", message=message)


def check_known_records(root: Path, registry: Registry) -> Iterator[Problem]:
    """Every lifecycle whose records no table knows: its stages would be judged on nothing."""
    files = _models(root)
    settings = read_fields(root, Path(MARKER), "settings")
    own = settings.part("vars").texts(_OWN_LIFECYCLES)
    for row in registry.lifecycles:
        name = f"int_{row.lifecycle}_visits__defined"
        if not row.lifecycle:
            continue
        if name not in files:
            yield at(row, "records that no table knows", f"a model {name}.sql")
        elif row.lifecycle not in MEANINGS and row.lifecycle not in own:
            needs = f"its name in vars: {_OWN_LIFECYCLES} of {MARKER}"
            yield at(row, f"a table {name} that nothing reads", needs)


def _models(root: Path) -> dict[str, Path]:
    return {file.stem: file for file in files_of(root, _MODELS, "**/*.sql")}


def _columns_of(root: Path, files: Mapping[str, Path]) -> Columns:
    """What each model and raw table gives out; nothing is read before it is asked."""

    @cache
    def raw() -> dict[str, list[str]]:
        from customer_truth.definitions.selected import raw_table

        tables = _tables(root)
        return {raw_table(one.system, one.name): [c.name for c in one.columns] for one in tables}

    @cache
    def columns(name: str) -> list[str] | None:
        from customer_truth.definitions.selected import selected_columns

        if name in raw():
            return raw()[name]
        if name not in files:
            return None
        return selected_columns(_text(path_of(root, files[name])), columns)

    return columns


def _tables(root: Path) -> list[Table]:
    try:
        return declared_tables(root, tuple(known_systems(root)))
    except Unusable:  # told by whoever reads the contracts
        return []


def _missing(entity: Entity, columns: list[str] | None) -> list[str]:
    """What cannot be told is left to the engine, which refuses an unknown column by name."""
    return [] if columns is None else [name for name in entity.columns if name not in columns]


def _last_select(path: Path) -> int:
    lines = _text(path).splitlines()
    selects = [number for number, line in enumerate(lines, 1) if _LAST_SELECT.match(line)]
    return selects[-1] if selects else 1


def _text(path: Path) -> str:
    try:
        return read_text(path, LARGEST_FILE)
    except UnreadableError:  # told by the check of files
        return ""


def _of(entity: Entity, has: str, needs: str, do: str = "") -> Problem:
    message = complaint(has, needs, do)
    where = f"entity {entity.name}"
    return Problem(file=entity.file, line=entity.line, where=where, message=message)

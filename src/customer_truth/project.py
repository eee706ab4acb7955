"""Where a company's definitions stand, where its warehouse is kept, and which systems are on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from customer_truth.dialects import DEFAULT_TARGET, TARGETS, Target
from customer_truth.errors import Unusable
from customer_truth.files.fields import Fields, read_fields, refuse_any
from customer_truth.files.layers import folders_of
from customer_truth.files.problem import Problem, clipped, listed, nearest
from customer_truth.machine.environment import HOME, TARGET, refuse_bad_values, value_of

MARKER = "dbt_project.yml"
RAW = "raw"
STALL_MINUTES = 60.0
_MOST_MINUTES = 10_000


@dataclass(frozen=True)
class Project:
    """One company's definitions (`root`) and what the nights leave behind (`home`).

    A run over other systems than the configured ones is a world of its own, with a warehouse and
    a site of its own, so that trying one system never replaces last night's marts.
    """

    root: Path
    home: Path
    target: Target
    sources: tuple[str, ...]
    raw: Path
    world: str
    raw_schemas: Mapping[str, str] = field(default_factory=dict)
    column_names: Mapping[str, str] = field(default_factory=dict)
    table_names: Mapping[str, str] = field(default_factory=dict)
    absent_tables: tuple[str, ...] = ()
    stall_minutes: float = STALL_MINUTES

    @property
    def site(self) -> Path:
        """The folder of the published sites."""
        return self.home / ("site" if not self.world else f"site-{self.world}")

    @property
    def lookup_options(self) -> str:
        """What a person adds to a look-up command to look into this world."""
        words = f" --sources {','.join(self.sources)}" if self.world else ""
        return words + (f" --target {self.target}" if self.target != DEFAULT_TARGET else "")


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that holds a project."""
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file() and (folder / "expectations").is_dir():
            return folder
    raise Unusable(
        f"{start}: has no {MARKER} beside an expectations folder, nor has any folder above it. "
        "Change into the project, or name it with --project DIR."
    )


def open_settings(
    root: Path | None = None,
    *,
    home: Path | None = None,
    target: str | None = None,
    sources: str | None = None,
    raw: Path | None = None,
) -> Project:
    """The project with its settings; arguments win over the environment, that over the file."""
    refuse_bad_values()
    root = find_root((root or Path.cwd()).resolve())
    settings = _settings_of(root)
    configured = settings.sources
    chosen = tuple(name.strip() for name in sources.split(",")) if sources else configured
    _refuse_unknown(root, chosen)
    home = _home(home or Path(value_of(HOME, str(root))))
    return Project(
        root=root,
        home=home,
        target=_target(target or value_of(TARGET, DEFAULT_TARGET)),
        sources=chosen,
        raw=raw.resolve() if raw else (home / settings.raw),
        world="" if set(chosen) == set(configured) else "_".join(sorted(chosen)),
        raw_schemas=settings.raw_schemas,
        column_names=settings.column_names,
        table_names=settings.table_names,
        absent_tables=settings.absent_tables,
        stall_minutes=settings.stall_minutes,
    )


def stall_minutes(root: Path) -> float:
    """How long a command of this project may go without a step before it is ended."""
    return _settings_of(root).stall_minutes


def _home(given: Path) -> Path:
    try:
        home = given.resolve()
        nearest = next(place for place in (home, *home.parents) if place.exists())
    except OSError as error:
        raise Unusable(f"{given}: {error.strerror}. Correct --home or {HOME}.") from error
    if not nearest.is_dir():
        raise Unusable(f"{home}: has the file {nearest}, needs a folder. Correct --home or {HOME}.")
    return home


@dataclass(frozen=True)
class _Settings:
    """What stands in the `vars` of dbt_project.yml."""

    sources: tuple[str, ...]
    raw: str
    raw_schemas: Mapping[str, str]
    column_names: Mapping[str, str]
    table_names: Mapping[str, str]
    absent_tables: tuple[str, ...]
    stall_minutes: float


def check_settings(root: Path) -> list[Problem]:
    """Every problem of the settings of a project."""
    if not (root / MARKER).exists():
        return []
    fields = read_fields(root, Path(MARKER), "settings")
    settings, known = _settings(fields), known_systems(root)
    for name in settings.sources:
        if name not in known:
            needs, do = "systems with a folder in models/staging", nearest(name, known)
            fields.part("vars").tell("sources", f"the unknown system {name}", needs, do)
    return fields.problems


def _settings_of(root: Path) -> _Settings:
    fields = read_fields(root, Path(MARKER), "settings")
    settings = _settings(fields)
    refuse_any(fields.problems)
    return settings


def _settings(fields: Fields) -> _Settings:
    variables = fields.part("vars")
    return _Settings(
        sources=variables.texts("sources"),
        raw=variables.text("raw") if "raw" in variables else RAW,
        raw_schemas=variables.pairs("raw_schemas"),
        column_names=variables.pairs("column_names"),
        table_names=variables.pairs("table_names"),
        absent_tables=variables.texts("absent_tables"),
        stall_minutes=(
            variables.number("stall_minutes", _MOST_MINUTES)
            if "stall_minutes" in variables
            else STALL_MINUTES
        ),
    )


def known_systems(root: Path) -> list[str]:
    """The systems that have a staging folder."""
    return folders_of(root, Path("models") / "staging")


def _refuse_unknown(root: Path, chosen: tuple[str, ...]) -> None:
    known = known_systems(root)
    for name in chosen:
        if name not in known:
            do = nearest(name, known) or "Correct the name, or add the folder."
            raise Unusable(
                f"sources: has '{clipped(name)}', needs systems with a folder in models/staging: "
                f"{listed(known)}. {do}"
            )


def _target(name: str) -> Target:
    for target in TARGETS:
        if name == target:
            return target
    raise Unusable(
        f"target: has '{name}', needs one of {', '.join(TARGETS)}. Correct --target or {TARGET}."
    )

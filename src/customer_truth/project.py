"""Where a company's definitions stand, where its warehouse is kept, and which systems are on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from customer_truth.errors import Unusable

Target = Literal["duckdb", "postgres"]
TARGETS: tuple[Target, ...] = ("duckdb", "postgres")
MARKER = "dbt_project.yml"


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

    @property
    def site(self) -> Path:
        """The folder of the published sites."""
        return self.home / ("site" if not self.world else f"site-{self.world}")

    @property
    def lookup_options(self) -> str:
        """What a person adds to a look-up command to look into this world."""
        words = f" --sources {','.join(self.sources)}" if self.world else ""
        return words + (f" --target {self.target}" if self.target != "duckdb" else "")


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
    root = find_root((root or Path.cwd()).resolve())
    settings = _variables(root)
    configured = tuple(settings.get("sources", ()))
    chosen = tuple(name.strip() for name in sources.split(",")) if sources else configured
    _refuse_unknown(root, chosen)
    home = (home or Path(os.environ.get("CUSTOMER_TRUTH_HOME", root))).resolve()
    return Project(
        root=root,
        home=home,
        target=_target(target or os.environ.get("CUSTOMER_TRUTH_TARGET", "duckdb")),
        sources=chosen,
        raw=raw.resolve() if raw else (home / settings.get("raw", "raw")),
        world="" if set(chosen) == set(configured) else "_".join(sorted(chosen)),
        raw_schemas=settings.get("raw_schemas") or {},
        column_names=settings.get("column_names") or {},
        table_names=settings.get("table_names") or {},
        absent_tables=tuple(settings.get("absent_tables") or ()),
    )


def _variables(root: Path) -> dict[str, Any]:
    path = root / MARKER
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise Unusable(f"{MARKER}: is not YAML: {error}. Mend the file.") from error
    return dict(content.get("vars") or {})


def _refuse_unknown(root: Path, chosen: tuple[str, ...]) -> None:
    known = {path.name for path in (root / "models" / "staging").iterdir() if path.is_dir()}
    for name in chosen:
        if name not in known:
            raise Unusable(
                f"sources: has '{name}', needs systems with a folder in models/staging: "
                f"{', '.join(sorted(known))}. Correct the name, or add the folder."
            )


def _target(name: str) -> Target:
    for target in TARGETS:
        if name == target:
            return target
    raise Unusable(f"target: has '{name}', needs one of {', '.join(TARGETS)}.")

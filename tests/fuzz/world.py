"""A project as small as one suite allows, so that thousands of its mutants can be tried."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from customer_truth.definitions.marts import Mart, load_marts
from customer_truth.rules import Suite
from customer_truth.rules.load import load_suites
from tests.conftest import ROOT
from tests.fuzz.mutants import csv_mutant, yaml_mutant

_WHOLE = ("seeds", "checkpoints", "matching", "tests/planted/derived")
_OF_SOURCES = ("connected_systems", "source_references", "source_tables", "words_in_use")
_SHARED_MARTS = ("customers", "stage_visits", *_OF_SOURCES)


@dataclass(frozen=True)
class World:
    """The folder of a small project, and the files of it that are mutated."""

    root: Path
    suite: str
    files: tuple[Path, ...]

    def mutate(self, random: Random) -> tuple[Path, bytes]:
        """A file, relative to the root, and what it then holds."""
        file = random.choice(self.files)
        text = (self.root / file).read_text("utf-8")
        return file, (csv_mutant if file.suffix == ".csv" else yaml_mutant)(random, text)


@cache
def suites() -> tuple[str, ...]:
    """The names of all rule files of this project."""
    return tuple(sorted(path.stem for path in (ROOT / "expectations").glob("*.yml")))


@cache
def _rules() -> list[Suite]:
    return load_suites(ROOT)[0]


@cache
def _marts() -> dict[str, Mart]:
    return load_marts(ROOT)[0]


def _contracts(suite: str) -> list[Path]:
    """The contract of one system: reading those of all would take most of the time."""
    found = sorted((ROOT / "models" / "staging").rglob("*__sources.yml"))
    return [found[suites().index(suite) % len(found)].relative_to(ROOT)]


def make_world(folder: Path, suite: str) -> World:
    """The suite with its mart, its planted rows, and all that stands beside the rules."""
    marts = _marts()
    mart = next(found.mart for found in _rules() if found.file.stem == suite)
    files = [
        Path("dbt_project.yml"),
        Path("expectations") / f"{suite}.yml",
        Path("tests/planted") / f"{suite}.yml",
        *{marts[name].file for name in (mart, *_SHARED_MARTS) if name in marts},
        *_contracts(suite),
        *(
            p.relative_to(ROOT)
            for place in _WHOLE
            for p in (ROOT / place).rglob("*")
            if p.is_file()
        ),
    ]
    visits = (ROOT / "models").rglob("int_*_visits__defined.sql")
    for file in (*files, *(path.relative_to(ROOT) for path in visits)):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, folder / file)
    for system in (ROOT / "models" / "staging").iterdir():
        (folder / "models/staging" / system.name).mkdir(parents=True, exist_ok=True)
    own = [file for file in files if file.stem == suite or file.name == marts[mart].file.name]
    of_all = sorted(file for file in files if file not in own)
    # Each suite's own files are rare beside those that every world has, so they count for more.
    return World(folder, suite, (*sorted(own * (len(of_all) // 2)), *of_all))

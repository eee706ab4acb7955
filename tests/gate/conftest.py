"""A clone with a night of the demo company, shared by what gates changes of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import NightHome
from tests.gate.clone import clone_project


@dataclass(frozen=True)
class Clone:
    """A throw-away clone and the home of its night."""

    project: Path
    home: Path

    @property
    def warehouse(self) -> Path:
        """The published night."""
        return self.home / "warehouse" / "customer_truth.duckdb"


@pytest.fixture(scope="session")
def clone(demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    place = tmp_path_factory.mktemp("gate")
    made = Clone(clone_project(place / "project"), place / "home")
    shutil.copytree(demo_night.home, made.home, symlinks=True)
    return made

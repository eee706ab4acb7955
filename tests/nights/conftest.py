"""A project whose definitions are broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT

_DEFINITIONS = ("seeds", "expectations", "matching", "models", "macros", "checkpoints", "profiles")


def copy_project(target: Path) -> Path:
    """The definitions of this project, for a test to change."""
    for folder in _DEFINITIONS:
        shutil.copytree(ROOT / folder, target / folder)
    shutil.copytree(ROOT / "tests" / "data", target / "tests" / "data")
    shutil.copytree(ROOT / "tests" / "planted", target / "tests" / "planted")
    shutil.copy(ROOT / "dbt_project.yml", target)
    return target


@pytest.fixture
def own_project(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project")


@pytest.fixture
def broken_project(own_project: Path) -> Path:
    """One rule has two owners."""
    path = own_project / "expectations" / "orders.yml"
    text = path.read_text()
    path.write_text(text.replace("owner: controller", "owner: [controller, sales_operations]", 1))
    return own_project

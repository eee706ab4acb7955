"""A warehouse says where raw tables are, and needs the driver of no other engine."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from customer_truth.extracts.places import Files, Schemas, place_of
from customer_truth.project import Project, open_settings
from tests.conftest import ROOT

_ASK = """
import sys
from pathlib import Path
from customer_truth.extracts.places import place_of
from customer_truth.project import open_settings
place_of(open_settings(Path({root!r}), home=Path({home!r}), target={target!r}))
print("pyspark" in sys.modules)
"""


def _project(home: Path, target: str, **raw_schemas: str) -> Project:
    return replace(open_settings(ROOT, home=home, target=target), raw_schemas=raw_schemas)


def test_they_are_files_where_a_file_is_the_warehouse(tmp_path: Path) -> None:
    project = _project(tmp_path, "duckdb", crm="sales")
    place = place_of(project)
    assert isinstance(place, Files)
    assert place.folder == project.raw


def test_they_are_schemas_where_a_server_is(tmp_path: Path) -> None:
    place = place_of(_project(tmp_path, "postgres", crm="sales"))
    assert isinstance(place, Schemas)
    assert place.names == {"crm": "sales"}


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_no_other_engine_needs_what_a_cluster_needs(tmp_path: Path, target: str) -> None:
    ask = _ASK.format(root=str(ROOT), home=str(tmp_path), target=target)
    told = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True
    ).stdout
    assert told.strip() == "False"

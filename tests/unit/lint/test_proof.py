"""Definitions are proven once for look-ups, and anew as soon as anything may be otherwise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from customer_truth.definitions import proof
from customer_truth.definitions.load import look_up_definitions
from customer_truth.definitions.proof import proof_of
from customer_truth.errors import Unusable
from customer_truth.project import Project, open_settings
from tests.conftest import ROOT
from tests.unit.lint.lint_project import TODAY, make_project

_PROVEN = Path("target") / "proven"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = make_project(tmp_path / "project")
    (root / "target").mkdir()
    return open_settings(root)


def _append(file: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        with (root / file).open("a", encoding="utf-8") as opened:
            opened.write("\n")

    return change


CHANGES: dict[str, Callable[[Path], None]] = {
    "a rule": _append("expectations/visits.yml"),
    "a row of the registry": _append("seeds/owners.csv"),
    "the settings": _append("dbt_project.yml"),
    "a system without a file": lambda root: (root / "models/staging/sap").mkdir(),
    "a file that nothing reads": lambda root: (root / "expectations/notes.txt").touch(),
    "a mart that is gone": lambda root: (root / "models/marts/lifecycle/visits.yml").unlink(),
    "a name in the project's own folder": lambda root: (root / "catalogue").mkdir(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_changes_in_the_definitions_asks_for_another_proof(
    project: Project, change: Callable[[Path], None]
) -> None:
    before = proof_of(project.root, TODAY)
    assert before == proof_of(project.root, TODAY)
    change(project.root)
    assert before != proof_of(project.root, TODAY)


def test_another_day_and_another_version_ask_for_another_proof(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "check.py").write_text("one", "utf-8")
    monkeypatch.setattr(proof, "_PACKAGE", tmp_path)
    before = proof_of(project.root, TODAY)
    assert before != proof_of(project.root, TODAY + timedelta(days=1))
    (tmp_path / "check.py").write_text("two", "utf-8")
    assert before != proof_of(project.root, TODAY)


def test_what_is_no_plain_file_is_proven_by_no_file(project: Project) -> None:
    os.mkfifo(project.root / "seeds" / "pipe.csv")
    assert proof_of(project.root, TODAY) is None
    with pytest.raises(Unusable):
        look_up_definitions(project, TODAY)


def test_definitions_that_became_unsound_are_refused_though_they_were_proven(
    project: Project,
) -> None:
    look_up_definitions(project, TODAY)
    assert len(list((project.home / _PROVEN).iterdir())) == 1
    rules = project.root / "expectations" / "visits.yml"
    sound = rules.read_text("utf-8")
    rules.write_text(f"{sound}nonsense: 1\n", "utf-8")
    with pytest.raises(Unusable, match="nonsense"):
        look_up_definitions(project, TODAY)
    rules.write_text(f"{sound}\n", "utf-8")
    look_up_definitions(project, TODAY)
    assert len(list((project.home / _PROVEN).iterdir())) == 1, "the older proof goes"


def test_proven_definitions_are_the_same_as_those_that_are_proven_now(project: Project) -> None:
    first = look_up_definitions(project, TODAY)
    assert list((project.home / _PROVEN).iterdir())
    assert look_up_definitions(project, TODAY) == first


def test_a_look_up_leaves_nothing_in_a_home_without_a_night(project: Project) -> None:
    project.home.joinpath("target").rmdir()
    before = sorted(project.home.rglob("*"))
    look_up_definitions(project, TODAY)
    assert sorted(project.home.rglob("*")) == before


def test_a_folder_that_cannot_be_written_keeps_nobody_from_looking_up(project: Project) -> None:
    project.home.joinpath(_PROVEN).write_text("no folder", "utf-8")
    assert look_up_definitions(project, TODAY).rules


_READS = """
import json, os, sys
from datetime import date
from pathlib import Path
from customer_truth.definitions import proof
from customer_truth.lint import lint
read = set()
def hear(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, Path)):
        read.add(os.fspath(arguments[0]))
sys.addaudithook(hear)
root = Path.cwd()
lint(root, date.fromisoformat(sys.argv[1]))
found = sorted(read)
known = [str(path) for path, _ in proof._everything([root]) if path is not None]
print(json.dumps([found, known]))
"""


@pytest.mark.parametrize("root", [ROOT, None], ids=["the demo company", "a small project"])
def test_everything_that_is_read_to_prove_definitions_counts_in_the_proof(
    project: Project, root: Path | None
) -> None:
    root = root or project.root
    done = subprocess.run(
        [sys.executable, "-c", _READS, TODAY.isoformat()],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    read, known = json.loads(done.stdout)
    environment = root / ".venv"
    own = {
        path
        for path in map(Path, read)
        if path.is_file() and path.is_relative_to(root) and not path.is_relative_to(environment)
        if path.suffix != ".pyc"
    }
    assert own
    assert own <= set(map(Path, known))

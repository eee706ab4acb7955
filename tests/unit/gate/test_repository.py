"""The definitions of a revision, read without touching the working tree."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from customer_truth.definition_files import content_hashes
from customer_truth.errors import Unusable
from customer_truth.gate.repository import changed_paths, extract_definitions, find_revision


def _git(root: Path, *words: str) -> str:
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    done = subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)
    return done.stdout.decode()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a folder of a larger repository, on a branch that left main behind."""
    root = tmp_path / "repository" / "truth"
    for name, text in {
        "expectations/a.yml": "suite: a\n",
        "seeds/owners.csv": "role\n",
        "models/marts/ü.sql": "select 1\n",
        "dbt_project.yml": "name: x\n",
        "README.md": "x\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "seeds" / "link.csv").symlink_to("/etc/hostname")
    _git(root.parent, "init", "--quiet", "--initial-branch", "main")
    _git(root, "add", ".")
    _git(root, "commit", "--quiet", "--message", "first")
    _git(root, "switch", "--quiet", "--create", "change")
    return root


def test_only_definitions_count_and_new_ones_too(project: Path) -> None:
    (project / "README.md").write_text("y\n")
    (project.parent / "expectations").mkdir()
    (project.parent / "expectations" / "of_another.yml").write_text("x\n")
    (project / "expectations" / "a.yml").write_text("suite: b\n")
    (project / "expectations" / "new.yml").write_text("suite: n\n")
    (project / "seeds" / "owners.csv").unlink()
    found = changed_paths(project, find_revision(project, "main"))
    assert found == ["expectations/a.yml", "expectations/new.yml", "seeds/owners.csv"]


def test_what_others_merged_meanwhile_is_not_this_change(project: Path) -> None:
    _git(project, "switch", "--quiet", "main")
    (project / "seeds" / "owners.csv").write_text("role,function\n")
    _git(project, "commit", "--quiet", "--all", "--message", "second")
    _git(project, "switch", "--quiet", "change")
    assert changed_paths(project, find_revision(project, "main")) == []


def test_definitions_of_the_base_are_those_of_then(project: Path, tmp_path: Path) -> None:
    was = {path: found for path, found in content_hashes(project).items() if "link" not in path}
    (project / "models" / "marts" / "ü.sql").write_text("select 2\n")
    extract_definitions(project, find_revision(project, "main").commit, tmp_path / "base")
    assert content_hashes(tmp_path / "base") == was
    assert not (tmp_path / "base" / "seeds" / "link.csv").exists()


@pytest.mark.parametrize("asked", ["nowhere", "--upload-pack=x", ""])
def test_unknown_revision_is_refused(asked: str, project: Path) -> None:
    with pytest.raises(Unusable, match="is not known here"):
        find_revision(project, asked)

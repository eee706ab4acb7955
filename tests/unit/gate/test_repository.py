"""The definitions of a revision, read without touching the working tree."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from customer_truth.errors import Unusable
from customer_truth.files.definition_files import content_hashes
from customer_truth.gate.repository import (
    changed_paths,
    commit_of,
    extract_definitions,
    find_revision,
)


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


def test_commit_is_that_of_the_working_tree_only_where_nothing_differs(project: Path) -> None:
    commit = _git(project, "rev-parse", "HEAD").strip()
    assert commit_of(project) == commit
    (project / "notes.txt").write_text("x\n")
    assert commit_of(project) is None
    (project / "notes.txt").unlink()
    (project / "seeds" / "owners.csv").write_text("role,function\n")
    assert commit_of(project) is None


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_definition_that_git_is_told_to_overlook_is_a_change(flag: str, project: Path) -> None:
    _git(project, "update-index", flag, "seeds/owners.csv")
    (project / "seeds" / "owners.csv").write_text("role,function\n")
    assert "seeds/owners.csv" in changed_paths(project, find_revision(project, "main"))


def test_files_beside_the_project_by_which_the_host_decides_count(project: Path) -> None:
    above = project.parent
    (above / ".github").mkdir()
    for name in (".github/CODEOWNERS", "CODEOWNERS", "other.txt"):
        (above / name).write_text("* @fay\n")
    _git(above, "add", ".")
    found = changed_paths(project, find_revision(project, "main"))
    assert found == ["../.github/CODEOWNERS", "../CODEOWNERS"]


@pytest.mark.parametrize("setting", ["diff.relative", "diff.ignoreSubmodules=all"])
def test_settings_of_git_hide_nothing(setting: str, project: Path) -> None:
    name, _, value = setting.partition("=")
    _git(project, "config", name, value or "true")
    (project / "seeds" / "owners.csv").write_text("role,function\n")
    found = changed_paths(project, find_revision(project, "main"))
    assert found == ["seeds/owners.csv"]


def test_name_that_is_no_text_is_a_change_like_any_other(project: Path, tmp_path: Path) -> None:
    odd = project / "models" / os.fsdecode(b"late\xff.sql")
    odd.write_bytes(b"select 1")
    base = find_revision(project, "main")
    assert changed_paths(project, base) == ["models/late\\xff.sql"]
    _git(project, "add", ".")
    _git(project, "commit", "--quiet", "--message", "odd")
    extract_definitions(project, "HEAD", tmp_path / "odd")

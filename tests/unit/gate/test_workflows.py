"""The workflows that a user adopts as they are: sound, pinned, and safe from a fork's change."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
_BIN = Path(sys.executable).parent


def test_workflows_keep_to_the_hosts_schema() -> None:
    checked = subprocess.run(
        [
            *(_BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows"),
            *WORKFLOWS,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_auditor_of_workflows_finds_nothing() -> None:
    audited = subprocess.run(
        [_BIN / "zizmor", "--offline", "--no-progress", *WORKFLOWS],
        capture_output=True,
        text=True,
        check=False,
    )
    assert audited.returncode == 0, audited.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_and_every_job_has_least_permissions(path: Path) -> None:
    text = path.read_text()
    used = re.findall(r"uses: (\S+)", text)
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action in used)
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    granted = [job["permissions"] for job in workflow["jobs"].values()]
    assert all(set(scopes) <= {"contents", "pull-requests"} for scopes in granted)


def test_forks_change_is_linted_and_never_gated() -> None:
    text = (ROOT / ".github" / "workflows" / "gate.yml").read_text()
    workflow = yaml.safe_load(text)
    same = "github.event.pull_request.head.repo.full_name == github.repository"
    assert workflow["jobs"]["gate"]["if"] == same
    assert "pull_request_target" not in workflow[True]
    assert "secrets." not in text

"""The workflows that a user adopts as they are: sound, pinned, and safe from a fork's change."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

_OF_A_HOME = ROOT / "src" / "customer_truth" / "home" / "templates" / "workflows"
WORKFLOWS = [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), *sorted(_OF_A_HOME.glob("*"))]
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


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_action_is_pinned_and_every_job_has_least_permissions(path: Path) -> None:
    text = path.read_text()
    used = re.findall(r"uses: (\S+)", text)
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action in used)
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    granted = [job["permissions"] for job in workflow["jobs"].values()]
    assert all(set(scopes) <= {"contents", "pull-requests"} for scopes in granted)


@pytest.mark.parametrize("folder", {path.parent for path in WORKFLOWS}, ids=lambda path: path.name)
def test_forks_change_is_linted_and_never_gated(folder: Path) -> None:
    text = (folder / "gate.yml").read_text()
    workflow = yaml.safe_load(text)
    same = "github.event.pull_request.head.repo.full_name == github.repository"
    assert workflow["jobs"]["gate"]["if"] == same
    assert "pull_request_target" not in workflow[True]
    assert "secrets." not in text


@pytest.mark.parametrize(
    ("base", "change", "installed"),
    [
        ("customer-truth==0.2.0\n", "customer-truth==0.10.0\n", "customer-truth==0.10.0\n"),
        ("customer-truth==0.2.0\n", "customer-truth==0.2.0\n", "customer-truth==0.2.0\n"),
        (
            "customer-truth==0.2.0  # ours\r\n",
            "customer-truth==0.3.0\r\n",
            "customer-truth==0.3.0\n",
        ),
        # An earlier release may judge by less.
        ("customer-truth==0.10.0\n", "customer-truth==0.9.0\n", "customer-truth==0.10.0\n"),
        # Whatever else the change names is code of its own.
        *(
            ("customer-truth==0.2.0\n", change, "customer-truth==0.2.0\n")
            for change in (
                "customer-truth @ https://example.com/customer_truth-9.whl\n",
                "customer-truth==9 ; ''$(touch owned)\n",
                "customer-truth-fork==9.0\n",
                "./customer-truth==9.0\n",
                "",
            )
        ),
        (
            "--index-url https://ours.example.com\ncustomer-truth[extra]==0.2.0\ndbt-core==1.10.1\n",
            "--index-url https://theirs.example.com\ncustomer-truth==0.3.0\nevil==1\n",
            "--index-url https://ours.example.com\ncustomer-truth[extra]==0.3.0\ndbt-core==1.10.1\n",
        ),
        ("customer-truth>=0.2\n", "customer-truth==0.3.0\n", "customer-truth>=0.2\n"),
    ],
)
def test_a_homes_gate_installs_the_later_version_that_a_change_pins_and_nothing_else_of_it(
    tmp_path: Path, base: str, change: str, installed: str
) -> None:
    for side, text in (("base", base), ("change", change)):
        (tmp_path / side).mkdir()
        (tmp_path / side / "requirements.txt").write_bytes(text.encode())
    # Stands in for python: a venv is another one of it, pip tells what it is asked to install.
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(
        "#!/bin/sh\n"
        'if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; exit; fi\n'
        'for asked; do :; done; cat "$asked" > installed\n'
    )
    python.chmod(0o755)
    steps = yaml.safe_load((_OF_A_HOME / "gate.yml").read_text())["jobs"]["gate"]["steps"]
    [script] = [step["run"] for step in steps if "pip install" in step.get("run", "")]
    # As the host runs it.
    words = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
    path = f"{python.parent}:{os.environ['PATH']}"
    subprocess.run(words, cwd=tmp_path, check=True, env={**os.environ, "PATH": path})
    assert (tmp_path / "installed").read_text() == installed
    assert not (tmp_path / "owned").exists()

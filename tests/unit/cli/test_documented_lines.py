"""The lines that the documentation gives to schedulers, run as they are written."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.unit.cli.processes import FAILED_NIGHT

_FOLDER = "/srv/customer-truth"
_TRUTH = """\
#!{python}
import sys
sys.path.insert(0, {root!r})
{before}
from customer_truth.cli import main
main()
"""
_SOUND = FAILED_NIGHT
_BROKEN = {
    "a module that is missing": "import nosuch",
    "another that is missing": "sys.modules['typer'] = None",
    "the night's own import": "sys.modules['customer_truth.nightly.night'] = None",
    "Python's own 1": "sys.exit(1)",
    "a crash in the night": "from customer_truth.nightly import night as nightly\n"
    "nightly.run_nightly = lambda *a, **k: {}['x']",
}


def _documented() -> dict[str, str]:
    page = (ROOT / "docs" / "run-it-nightly.md").read_text("utf-8")
    blocks = dict(re.findall(r"```(cron|python)\n(.*?)```", page, re.DOTALL)[:2])
    (command,) = re.findall(r'bash_command="(.*)"', blocks["python"])
    compile(blocks["python"], "run-it-nightly.md", "exec")
    return {"cron": blocks["cron"].strip().split(maxsplit=5)[5], "Airflow": command}


def _workflow() -> str:
    steps = yaml.safe_load((ROOT / ".github" / "workflows" / "nightly.yml").read_text("utf-8"))
    runs = [step.get("run", "") for step in steps["jobs"]["night"]["steps"]]
    (line,) = [run for run in runs if "truth nightly" in run]
    return f"cd {_FOLDER} && {line}"


def _makefile() -> str:
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\nanother-night:")[1].splitlines()[1]
    return f"cd {_FOLDER} && " + recipe.strip().lstrip("@").replace("$(BIN)", ".venv/bin")


LINES = {**_documented(), "GitHub Actions": _workflow(), "make": _makefile()}


def _run(line: str, folder: Path, there: Path) -> int:
    written = line.replace(_FOLDER, str(folder))
    assert "truth nightly" in written
    environment = {"PATH": "/usr/bin:/bin", "RUNNER_TEMP": str(there), "HOME": str(there)}
    return subprocess.run(
        ["bash", "-e", "-c", written], cwd=there, env=environment, capture_output=True, check=False
    ).returncode


def _installed(folder: Path, before: str) -> Path:
    """The project's definitions with a `truth` of its own."""
    for name in ("models", "expectations", "seeds", "checkpoints", "dbt_project.yml"):
        (folder / name).symlink_to(ROOT / name)
    script = folder / ".venv" / "bin" / "truth"
    script.parent.mkdir(parents=True)
    script.write_text(_TRUTH.format(python=sys.executable, root=str(ROOT), before=before))
    script.chmod(0o755)
    return folder


@pytest.mark.parametrize("scheduler", LINES)
def test_rules_that_failed_are_a_night_that_ran(scheduler: str, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    folder = _installed(tmp_path / "here", _SOUND)
    assert _run(LINES[scheduler], folder, tmp_path) == 0


@pytest.mark.parametrize("scheduler", LINES)
def test_a_wrong_folder_is_a_failure(scheduler: str, tmp_path: Path) -> None:
    assert _run(LINES[scheduler], tmp_path / "nowhere", tmp_path) != 0


@pytest.mark.parametrize("scheduler", LINES)
def test_a_folder_without_an_installation_is_a_failure(scheduler: str, tmp_path: Path) -> None:
    assert _run(LINES[scheduler], tmp_path, tmp_path) != 0


@pytest.mark.parametrize(
    ("scheduler", "how"),
    [*(("cron", how) for how in _BROKEN), *((name, "Python's own 1") for name in LINES)],
)
def test_a_broken_installation_is_a_failure(scheduler: str, how: str, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    folder = _installed(tmp_path / "here", f"{_SOUND}\n{_BROKEN[how]}")
    assert _run(LINES[scheduler], folder, tmp_path) != 0


def test_no_line_takes_any_1_for_rules_that_failed() -> None:
    """`|| [ $? -eq 1 ]` forgives a wrong folder and Python's own 1."""
    places = [ROOT / "README.md", ROOT / "Makefile", ROOT / ".ci" / "run"]
    places += [*(ROOT / "docs").glob("*.md"), *(ROOT / ".github" / "workflows").glob("*.yml")]
    for place in places:
        text = place.read_text("utf-8")
        assert not re.search(r"\$\?\s*-(eq|le)\s*1|\|\| true", text), place

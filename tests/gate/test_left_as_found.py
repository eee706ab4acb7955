"""The gate leaves warehouse and working tree as it found them, also when it is killed."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import TRUTH
from tests.gate.clone import git, truth_in
from tests.gate.conftest import Clone
from tests.gate.six_changes import SIX

_LONGEST = 16.0


def _state(clone: Clone) -> tuple[str, str, list[str]]:
    files = sorted(str(path) for path in clone.home.rglob("*"))
    content = hashlib.sha256(clone.warehouse.read_bytes()).hexdigest()
    return content, git("status", "--porcelain", "--ignored=no", cwd=clone.project), files


@pytest.mark.slow
def test_killed_at_ten_moments_it_changes_nothing(clone: Clone, tmp_path: Path) -> None:
    mapping = next(proposal for proposal in SIX if proposal.name == "mapping")
    mapping.edit(clone.project, clone.home)
    environment = {
        **os.environ,
        "PYTHONPATH": str(clone.project / "src"),
        "TMPDIR": str(tmp_path),
    }
    moments = random.Random(20261126)
    try:
        found = _state(clone)
        for _ in range(10):
            running = subprocess.Popen(
                [TRUTH, "gate", "--base", "HEAD", "--home", str(clone.home)],
                cwd=clone.project,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            time.sleep(moments.uniform(0.2, _LONGEST))
            os.kill(running.pid, signal.SIGKILL)
            running.wait()
            assert _state(clone) == found
        ended = subprocess.run(
            [TRUTH, "gate", "--base", "HEAD", "--home", str(clone.home)],
            cwd=clone.project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 1, ended.stderr
        assert _state(clone) == found
        assert list(tmp_path.iterdir()) == []
    finally:
        git("checkout", "--quiet", ".", cwd=clone.project)


def test_change_that_touches_no_definition_may_be_merged_at_once(clone: Clone) -> None:
    readme = clone.project / "README.md"
    readme.write_text(readme.read_text() + "\n", "utf-8")
    try:
        ended = truth_in(clone.project, clone.home, "gate", "--base", "HEAD")
    finally:
        git("checkout", "--quiet", ".", cwd=clone.project)
    assert ended.code == 0, ended.err
    assert ended.out.startswith("No definition changed: may be merged.")

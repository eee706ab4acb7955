"""A throw-away clone of this project, with a night of the demo company beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.conftest import ROOT, TRUTH, Ended


def clone_project(target: Path) -> Path:
    """A clone with a commit of what the working tree holds, so that a gate has a base."""
    git("clone", "--quiet", "--no-hardlinks", str(ROOT), str(target), cwd=ROOT)
    difference = git("diff", "--binary", "HEAD", cwd=ROOT)
    if difference:
        subprocess.run(["git", "apply", "-"], cwd=target, input=difference, text=True, check=True)
    for new in git("ls-files", "-z", "--others", "--exclude-standard", cwd=ROOT).split("\0")[:-1]:
        (target / new).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / new, target / new)
    git("add", "--all", cwd=target)
    git("commit", "--quiet", "--allow-empty", "--message", "Base", cwd=target)
    return target


def git(*words: str, cwd: Path) -> str:
    """Runs git as somebody who exists nowhere."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    done = subprocess.run(
        ["git", *who, *words], cwd=cwd, check=True, capture_output=True, text=True
    )
    return done.stdout


def truth_in(project: Path, home: Path, *words: str | Path) -> Ended:
    """The command on the clone, with the clone's own package."""
    done = subprocess.run(
        [TRUTH, *map(str, words), "--home", str(home)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)

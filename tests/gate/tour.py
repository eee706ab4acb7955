"""The tour: six changes in a throw-away clone, each gated, each report printed.

`python -m tests.gate.tour [FOLDER]` keeps every report in FOLDER (default: build/tour-gate).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import ROOT
from tests.gate.clone import clone_project, git, truth_in
from tests.gate.six_changes import SIX

_FORMATS = {"markdown": "md", "json": "json", "sarif": "sarif", "junit": "xml", "list": "csv"}


def main(folder: Path) -> int:
    """0 where every change was gated, blocked or not; 2 where one could not be."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="tour-gate-") as place:
        project, home = clone_project(Path(place) / "project"), Path(place) / "home"
        print("a night of the demo company, in a clone", flush=True)
        for command in (("demo", "--all-defects"), ("nightly",)):
            ended = truth_in(project, home, *command)
            if ended.code > 1:
                print(ended.err, file=sys.stderr)
                return 2
        worst = 0
        for number, proposal in enumerate(SIX, 1):
            proposal.edit(project, home)
            reports = [
                word
                for option, ending in _FORMATS.items()
                for word in (f"--{option}", str(folder / f"{number}-{proposal.name}.{ending}"))
            ]
            started = time.monotonic()
            ended = truth_in(project, home, "gate", "--base", "HEAD", *reports)
            spent = time.monotonic() - started
            print(f"\n{'=' * 100}\n{number}. {proposal.meant}\n")
            print(ended.out or ended.err)
            print(f"exit {ended.code}, {spent:.1f} s", flush=True)
            worst = max(worst, ended.code)
            git("checkout", "--quiet", ".", cwd=project)
    print(f"\nevery report: {folder}")
    return 2 if worst == 2 else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(Path(given[0]) if given else ROOT / "build" / "tour-gate"))

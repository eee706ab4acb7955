"""A change gated on two engines, after the same night of the same home."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import TRUTH, Ended, truth
from tests.gate.clone import clone_project, git, truth_in
from tests.gate.six_changes import Proposal


class Bench:
    """A clone, and a home whose night has ended on another engine; it ends on DuckDB here."""

    def __init__(self, project: Path, home: Path) -> None:
        self.project, self.home = clone_project(project), home
        ended = truth("nightly", home=home)
        assert ended.code == 1, ended.err

    def gate(self, target: str, *words: str | Path) -> Ended:
        """The gate of what the clone holds now."""
        asked = ("gate", "--base", "HEAD", "--target", target, *words)
        return truth_in(self.project, self.home, *asked)

    def start(self, target: str) -> subprocess.Popen[str]:
        """Starts it and leaves it running, for a test to interrupt."""
        return subprocess.Popen(
            [TRUTH, "gate", "--base", "HEAD", "--target", target],
            cwd=self.project,
            env={
                **os.environ,
                "PYTHONPATH": str(self.project / "src"),
                "CUSTOMER_TRUTH_HOME": str(self.home),
                "NO_COLOR": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @contextmanager
    def changed(self, proposal: Proposal) -> Iterator[None]:
        """With one change in the working tree."""
        proposal.edit(self.project, self.home)
        try:
            yield
        finally:
            git("checkout", "--quiet", ".", cwd=self.project)

    def assert_alike(self, proposal: Proposal, target: str, folder: Path) -> None:
        """That a change is said to do the same, and moves the same records, on both engines."""
        told: dict[str, Any] = {}
        moved: dict[str, list[list[str]]] = {}
        with self.changed(proposal):
            for engine in ("duckdb", target):
                listed = folder / f"{engine}.csv"
                ended = self.gate(engine, "--format", "json", "--list", listed)
                assert ended.code == 1, ended.err
                told[engine] = {k: v for k, v in json.loads(ended.out).items() if k != "seconds"}
                with listed.open(encoding="utf-8", newline="") as file:
                    moved[engine] = sorted(csv.reader(file))
        assert told["duckdb"]["measured"]
        assert told[target] == told["duckdb"]
        assert moved[target] == moved["duckdb"]

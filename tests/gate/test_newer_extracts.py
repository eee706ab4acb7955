"""Where extracts came in since the night, both sides are built from them."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from tests.gate.clone import git, truth_in
from tests.gate.conftest import Clone
from tests.gate.six_changes import SIX


def test_extracts_that_came_in_since_are_no_effect_of_the_change(
    clone: Clone, tmp_path: Path
) -> None:
    mapping = next(proposal for proposal in SIX if proposal.name == "mapping")
    mapping.edit(clone.project, clone.home)
    extract = clone.home / "raw" / "company.json"
    stamp = extract.stat().st_mtime
    found = []
    try:
        for name in ("night.json", "newer.json"):
            report = tmp_path / name
            ended = truth_in(clone.project, clone.home, "gate", "--base", "HEAD", "--json", report)
            assert ended.code == 1, ended.err
            told = json.loads(report.read_text())
            found.append({part: told[part] for part in ("rules", "owners", "positions", "marts")})
            now = time.time() + 3600
            os.utime(extract, (now, now))
    finally:
        os.utime(extract, (stamp, stamp))
        git("checkout", "--quiet", ".", cwd=clone.project)
    assert found[1] == found[0]
    assert found[0]["positions"] != []

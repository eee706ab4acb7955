"""Nothing slips past the gate that only a night can show: one night, shared by every way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gate.bypasses import BYPASSES, SLOW
from tests.gate.clone import git, truth_in
from tests.gate.conftest import Clone
from tests.unit.gate.bypasses import Bypass


@pytest.mark.parametrize(
    "bypass",
    [
        pytest.param(one, id=one.way, marks=[pytest.mark.slow] if one.way in SLOW else [])
        for one in BYPASSES
    ],
)
def test_way_around_the_gate_meets_whose_word_it_needs(
    clone: Clone, bypass: Bypass, tmp_path: Path
) -> None:
    approvals = tmp_path / "approvals.json"
    words = ("gate", "--base", "HEAD", "--approvals", approvals, "--format", "json")
    codes = []
    bypass.edit(clone.project)
    try:
        for by in ((), bypass.enough or ()):
            given = {"author": bypass.author, "approvals": [{"by": handle} for handle in by]}
            approvals.write_text(json.dumps(given))
            ended = truth_in(clone.project, clone.home, *words)
            codes.append(ended.code)
            told = json.loads(ended.out)
            if not by:
                alone, out = told, ended.err
    finally:
        git("checkout", "--quiet", ".", cwd=clone.project)
        git("clean", "--quiet", "--force", "-d", cwd=clone.project)
    missing = {one["role"] for one in alone["agreements"] if one["given_by"] is None}
    blocked = {finding["kind"] for finding in alone["findings"]} - {"agreement_missing"}
    assert (missing, blocked) == (bypass.roles, set(bypass.blocked)), out
    assert bypass.kind in {change["kind"] for change in alone["changes"]} or not bypass.kind
    assert codes == [1, 0], out
    assert [text for text in bypass.says if text not in out] == [], out

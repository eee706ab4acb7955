"""Extracts that came in since the night are no effect of the change: both sides read the same."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb
import pytest

from tests.gate.clone import git, truth_in
from tests.gate.conftest import Clone
from tests.gate.six_changes import SIX


@pytest.mark.slow
def test_an_extract_overwritten_in_place_is_not_blamed_on_the_change(
    clone: Clone, tmp_path: Path
) -> None:
    extract = clone.home / "raw" / "zendesk" / "ticket.parquet"
    kept, stamp = extract.read_bytes(), extract.stat()
    found = []
    mapping = next(proposal for proposal in SIX if proposal.name == "mapping")
    mapping.edit(clone.project, clone.home)
    try:
        for is_overwritten in (False, True):
            if is_overwritten:
                (tmp_path / "ticket.parquet").write_bytes(kept)
                duckdb.sql(
                    f"copy (select * from '{tmp_path / 'ticket.parquet'}' where id % 2 = 0) "
                    f"to '{extract}' (format parquet)"
                )
                # What overwrites in place may keep the stamp, as rsync does.
                os.utime(extract, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
            words = ("gate", "--base", "HEAD", "--format", "json")
            ended = truth_in(clone.project, clone.home, *words)
            assert ended.code == 1, ended.err
            told = json.loads(ended.out)
            found.append({part: told[part] for part in ("owners", "positions", "marts")})
    finally:
        extract.write_bytes(kept)
        os.utime(extract, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        git("checkout", "--quiet", ".", cwd=clone.project)
    assert found[1]["positions"] == found[0]["positions"] != []
    assert "tickets" not in {mart["mart"] for mart in found[1]["marts"]}
    assert found[1]["owners"] == found[0]["owners"]

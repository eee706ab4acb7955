"""What the gate counts equals two whole nights, one by each definition, compared by SQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT
from tests.gate.clone import git, truth_in
from tests.gate.conftest import Clone
from tests.gate.six_changes import Proposal, parameters

# One change of a rule, of the registry and of a mart's SQL; the others before a release.
_ALWAYS = ("threshold", "mapping", "mart")
_OPEN = (
    "select rule_id, record_key, customer_id, value, in_error from {night}.quality.exceptions "
    "where resolved is null and waiver_id is null"
)
_MOVES = f"""
with before as ({_OPEN.format(night="before")}),
after as ({_OPEN.format(night="after")})
select *, 'newly failing' as moves from after
where (rule_id, record_key) not in (select (rule_id, record_key) from before)
union all
select *, 'newly passing' from before
where (rule_id, record_key) not in (select (rule_id, record_key) from after)
"""


def _full_night(clone: Clone, home: Path) -> Path:
    shutil.copytree(clone.home, home, symlinks=True)
    subprocess.run(
        [sys.executable, "-m", "tests.gate.full_night", str(clone.project), str(home)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{clone.project / 'src'}:{ROOT}"},
        check=True,
    )
    return home / "warehouse" / "customer_truth.duckdb"


@pytest.mark.parametrize("proposal", parameters(_ALWAYS))
def test_gate_counts_what_two_whole_nights_count(
    clone: Clone, proposal: Proposal, tmp_path: Path
) -> None:
    listed = tmp_path / "moves.csv"
    proposal.edit(clone.project, clone.home)
    try:
        ended = truth_in(clone.project, clone.home, "gate", "--base", "HEAD", "--list", listed)
        assert ended.code == 1, ended.err
        after = _full_night(clone, tmp_path / "home")
    finally:
        git("checkout", "--quiet", ".", cwd=clone.project)

    with duckdb.connect() as sql:
        sql.execute(f"attach '{clone.warehouse}' as before (read_only)")
        sql.execute(f"attach '{after}' as after (read_only)")
        sql.execute(f"create table expected as {_MOVES}")
        sql.execute(
            "create table found as select rule_id, record_key, customer_id, "
            "cast(value as numeric(18, 2)) as value, "
            "cast(in_error as numeric(18, 2)) as in_error, moves "
            f"from read_csv('{listed}', header = true, all_varchar = true)"
        )
        differing = sql.execute(
            "(from expected except from found) union all (from found except from expected)"
        ).fetchall()
        (count,) = sql.execute("select count(*) from expected").fetchone() or (0,)
    assert differing == []
    assert (count > 0) is (proposal.name != "owner")

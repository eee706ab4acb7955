"""A stay that comes in late changes what is found of its own record, and of no other stay."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.conftest import truth
from tests.warehouse_contents import query

_OPEN = (
    "select rule_id, record_key, first_seen, times_reopened from quality.exceptions "
    "where resolved is null and mart like '%stage_visits' order by all"
)


def _add_a_stay(home: Path, deal: str) -> None:
    """The deal turns out to have stood in discovery a month before its first known stage."""
    path = home / "raw" / "salesforce" / "opportunity_history.parquet"
    changed = path.with_suffix(".part")
    history = f"from read_parquet('{path}') as t"
    late = (
        "select t.* replace ('Needs Analysis' as stage_name, "
        "_fivetran_start - interval 30 day as _fivetran_start) "
        f"{history} where id = '{deal}' order by _fivetran_start limit 1"
    )
    duckdb.execute(
        f"copy (({late}) union all by name (select * {history})) to '{changed}' (format parquet)"
    )
    changed.replace(path)


@pytest.mark.slow
def test_a_late_stay_renames_no_exception_of_another(tmp_path: Path) -> None:
    assert truth("demo", "--all-defects", "--customers", "500", home=tmp_path).code == 0
    assert truth("nightly", "--no-alerts", home=tmp_path).code == 1
    before = query(tmp_path, _OPEN)
    (deal,) = query(
        tmp_path,
        "select min(split_part(split_part(record_key, ':', 2), '#', 1)) from quality.exceptions "
        "where rule_id = 'proposal_has_amount' and record_key like 'salesforce:%'",
    )[0]
    _add_a_stay(tmp_path, str(deal))
    assert truth("nightly", "--no-alerts", home=tmp_path).code == 1
    after = query(tmp_path, _OPEN)
    assert [row for row in before if row not in after] == []
    new = [row for row in after if row not in before]
    assert new
    assert all(f"salesforce:{deal}#" in str(row[1]) for row in new)

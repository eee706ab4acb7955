"""The morning's digests of the demo company: the second night tells only what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from tests.conftest import NightHome, truth


def _rewrite(path: Path, columns: str) -> None:
    fresh = path.with_suffix(".fresh")
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * replace ({columns}) from '{path}') to '{fresh}' (format parquet)"
        )
    fresh.replace(path)


def _asked(night: NightHome, query: str) -> tuple[Any, ...]:
    path = night.home / "warehouse" / "customer_truth.duckdb"
    with duckdb.connect(str(path), read_only=True) as warehouse:
        return warehouse.execute(query).fetchone() or ()


def test_second_night_tells_only_what_changed(own_night: NightHome) -> None:
    first = truth("notify", "--dry-run", home=own_night.home)
    (new,) = _asked(
        own_night,
        "select count(*) from quality.exceptions "
        "where owner = 'sales_operations' and resolved is null and waiver_id is null",
    )
    assert new > 100
    assert f"To sales_operations: Customer Truth, sales operations: {new} new" in first.out
    links = [word for word in first.out.split() if word.startswith("file://")]
    assert len(links) > 50
    assert [link for link in links if not Path(link.removeprefix("file://")).is_file()] == []
    (mended,) = _asked(
        own_night,
        "select split_part(record_key, ':', 2) from quality.exceptions "
        "where rule_id = 'forecast_deal_has_its_documents' and record_key in ("
        "select opportunity_id from marts.forecast_positions "
        "where missing_evidence = 'next_step') order by all limit 1",
    )
    _rewrite(
        own_night.home / "raw" / "salesforce" / "opportunity.parquet",
        f"case when id = '{mended}' then 'Call the cook' else next_step end as next_step",
    )
    ended = truth("nightly", "--no-alerts", home=own_night.home)
    assert ended.code == 1, ended.err
    assert "Alerts" not in ended.out
    second = truth("notify", "--dry-run", home=own_night.home)
    told = [line for line in second.out.splitlines() if line.startswith("To ")]
    (resolved,) = _asked(
        own_night,
        "select count(*) from quality.exceptions where resolved is not null "
        f"and owner = 'sales_operations' and record_key like '%{mended}%'",
    )
    assert resolved > 0
    assert told == [f"To sales_operations: Customer Truth, sales operations: {resolved} resolved"]
    assert truth("nightly", "--no-alerts", home=own_night.home).code == 1
    third = truth("notify", "--dry-run", home=own_night.home)
    assert third.out.strip() == "Nothing new to tell."

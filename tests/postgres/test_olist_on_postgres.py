"""Real data on PostgreSQL: most systems are off, and all that is said is what DuckDB says."""

from __future__ import annotations

import os
from pathlib import Path

from tests.olist import FOLDER, olist_night
from tests.postgres.nights import load_csv, query
from tests.postgres.server import URL
from tests.two_nights import outcomes, pages


def test_the_marketplace_comes_to_the_same_on_the_server(tmp_path: Path) -> None:
    query("select 1")
    (here := tmp_path / "duckdb").mkdir()
    (there := tmp_path / "postgres").mkdir()
    on_duckdb = olist_night(here)
    load_csv(os.environ[URL], FOLDER, "olist")
    on_postgres = olist_night(there, "--target", "postgres")
    assert outcomes(on_postgres) == outcomes(on_duckdb)
    assert on_postgres["counts"] == on_duckdb["counts"]
    assert pages(there / "site-olist", "postgres") == pages(here / "site-olist", "duckdb")

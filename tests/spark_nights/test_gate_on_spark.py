"""The gate on Spark: a change moves what it moves on DuckDB, and nothing is left behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.gate.six_changes import Proposal, parameters
from tests.gate.two_engines import Bench
from tests.spark.nights import SparkNight, places

# The registry; the others before a release, for each takes minutes.
_ALWAYS = ("mapping",)


@pytest.fixture(scope="module")
def bench(spark_night: SparkNight, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    place = tmp_path_factory.mktemp("gates")
    # The night on DuckDB writes a site, which in the other home others look at.
    shutil.copytree(spark_night.home, place / "home", symlinks=True)
    return Bench(place / "project", place / "home")


@pytest.mark.parametrize("proposal", parameters(_ALWAYS))
def test_a_change_moves_the_same_records_on_the_cluster(
    bench: Bench, proposal: Proposal, tmp_path: Path
) -> None:
    before = places()
    bench.assert_alike(proposal, "spark", tmp_path)
    assert places() <= before

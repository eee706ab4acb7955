"""What is killed in the middle of a night on the cluster, and what stays of it."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import start_truth, truth
from tests.spark.cluster import kill, start_again
from tests.spark.nights import SparkNight, places, published, session, spark_night_of
from tests.spark.with_cluster import FOLDER

pytestmark = pytest.mark.slow

# One system alone, and so a world of its own: its night takes less.
WORLD = "salesforce"
ON = ("--target", "spark", "--sources", WORLD)
EXCEPTIONS = (
    "select count(*), sum(xxhash64(rule_id, record_key, first_seen)) from {}_quality.exceptions"
)
MOMENTS = [number / 10 for number in range(10)]
_FIRST = 5  # seconds until a night has begun


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> SparkNight:
    home = tmp_path_factory.mktemp("broken_off")
    first = spark_night_of(home, "--all-defects", nightly=ON)
    # The server is slow at first, and the moments are to be in the middle of a night.
    since = time.monotonic()
    assert truth("nightly", *ON, home=home).code == first.code
    return replace(first, seconds=time.monotonic() - since)


def begun(night: SparkNight, moment: float) -> subprocess.Popen[bytes]:
    """A night that has run until this share of its time."""
    running = start_truth("nightly", *ON, home=night.home, stderr=subprocess.PIPE)
    time.sleep(_FIRST + moment * night.seconds)
    assert running.poll() is None, "it has ended by itself"
    return running


def said() -> tuple[str, list[object]]:
    """The published night, and what its exceptions are."""
    with session() as spark:
        name = published(spark, WORLD)
        return name, [tuple(row) for row in spark.sql(EXCEPTIONS.format(name)).collect()]


def folder() -> Path:
    return Path(os.environ[FOLDER])


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_night_leaves_the_last_one(night: SparkNight, moment: float) -> None:
    before = said()
    running = begun(night, moment)
    running.kill()
    running.wait()
    assert said() == before
    shown = truth("rules", "--failing", *ON, home=night.home)
    assert shown.code == 0, shown.err


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_night_whose_server_dies_says_so_and_leaves_the_last_one(
    night: SparkNight, moment: float
) -> None:
    before = said()
    running = begun(night, moment)
    kill(folder(), "server")
    _, told = running.communicate()
    start_again(folder())
    assert running.returncode == 2, told
    assert b"Traceback" not in told
    assert said() == before


def test_the_night_after_completes_and_sweeps_what_they_left(night: SparkNight) -> None:
    before, words = said()
    assert len(places()) > 2
    ended = truth("nightly", *ON, home=night.home)
    assert ended.code == night.code, ended.err
    after, told = said()
    assert after != before
    assert told == words
    assert len(places()) <= 2, "the published night, and the one before it"


def test_a_worker_that_is_lost_changes_nothing(night: SparkNight) -> None:
    _, words = said()
    running = begun(night, 0.5)
    kill(folder(), "worker-2")
    _, told = running.communicate()
    assert running.returncode == night.code, told
    assert said()[1] == words

"""What is killed in the middle of a night on the cluster, and what stays of it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.conftest import start_truth, truth
from tests.spark.cluster import kill
from tests.spark.nights import SparkNight, places, published, session
from tests.spark.with_cluster import FOLDER

EXCEPTIONS = (
    "select count(*), sum(xxhash64(rule_id, record_key, first_seen)) from {}_quality.exceptions"
)


def told(night: str) -> list[object]:
    with session() as spark:
        return [tuple(row) for row in spark.sql(EXCEPTIONS.format(night)).collect()]


def pointed_at() -> str:
    with session() as spark:
        return published(spark)


@pytest.mark.slow
@pytest.mark.parametrize("share", [number / 10 for number in range(10)])
def test_a_killed_night_leaves_the_last_one_and_the_next_sweeps_what_it_left(
    spark_night: SparkNight, share: float
) -> None:
    before, words = pointed_at(), told(pointed_at())
    running = start_truth("nightly", "--target", "spark", home=spark_night.home)
    time.sleep(5 + share * spark_night.seconds)
    running.kill()
    running.wait()
    assert pointed_at() == before
    assert told(before) == words
    shown = truth("rules", "--failing", "--target", "spark", home=spark_night.home)
    assert shown.code == 0, shown.err


@pytest.mark.slow
def test_the_night_after_completes_and_leaves_two_places(spark_night: SparkNight) -> None:
    words = told(pointed_at())
    ended = truth("nightly", "--target", "spark", home=spark_night.home)
    assert ended.code == spark_night.code, ended.err
    assert told(pointed_at()) == words
    assert len(places()) <= 2, "the published night, and the one before it"


@pytest.mark.slow
def test_a_worker_that_is_lost_changes_nothing(spark_night: SparkNight) -> None:
    words = told(pointed_at())
    running = start_truth("nightly", "--target", "spark", home=spark_night.home)
    time.sleep(spark_night.seconds / 2)
    kill(Path(os.environ[FOLDER]), "worker-2")
    assert running.wait() == spark_night.code
    assert told(pointed_at()) == words

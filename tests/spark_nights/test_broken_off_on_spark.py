"""What is killed in the middle of a night on the cluster, and what stays of it."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from customer_truth.warehouse.spark_places import place_of
from tests.conftest import start_truth, truth
from tests.spark.cluster import kill, start_again
from tests.spark.nights import SparkNight, places, published, session, spark_night_of
from tests.spark.with_cluster import FOLDER

pytestmark = pytest.mark.slow

# One system alone, and so a world of its own: its night takes less.
WORLD = "salesforce"
ON = ("--target", "spark", "--sources", WORLD)
EXCEPTIONS = (
    "select count(*), bit_xor(xxhash64(rule_id, record_key, first_seen)) from {}_quality.exceptions"
)
# The steps of a night as it tells them; of dbt's, how many nodes are built.
MOMENTS = {
    "extracts": 0,
    "dbt": 0,
    "dbt a quarter": 70,
    "dbt a half": 140,
    "dbt at last": 210,
    "matching": 0,
    "rules": 0,
    "recording": 0,
    "sites": 0,
    "alerts": 0,
}
PUBLISHED_BY_THEN = "alerts"
LONGEST = 1800  # seconds that a night may take
GIVES_UP = 240  # seconds until a night ends whose server is gone


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> SparkNight:
    return spark_night_of(tmp_path_factory.mktemp("broken_off"), "--all-defects", nightly=ON)


def stands() -> tuple[str, list[object]]:
    """The published night, and what its exceptions are."""
    with session() as spark:
        name = published(spark, WORLD)
        return name, [tuple(row) for row in spark.sql(EXCEPTIONS.format(name)).collect()]


def folder() -> Path:
    return Path(os.environ[FOLDER])


@contextmanager
def come_to(moment: str, night: SparkNight, told: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A night that has come to this moment and goes on; what it tells goes to a file."""
    with told.open("wb") as file:
        running = start_truth("nightly", *ON, home=night.home, stderr=file.fileno())
    try:
        deadline = time.monotonic() + LONGEST
        while not _has_come(moment, told.read_text("utf-8")):
            assert running.poll() is None, f"ended before {moment}: {told.read_text('utf-8')}"
            assert time.monotonic() < deadline, f"never came to {moment}"
            time.sleep(0.1)
        yield running
    finally:
        running.kill()
        running.wait()


def _has_come(moment: str, told: str) -> bool:
    step = moment.split(maxsplit=1)[0]
    done = re.findall(rf"^ *[\d.]+s  {step}(?: (\d+)/\d+ .*)?$", told, re.MULTILINE)
    return any(int(number or 0) >= MOMENTS[moment] for number in done)


def assert_whole(before: tuple[str, list[object]], moment: str, night: SparkNight) -> None:
    """That the last night can be read, or the next one where it was published by then."""
    name, exceptions = stands()
    assert exceptions == before[1]
    assert name == before[0] or moment == PUBLISHED_BY_THEN
    shown = truth("rules", "--failing", *ON, home=night.home)
    assert shown.code == 0, shown.err


@pytest.mark.parametrize("moment", list(MOMENTS)[::2])
def test_a_killed_night_leaves_the_last_one(night: SparkNight, moment: str, tmp_path: Path) -> None:
    before = stands()
    with come_to(moment, night, tmp_path / "told"):
        pass
    assert_whole(before, moment, night)


@pytest.mark.parametrize("moment", list(MOMENTS)[1::2])
def test_a_night_whose_server_dies_says_so_and_leaves_the_last_one(
    night: SparkNight, moment: str, tmp_path: Path
) -> None:
    before = stands()
    with come_to(moment, night, tmp_path / "told") as running:
        kill(folder(), "server")
        try:
            code = running.wait(GIVES_UP)
        finally:
            start_again(folder())
    told = (tmp_path / "told").read_text("utf-8")
    assert "Traceback" not in told
    if moment != PUBLISHED_BY_THEN:
        assert code == 2, told
        assert "un again" in told, told
    assert_whole(before, moment, night)


def test_the_night_after_completes_and_sweeps_what_was_left(
    night: SparkNight, tmp_path: Path
) -> None:
    with come_to("dbt a quarter", night, tmp_path / "told"):
        pass
    name, exceptions = stands()
    # Their names begin with the moment; those that were published stay for a day.
    left = max(places())
    assert left != place_of(f"{name}_quality"), "the killed one left its schemas"
    ended = truth("nightly", *ON, home=night.home)
    assert ended.code == night.code, ended.err
    after, same = stands()
    assert after != name
    assert same == exceptions
    assert left not in places()
    assert max(places()) == place_of(f"{after}_quality")


def test_a_worker_that_is_lost_changes_nothing(night: SparkNight, tmp_path: Path) -> None:
    name, exceptions = stands()
    with come_to("dbt a half", night, tmp_path / "told") as running:
        kill(folder(), "worker-2")
        code = running.wait(LONGEST)
    assert code == night.code, (tmp_path / "told").read_text("utf-8")
    after, same = stands()
    assert after != name
    assert same == exceptions
    assert "Lost executor" in (folder() / "server.log").read_text("utf-8", "replace")

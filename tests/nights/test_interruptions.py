"""Killed, locked out, or on a broken definition: the last finished night stays."""

from __future__ import annotations

import os
import random
import time

import pytest

from tests.conftest import NightHome, start_truth, truth
from tests.warehouse_contents import contents, warehouse


def test_a_night_killed_at_any_moment_leaves_the_last_one_and_the_next_completes(
    own_night: NightHome,
) -> None:
    before = contents(own_night.home)
    chance = random.Random(11)
    for _ in range(3):
        running = start_truth("nightly", home=own_night.home)
        time.sleep(chance.uniform(0.5, 18.0))
        running.kill()
        running.wait()
        assert contents(own_night.home) == before
        assert (own_night.home / "site" / "index.html").is_file()
    ended = truth("nightly", home=own_night.home)
    assert ended.code == 1, ended.err
    assert contents(own_night.home) == before
    assert not list((own_night.home / "warehouse").glob("*.next.duckdb*"))


def test_a_second_run_ends_at_once_and_says_who_holds_the_warehouse(own_night: NightHome) -> None:
    running = start_truth("nightly", home=own_night.home)
    try:
        lock = own_night.home / "warehouse" / "customer_truth.lock"
        deadline = time.monotonic() + 20
        while not (lock.is_file() and lock.read_text()):
            assert time.monotonic() < deadline, "the first run never took the lock"
            time.sleep(0.05)
        started = time.monotonic()
        second = truth("nightly", home=own_night.home)
        assert second.code == 2
        assert f"process {running.pid}" in second.err
        assert time.monotonic() - started < 8
        readable = truth("exceptions", "--format", "csv", home=own_night.home)
        assert readable.code == 0, "readers must not be locked out by a running night"
    finally:
        running.kill()
        running.wait()


@pytest.mark.parametrize("command", ["nightly", "lint"])
def test_a_broken_definition_stops_before_anything_is_touched(
    own_night: NightHome, broken_project: os.PathLike[str], command: str
) -> None:
    stamp = warehouse(own_night.home).stat().st_mtime_ns
    ended = truth(command, "--project", str(broken_project), home=own_night.home)
    assert ended.code == 2
    assert "expectations/orders.yml:" in ended.err
    assert "needs exactly one" in ended.err
    assert warehouse(own_night.home).stat().st_mtime_ns == stamp

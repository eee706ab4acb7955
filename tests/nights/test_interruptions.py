"""Killed, locked out, or on a broken definition: the last finished night stays."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.conftest import NightHome, start_truth, truth
from tests.nights import kills
from tests.warehouse_contents import contents, warehouse


@pytest.mark.slow
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


@pytest.mark.slow
def test_look_ups_and_gates_killed_at_any_moment_leave_nothing(
    own_night: NightHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    (tmp_path / "project").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    kills.change(tmp_path / "project")
    names = ("site", "gate", "matching")
    left = kills.kill_all(6, own_night.home, tmp_path / "project", seed=3, names=names)
    assert sum(phase.kills for phase in left.values()) == 6
    for phase in left.values():
        assert (phase.half_states, phase.leftovers, phase.failed_next) == ([], [], [])


def test_ctrl_c_while_dbt_builds_ends_both_and_leaves_the_last_night(own_night: NightHome) -> None:
    before = warehouse(own_night.home).read_bytes()
    running = start_truth("nightly", home=own_night.home, stderr=subprocess.PIPE)
    assert running.stderr is not None
    said = []
    for line in running.stderr:
        said.append(line.decode())
        if "dbt" in said[-1]:
            break
    time.sleep(2)
    builders = _children(running.pid)
    assert builders, "dbt runs in a process of its own"
    running.send_signal(signal.SIGINT)
    said += running.stderr.read().decode().splitlines()
    assert running.wait(timeout=30) == 130
    assert said[-1] == "interrupted: the last night stays."
    assert not [pid for pid in builders if Path(f"/proc/{pid}/stat").exists()]
    assert warehouse(own_night.home).read_bytes() == before
    assert not list((own_night.home / "warehouse").glob("*next*"))


def test_a_night_that_stands_still_says_where_and_leaves_the_last_one(
    own_night: NightHome, own_project: Path
) -> None:
    before = warehouse(own_night.home).read_bytes()
    settings = own_project / "dbt_project.yml"
    endless = "with recursive n as (select 1 as i union all select 1 from n) select max(i) from n"
    changed = settings.read_text().replace("stall_minutes: 60", "stall_minutes: 1")
    settings.write_text(changed.replace("{{ engine_settings() }}", endless))
    running = start_truth(
        "nightly", "--project", str(own_project), home=own_night.home, stderr=subprocess.PIPE
    )
    assert running.stderr is not None
    said: list[str] = []
    builders: list[int] = []
    for line in running.stderr:
        said.append(line.decode())
        builders = builders or ("dbt" in said[-1] and _children(running.pid)) or []
    assert running.wait(timeout=60) == 2, said
    told = "".join(said)
    assert re.search(r"^dbt .+: has taken no step since [\d:]+ UTC, needs one", told, re.M)
    assert re.search(r"^dbt: model \w+: runs since [\d:]+ UTC", told, re.M)
    assert said[-1].startswith("truth nightly: not done, stopped at dbt after ")
    assert "dbt.log. Next: the same again with -v" in said[-1]
    assert builders and not [pid for pid in builders if Path(f"/proc/{pid}/stat").exists()]
    assert warehouse(own_night.home).read_bytes() == before
    assert not list((own_night.home / "warehouse").glob("*next*"))


def test_a_night_that_runs_out_of_memory_says_so_in_few_lines_and_leaves_the_last_one(
    own_night: NightHome,
) -> None:
    before = warehouse(own_night.home).read_bytes()
    ended = truth("nightly", "--no-alerts", home=own_night.home, CUSTOMER_TRUTH_MEMORY="30MB")
    assert ended.code == 2, ended.err
    said = [line for line in ended.err.splitlines() if "s  " not in line[:10]]
    assert len(said) <= 4, ended.err
    words = said[0].lower()
    assert "out of memory" in words or "could not allocate" in words, said[0]
    assert "Give it more by CUSTOMER_TRUTH_MEMORY" in said[-2]
    assert said[-1].startswith("truth nightly: not done, stopped at ")
    assert "Traceback" not in ended.err
    assert warehouse(own_night.home).read_bytes() == before
    assert not list((own_night.home / "warehouse").glob("*next*"))


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8")
    return [int(child) for child in found.split()]


def test_a_second_run_ends_at_once_and_says_who_holds_the_warehouse(own_night: NightHome) -> None:
    running = start_truth("nightly", home=own_night.home)
    try:
        lock = own_night.home / "warehouse" / "customer_truth.lock"
        deadline = time.monotonic() + 120
        while not (lock.is_file() and lock.read_text()):
            assert time.monotonic() < deadline, "the first run never took the lock"
            time.sleep(0.05)
        second = truth("nightly", home=own_night.home)
        assert second.code == 2
        assert f"process {running.pid}" in second.err
        assert running.poll() is None, "the second run waited for the first"
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

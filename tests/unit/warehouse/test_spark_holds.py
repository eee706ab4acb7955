"""A home on a cluster holds what it builds and reads by files of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from customer_truth.warehouse import Locked
from customer_truth.warehouse.spark_holds import Holds

PLACE = "customer_truth_20261130021500123456_ab12cd34"


def test_a_home_keeps_the_digits_that_it_drew(tmp_path: Path) -> None:
    drawn = Holds(tmp_path / "warehouse", "customer_truth").home
    assert re.fullmatch("[0-9a-f]{8}", drawn)
    assert Holds(tmp_path / "warehouse", "customer_truth").home == drawn
    assert [path.name for path in (tmp_path / "warehouse").iterdir()] == ["customer_truth.home"]


def test_a_home_that_begins_without_digits_draws_them(tmp_path: Path) -> None:
    (tmp_path / "customer_truth.home").touch()
    drawn = Holds(tmp_path, "customer_truth").home
    assert (tmp_path / "customer_truth.home").read_text() == drawn != ""


def test_a_place_is_held_until_whoever_holds_it_has_let_go_as_often(tmp_path: Path) -> None:
    holds, others = Holds(tmp_path, "customer_truth"), Holds(tmp_path, "customer_truth")
    assert not others.is_held(PLACE)
    holds.hold(PLACE)
    with holds.holding(PLACE):
        holds.release(PLACE)
        assert others.is_held(PLACE)
        assert holds.is_held(PLACE)
    assert not others.is_held(PLACE)
    holds.release(PLACE)
    with holds.holding(None):
        assert not others.is_held(PLACE)


def test_several_hold_one_place(tmp_path: Path) -> None:
    one, other = Holds(tmp_path, "customer_truth"), Holds(tmp_path, "customer_truth")
    one.hold(PLACE)
    other.hold(PLACE)
    one.release(PLACE)
    assert one.is_held(PLACE)


def test_the_death_of_a_process_lets_go_of_what_it_held(tmp_path: Path) -> None:
    source = (
        "import sys; from pathlib import Path\n"
        "from customer_truth.warehouse.spark_holds import Holds\n"
        f"Holds(Path({str(tmp_path)!r}), 'customer_truth').hold({PLACE!r})\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    holds = Holds(tmp_path, "customer_truth")
    assert holds.is_held(PLACE)
    process.kill()
    process.wait()
    assert not holds.is_held(PLACE)


def test_two_worlds_of_a_home_hold_nothing_of_each_other(tmp_path: Path) -> None:
    own, other = Holds(tmp_path, "customer_truth"), Holds(tmp_path, "customer_truth_olist")
    with own.alone("here"), other.alone("here"):
        own.hold(PLACE)
        assert not other.is_held(PLACE)


def test_a_second_run_is_told_who_holds_the_warehouse(tmp_path: Path) -> None:
    holds = Holds(tmp_path, "customer_truth")
    with (
        holds.alone("sc://here:15002"),
        pytest.raises(Locked, match="sc://here:15002: is held by process"),
        Holds(tmp_path, "customer_truth").alone("sc://here:15002"),
    ):
        pass
    with holds.alone("sc://here:15002"):
        pass


def test_whoever_may_not_write_reads_without_a_hold(tmp_path: Path) -> None:
    in_the_way = tmp_path / "warehouse"
    in_the_way.write_text("a file")
    Holds(in_the_way, "customer_truth").hold(PLACE)

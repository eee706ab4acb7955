"""Commands on damages: one message that says where, exit code 2, and never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from customer_truth.cli.commands import run
from customer_truth.quality.tables import KEPT, runs
from customer_truth.warehouse.duckdb import DuckDBWarehouse
from tests.conftest import ROOT
from tests.unit.gate.company import make_company

LOOK_UPS = [
    "exceptions",
    "exceptions --format csv",
    "why ACC-1",
    "explain proposal_has_amount",
    "contradictions",
    "scorecards",
    "matches",
    "matches --explain a~b",
    "matches --train",
    "site",
    "notify",
    "notify --dry-run",
    "export windows",
    "demo --check",
]
_COUNTS = ("declared", "evaluated", "passed", "warned", "failed", "errored", "skipped")
_RUN = {
    "run_id": "20261102T050000-0001",
    "checkpoint": "nightly",
    **dict.fromkeys(("as_of", "started_at", "finished_at"), datetime(2026, 11, 2, 5)),
    "sources": "[]",
    "verdict": "passed",
    **dict.fromkeys(_COUNTS, 0),
}
ALL = [*LOOK_UPS, "nightly --no-alerts"]


def _replaced(place: Path, content: bytes = b"garbage \xff\x00\n" * 400) -> None:
    place.unlink(missing_ok=True)
    place.write_bytes(content)


def _folder(place: Path) -> None:
    place.unlink(missing_ok=True)
    place.mkdir()


def _link_to_nowhere(place: Path) -> None:
    place.unlink(missing_ok=True)
    place.symlink_to("nowhere")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "garbage": _replaced,
    "nothing": lambda place: _replaced(place, b""),
    "a sqlite file": lambda place: _replaced(place, b"SQLite format 3\0" + bytes(4080)),
    "half of itself": lambda place: _replaced(place, place.read_bytes()[:100_000]),
    "its header": lambda place: _replaced(place, place.read_bytes()[:5_000]),
    "a folder": _folder,
    "a link to nowhere": _link_to_nowhere,
}
BAD_VALUES = {
    "CUSTOMER_TRUTH_MEMORY": [
        "abc",
        "0GB",
        "0.0 GiB",
        "00MB",
        "-1",
        "6",
        "80%",
        "6GiB; drop",
        "inf GB",
    ],
    "CUSTOMER_TRUTH_TARGET": ["abc", "DuckDB ", "../x"],
    "CUSTOMER_TRUTH_PG_PORT": ["x", "-1", "0", "65536", "99999999", "5432.0"],
    "CUSTOMER_TRUTH_SPARK_THREADS": ["x", "-1", "0", "1000", "2.0"],
    "CUSTOMER_TRUTH_SPARK_REMOTE": [
        "spark://h:7077",
        "sc://",
        "h:15002",
        "sc://h:99999",
        "sc://[x",
    ],
    "CUSTOMER_TRUTH_SPARK_FILE_FORMAT": ["csv", "parquet;"],
    "CUSTOMER_TRUTH_SITE_URL": ["javascript:alert(1)", "truth", "http://a b"],
    "CUSTOMER_TRUTH_MAIL": ["hunter2", "smtp:secret@host"],
    "CUSTOMER_TRUTH_HOME": [str(ROOT / "README.md"), str(ROOT / "README.md" / "x"), "x" * 300],
}


def ended(arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["truth", *arguments.split(), "--project", str(ROOT)])
    return run()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a warehouse that a night could have left, without rules and marts."""
    monkeypatch.setenv("CUSTOMER_TRUTH_HOME", str(tmp_path))
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "truth.csv").write_text("rule,record_key,plant\n")
    warehouse = DuckDBWarehouse(tmp_path / "warehouse", "")
    with warehouse.lock():
        warehouse.carry_over(KEPT)
        with warehouse.publishing() as connection:
            connection.execute(insert(runs).values(_RUN))
    return tmp_path


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_command_says_where_a_warehouse_is_damaged_and_what_next(
    damage: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = home / "warehouse" / "customer_truth.duckdb"
    DAMAGES[damage](place)
    for command in ALL:
        code = ended(command, monkeypatch)
        told = capsys.readouterr()
        lines = [line for line in told.err.splitlines() if "s  " not in line[:10]]
        assert code == 2, f"{command}: {told}"
        assert "Traceback" not in told.err
        assert len(lines) <= 3, f"{command}: {told.err}"
        assert str(place) in told.err, command
        assert "--recover" in told.err, command
    code = ended("doctor", monkeypatch)
    assert code == 2
    assert f"BAD  warehouse: {place}" in capsys.readouterr().out
    assert os.path.lexists(place), "what is damaged stays where it is"


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_gate_says_where_a_warehouse_is_damaged_and_what_next(
    damage: str,
    home: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    company = make_company(tmp_path_factory.mktemp("gated"))
    rules = company.root / "expectations" / "visits.yml"
    rules.write_text(rules.read_text().replace("amount >= :least", "amount > :least"))
    place = home / "warehouse" / "customer_truth.duckdb"
    DAMAGES[damage](place)
    words = ["truth", "gate", "--base", "main", "--project", str(company.root)]
    monkeypatch.setattr(sys, "argv", words)
    assert run() == 2
    told = capsys.readouterr().err
    lines = [line for line in told.splitlines() if "s  " not in line[:10]]
    assert len(lines) == 2, told
    assert lines[0].startswith(f"{place}: ")
    assert lines[1].startswith("truth gate: not done, stopped at ")
    assert all("--recover" in line for line in lines)


@pytest.mark.parametrize("damage", ["garbage", "a folder", "a link to nowhere"])
def test_a_damaged_ledger_is_named_and_doctor_finds_it(
    damage: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = home / "warehouse" / "customer_truth.alerts.sqlite"
    DAMAGES[damage](place)
    if damage == "a link to nowhere":
        place.unlink()
        place.symlink_to("nowhere/at/all")
    for command in ("notify", "notify --dry-run", "doctor"):
        assert ended(command, monkeypatch) == 2
        told = capsys.readouterr()
        assert f"{place}: cannot be read" in told.out + told.err
        assert len(told.err.splitlines()) <= 3


@pytest.mark.parametrize("damage", ["garbage", "nothing"])
def test_garbage_in_the_lock_holds_nobody_up(
    damage: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    DAMAGES[damage](home / "warehouse" / "customer_truth.lock")
    ended("doctor", monkeypatch)
    assert "ok   lock: free" in capsys.readouterr().out


def test_a_folder_in_the_place_of_the_lock_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = home / "warehouse" / "customer_truth.lock"
    _folder(place) if not place.exists() else (place.unlink(), place.mkdir())
    for command in ("nightly --no-alerts", "site", "notify", "doctor"):
        assert ended(command, monkeypatch) == 2
        told = capsys.readouterr()
        assert str(place) in told.out + told.err


@pytest.mark.parametrize("name", BAD_VALUES)
def test_a_bad_value_in_the_environment_is_one_message_for_every_command(
    name: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in BAD_VALUES[name]:
        monkeypatch.setenv(name, value)
        # The values are judged in one place: that each command comes by it needs one value.
        for command in (*ALL, "doctor") if value == BAD_VALUES[name][0] else ("exceptions",):
            assert ended(command, monkeypatch) == 2, command
            told = capsys.readouterr().err
            assert len(told.splitlines()) == 1, told
            assert name in told
            assert name != "CUSTOMER_TRUTH_MAIL" or value not in told, "it may hold a password"


@pytest.mark.parametrize("name", BAD_VALUES)
def test_an_empty_value_says_nothing(
    name: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if name != "CUSTOMER_TRUTH_HOME":
        monkeypatch.setenv(name, "")
    assert ended("exceptions", monkeypatch) == 0, capsys.readouterr().err


def test_a_home_that_cannot_be_written_to_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Nobody can make a folder here, not even a superuser.
    monkeypatch.setenv("CUSTOMER_TRUTH_HOME", "/proc/nobody")
    for command in ("nightly", "demo", "notify", "doctor"):
        assert ended(command, monkeypatch) == 2, command
        told = capsys.readouterr()
        assert "/proc" in told.out + told.err
        assert len([line for line in told.err.splitlines() if "s  " not in line[:10]]) <= 3

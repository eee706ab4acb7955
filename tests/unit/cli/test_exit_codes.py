"""1 is said after a verdict alone; whatever else ends a command ends it with another number."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, TRUTH, truth
from tests.unit.cli.processes import FAILED_NIGHT, ended, started
from tests.unit.gate.company import make_company

_SLEEPS = """
import time
from customer_truth.nightly import night as nightly
def run_nightly(*a, **k):
    print("awake", flush=True)
    {}
nightly.run_nightly = run_nightly
"""


def test_rules_that_failed_end_1_after_their_json_was_written(tmp_path: Path) -> None:
    copy = tmp_path / "run.json"
    code, out, err = ended(FAILED_NIGHT, "nightly", "--no-alerts", "--json", str(copy))
    assert code == 1, err
    assert "FAILED" in out
    assert json.loads(copy.read_text())["verdict"] == "failed"


def test_a_night_is_json_on_a_terminal_that_knows_few_letters() -> None:
    written = FAILED_NIGHT.replace("failing=3", "failing=3, reason='Łódź 🙂'")
    code, out, err = ended(
        *(written, "nightly", "--no-alerts", "--format", "json"), PYTHONIOENCODING="latin-1"
    )
    assert code == 1, err
    assert json.loads(out)["rules"][0]["reason"] == "Łódź 🙂"


def test_with_exit_zero_a_verdict_ends_0_and_all_else_as_before(tmp_path: Path) -> None:
    assert ended(FAILED_NIGHT, "nightly", "--no-alerts", "--exit-zero")[0] == 0
    code, _, err = ended(
        "", "nightly", "--exit-zero", "--raw", str(tmp_path), "--home", "/dev/null"
    )
    assert code == 2, err


_NIGHT = (
    "from customer_truth.nightly import night as nightly\n"
    "def run(*a, **k): {}\nnightly.run_nightly = run"
)


@pytest.mark.parametrize(
    "broken",
    [
        # Where not even the commands can be imported nobody knows of a copy: --exit-zero tells.
        "sys.modules['customer_truth.cli.commands'] = None",
        "sys.modules['yaml'] = None",
        "sys.modules['customer_truth.nightly.night'] = None",
        *map(
            _NIGHT.format,
            [
                "1 / 0",
                "sys.exit('no')",
                "run()",
                "raise EOFError",
                "raise BrokenPipeError",
                "raise MemoryError",
                "raise OSError(28, 'No space left')",
            ],
        ),
        f"{FAILED_NIGHT}\nimport customer_truth.report.machine as machine\n"
        "def no(*a): raise OSError(28, 'No space left')\nmachine.write_whole = no",
    ],
)
def test_a_failure_before_the_verdict_never_looks_like_rules_that_failed(
    broken: str, tmp_path: Path
) -> None:
    copy = tmp_path / "run.json"
    copy.write_text('{"verdict": "passed"}')
    code, out, err = ended(
        broken, "nightly", "--no-alerts", "--json", str(copy), TMPDIR=str(tmp_path)
    )
    assert code not in (0, 1), out
    assert "Traceback" not in err
    assert len(err.splitlines()) <= 3, err
    if "nightly" in broken:
        assert not copy.exists(), "the copy of an earlier run must not be taken for this one's"


def test_what_nobody_foresaw_is_kept_whole_in_a_private_file_and_not_on_the_terminal(
    tmp_path: Path,
) -> None:
    broken = (
        "from customer_truth.nightly import night as nightly\n"
        "def run(*a, **k): raise KeyError('anna@example.com')\nnightly.run_nightly = run"
    )
    code, _, err = ended(broken, "nightly", TMPDIR=str(tmp_path))
    assert code == 2
    assert "KeyError" in err
    assert "anna" not in err
    (kept,) = tmp_path.glob("customer-truth-error-*.log")
    assert "anna@example.com" in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


_SWALLOWS = "try:\n        time.sleep(60)\n    except BaseException:\n        "


@pytest.mark.parametrize(
    ("number", "code", "work"),
    [
        (signal.SIGINT, 130, "time.sleep(60)"),
        (signal.SIGTERM, 143, "time.sleep(60)"),
        (signal.SIGHUP, 129, "time.sleep(60)"),
        # DuckDB ends a query with an error of its own, which may be taken for a rule's.
        (signal.SIGINT, 130, f"{_SWALLOWS}raise RuntimeError('Query interrupted')"),
        (signal.SIGINT, 130, f"{_SWALLOWS}return failed"),
    ],
)
def test_an_interrupted_command_says_so_in_one_line(
    number: signal.Signals, code: int, work: str
) -> None:
    process = started(
        f"{FAILED_NIGHT}\nfailed = RUN\n{_SLEEPS.format(work)}", "nightly", "--no-alerts"
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "awake\n"
    process.send_signal(number)
    _, err = process.communicate(timeout=50)
    assert err.splitlines() == ["interrupted: the last night stays."]
    assert process.returncode == code


def test_a_reader_that_goes_away_is_no_trouble() -> None:
    process = subprocess.Popen(
        [TRUTH, "rules", "--format", "csv"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 0


def test_a_result_that_finds_no_room_is_not_given() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [TRUTH, "rules"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_a_command_writes_is_private(tmp_path: Path) -> None:
    copy = tmp_path / "gate.xml"
    words = ("gate", "--base", "main", "--project", make_company(tmp_path).root, "--junit", copy)
    before = os.umask(0o022)
    try:
        assert truth(*words, home=tmp_path).code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", [["nightly", "--json"], ["gate", "--base", "x", "--sarif"]])
@pytest.mark.parametrize("place", ["folder", "nowhere/run.json"])
def test_a_copy_that_cannot_be_written_is_refused_before_any_work(
    command: list[str], place: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    ended = truth(*command, tmp_path / place, home=tmp_path)
    assert ended.code == 2
    assert ended.err.startswith(str(tmp_path / place))
    assert len(ended.err.splitlines()) == 1

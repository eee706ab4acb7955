"""A reader that goes away is no failure: a command ends as it would have, without a word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.cli.processes import FAILED_NIGHT

_NIGHT = f"""
{FAILED_NIGHT}
import time
from pathlib import Path
def run_nightly(opened, progress, **k):
    for step in ("extracts", "dbt 1/2 a", "rules 1/1 b", "sites"):
        progress(step)
        print("a library's word", flush=True)
        time.sleep(0.1)
    Path(opened.home, "published").touch()
    return RUN
nightly.run_nightly = run_nightly
"""
_ENDLESS = """
from customer_truth import rulebook
def rows(*a):
    n = 0
    while True:
        n += 1
        yield dict.fromkeys(rulebook.RULE_COLUMNS, n)
rulebook.rule_rows = rows
"""
_ERRORED = _NIGHT.replace("    return RUN", "    return night([])")


def _unread(
    before: str, *arguments: str, home: Path, lines: int = 0, with_errors: bool = False
) -> tuple[int, str]:
    """Exit code and complaints of a command whose reader leaves after some lines."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{before}\n"
    code += "from customer_truth.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", "CUSTOMER_TRUTH_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if with_errors else subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for _ in range(lines):
        assert process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read() if process.stderr else ""
    return process.wait(timeout=60), err


@pytest.mark.parametrize(
    "arguments",
    [
        ("rules",),
        ("--help",),
        ("--version",),
        ("windows", "Mo-Fr 7-11"),
    ],
)
def test_a_look_up_that_nobody_reads_ends_0(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert _unread("", *arguments, home=tmp_path) == (0, "")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_list_without_end_ends_with_its_reader(form: str, tmp_path: Path) -> None:
    assert _unread(_ENDLESS, "rules", "--format", form, home=tmp_path, lines=2) == (0, "")


@pytest.mark.parametrize(
    ("night", "code", "with_errors"), [(_NIGHT, 1, False), (_NIGHT, 1, True), (_ERRORED, 2, True)]
)
def test_a_night_whose_reader_leaves_is_published_and_ends_by_its_verdict(
    night: str, code: int, with_errors: bool, tmp_path: Path
) -> None:
    copy = tmp_path / "run.json"
    arguments = ("nightly", "--no-alerts", "--json", str(copy))
    ended, err = _unread(night, *arguments, home=tmp_path, lines=1, with_errors=with_errors)
    assert (tmp_path / "published").exists()
    assert copy.exists()
    assert ended == code
    assert "Traceback" not in err


def test_what_is_refused_ends_2_though_nobody_reads_why(tmp_path: Path) -> None:
    assert _unread("", "explain", "nosuch", home=tmp_path, with_errors=True)[0] == 2

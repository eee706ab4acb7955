"""A standard stream that is closed is bad news like any other: one line, and 2."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

_APPROVALS = "approvals --author a --commit c"


def _shell(words: str, before: str = "") -> tuple[int, str, str]:
    code = "from customer_truth.cli import main; main()"
    ran = subprocess.run(
        f"{before} {sys.executable} -c '{code}' {words}",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.parametrize("command", ["rules", "lint", "--help", "nonsense", _APPROVALS])
def test_a_closed_standard_output_is_told_in_a_line_and_ends_2(command: str) -> None:
    told = "standard output: is closed, needs a place to go.\n"
    assert _shell(f"{command} >&-") == (2, "", told)


@pytest.mark.parametrize("closed", [">&- 2>&-", "<&- >&- 2>&-"])
def test_where_nothing_can_be_told_a_command_ends_2(closed: str) -> None:
    assert _shell(f"rules {closed}") == (2, "", "")


def test_a_closed_standard_error_keeps_complaints_out_of_the_output() -> None:
    assert _shell("check no_such_rule 2>&-") == (2, "", "")


def test_a_closed_standard_input_is_told_in_a_line_and_ends_2() -> None:
    code, _, told = _shell(f"{_APPROVALS} <&-")
    assert code == 2
    assert told.startswith("standard input: is not JSON")
    assert told.count("\n") == 1


def test_reviews_that_are_nested_without_end_are_told_in_a_line() -> None:
    deep = f"{sys.executable} -c 'print(\"[\" * 100000)'"
    code, out, told = _shell(_APPROVALS, f"{deep} |")
    assert (code, out) == (2, "")
    assert told.startswith("standard input: is not JSON (nested too deep), needs the list")
    assert told.count("\n") == 1

"""What a terminal or a log shows is text: nothing in it is obeyed, and nothing is rewritten."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from rich.console import Console
from rich.text import Text

from customer_truth.cli import console
from customer_truth.cli.options import Format
from customer_truth.cli.progress import progress
from customer_truth.cli.rows import write_rows
from customer_truth.errors import Unusable
from customer_truth.text.visible import visible
from tests.unit.cli.nasty import WORDS, breaks_out

quick = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_a_key_is_shown_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    console.say("salesforce:truck:9 [bold]x[/bold] {0} %s")
    console.complain("salesforce:truck:9 [red]x[/red]")
    printed = capsys.readouterr()
    assert printed.out == "salesforce:truck:9 [bold]x[/bold] {0} %s\n"
    assert printed.err == "salesforce:truck:9 [red]x[/red]\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x9b31m\x7f", r"\x9b31m\x7f"),
        ("a\u202eb\u200b", r"a\u202eb\u200b"),
        ("a\u2028b\ud800", r"a\u2028b\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("Søren Ångström 東京 ✅", "Søren Ångström 東京 ✅"),
    ],
)
def test_what_nobody_sees_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("line", ["::error::x", "  ::add-mask::x", "a ##[error]x", "##vso[x]y"])
def test_no_host_obeys_what_a_record_says(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    console.say(line)
    console.complain(line)
    printed = capsys.readouterr()
    assert not breaks_out(printed.out) and not breaks_out(printed.err)
    assert printed.out.strip()


def test_a_command_of_our_own_is_printed_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    console.annotate("::error file=a,line=1,title=b::said\x1b", console.out)
    assert capsys.readouterr().out == "::error file=a,line=1,title=b::said\\x1b\n"


def test_each_problem_of_several_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    console.complain(Unusable("dbt: ended.\n  It said\n  ::error::x", "second"))
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["dbt: ended.", "  It said", r"  \x3a:error::x", "second"]


@quick
@given(WORDS, WORDS)
def test_whatever_is_said_stays_one_line(
    capsys: pytest.CaptureFixture[str], text: str, styled: str
) -> None:
    console.say(text)
    console.say(Text.assemble(text, (styled, "bold red"), "."))
    printed = capsys.readouterr().out
    assert not breaks_out(printed)
    assert printed.count("\n") == 2


@quick
@given(WORDS)
def test_whatever_is_complained_of_is_seen(capsys: pytest.CaptureFixture[str], text: str) -> None:
    console.complain(Unusable(f"{text}: has a problem"))
    with progress() as step:
        step(f"{text} 1/2 {text}")
    assert not breaks_out(capsys.readouterr().err)


@quick
@given(WORDS, WORDS, WORDS)
def test_no_cell_of_a_table_breaks_out(
    capsys: pytest.CaptureFixture[str], first: str, second: str, last: str
) -> None:
    row = {"a": first, "b": second, "c": last * 30}
    write_rows([row, row], Format.TABLE, ("a", "b", "c"), ("a", "b", "c"))
    assert not breaks_out(capsys.readouterr().out)


@quick
@given(WORDS.map(lambda text: text.encode("utf-8", "replace").decode()))
def test_json_and_csv_keep_the_value(capsys: pytest.CaptureFixture[str], text: str) -> None:
    write_rows([{"a": text}], Format.JSON, ("a",), ("a",))
    assert json.loads(capsys.readouterr().out) == [{"a": text}]
    write_rows([{"a": text, "b": None}], Format.CSV, ("a", "b"), ("a", "b"))
    printed = io.StringIO(capsys.readouterr().out, newline="")
    assert list(csv.reader(printed)) == [["a", "b"], [text, ""]]


def test_a_styled_line_keeps_its_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr(console, "out", Console(file=file, force_terminal=True, soft_wrap=True))
    console.say(Text.assemble(("FAILED", "bold red"), "  a\x1bb"))
    assert file.getvalue().startswith("\x1b[1;31mFAILED\x1b[0m")
    assert file.getvalue().endswith("  a\\x1bb\n")


def test_a_terminal_without_a_character_is_told_its_number() -> None:
    ended = subprocess.run(
        [Path(sys.executable).with_name("truth"), "windows", "Mo-Fr 7\u201311"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        check=False,
    )
    assert ended.returncode == 0 and rb"7\u201311" in ended.stdout

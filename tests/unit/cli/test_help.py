"""Help is there for every command, with a line to begin with that the command understands."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from customer_truth.cli.commands import app
from tests.conftest import truth

GROUPS = {"The night", "Look up", "Change", "Publish"}


def _commands() -> Iterator[tuple[str, Any]]:
    root: Any = get_command(app)
    for name, command in root.commands.items():
        within = getattr(command, "commands", None)
        if within is None:
            yield name, command
        else:
            yield from ((f"{name} {inner}", each) for inner, each in within.items())


COMMANDS = dict(_commands())


def test_every_command_stands_in_a_group() -> None:
    root: Any = get_command(app)
    assert {command.rich_help_panel for command in root.commands.values()} == GROUPS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example_that_it_understands(name: str) -> None:
    command = COMMANDS[name]
    example = command.epilog.removeprefix("Example: ").split(" | ")[-1].split(" > ")[0]
    words = shlex.split(example)
    assert words[: 1 + len(name.split())] == ["truth", *name.split()]
    context = command.make_context(name, words[1 + len(name.split()) :])
    assert context.args == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_louder_and_quieter(name: str) -> None:
    flags = {flag for param in COMMANDS[name].params for flag in param.opts}
    assert {"-v", "--verbose", "-q", "--quiet"} <= flags


LISTS = ("rules", "why", "exceptions", "contradictions", "scorecards", "matches", "explain")


CHECKS = ("nightly", "doctor", "lint", "test", "notify", "demo")


@pytest.mark.parametrize("name", (*LISTS, *CHECKS))
def test_whatever_lists_is_written_in_three_forms(name: str) -> None:
    (param,) = [param for param in COMMANDS[name].params if "--format" in param.opts]
    assert [str(form) for form in type(param.default)] == ["table", "csv", "json"]


@pytest.mark.parametrize("name", ("gate", "upgrade"))
def test_a_report_of_several_lists_is_written_in_two_forms_and_says_so(name: str) -> None:
    (param,) = [param for param in COMMANDS[name].params if "--format" in param.opts]
    assert [str(form) for form in type(param.default)] == ["table", "json"]
    assert "no csv" in param.help


def test_json_is_asked_for_in_one_way_and_only_a_night_writes_a_file_beside() -> None:
    with_file = [n for n, c in COMMANDS.items() if any("--json" in p.opts for p in c.params)]
    assert with_file == ["nightly"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("truth ex", {"explain", "exceptions", "export"}),
        ("truth explain proposal_has_am", {"proposal_has_amount"}),
        ("truth exceptions --owner control", {"controller"}),
    ],
)
def test_a_shell_completes_commands_rules_and_roles(
    typed: str, offered: set[str], tmp_path: Path
) -> None:
    asked = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    done = truth(home=tmp_path, _TRUTH_COMPLETE="complete_bash", **asked)
    assert (set(done.out.split()), done.err) == (offered, "")

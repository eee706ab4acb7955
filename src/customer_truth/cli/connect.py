"""`truth connect`: a system of a company's own."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customer_truth.cli.completion import roles
from customer_truth.cli.console import complain, say
from customer_truth.cli.options import ProjectOption
from customer_truth.cli.progress import progress
from customer_truth.errors import Unusable
from customer_truth.files.problem import clipped, complaint
from customer_truth.project import find_root

if TYPE_CHECKING:
    from customer_truth.connect.plan import Plan


def connect(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the system is called.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of its files.")],
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner",
            metavar="ROLE",
            help="Who answers for it; default: a first role.",
            autocompletion=roles,
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(
            "--key",
            metavar="TABLE=COLUMN,...",
            help="What names a row of a table, where the files do not show it.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Look at a folder of files and write what connects it: sources, a mart, draft rules.

    It asks nothing and replaces no file. What can be read in two ways stays text, and is said.
    """
    from customer_truth.connect.plan import Wanted, make_plan, write_plan

    root = find_root((project or Path.cwd()).resolve())
    today = datetime.now(UTC).date()
    wanted = Wanted(root, name, folder.resolve(), today, owner, _keys(key or ()))
    with progress() as step:
        plan = make_plan(wanted, step)
    if not dry_run:
        write_plan(root, plan)
    for line in plan.said:
        say(line)
    for problem in plan.left_out:
        complain(f"left out: {problem}")
    say()
    verb = "Would write" if dry_run else "Wrote"
    for file in plan.files:
        say(f"{verb} {file}")
    for file in plan.changed:
        say(f"{verb} a line of {file}")
    if not dry_run:
        for line in _next(name, wanted.folder, plan):
            say(line)


def _keys(said: tuple[str, ...] | list[str]) -> dict[str, tuple[str, ...]]:
    keys = {}
    for one in said:
        table, sign, columns = one.partition("=")
        if not sign or not all(columns.split(",")):
            has = complaint(f"'{clipped(one, 60)}'", "a table and columns", "Write t=a,b.")
            raise Unusable(f"--key: {has}")
        keys[table] = tuple(columns.split(","))
    return keys


def _next(name: str, folder: Path, plan: Plan) -> list[str]:
    moment = "" if plan.has_clock else f" --as-of '{datetime.now(UTC):%Y-%m-%d %H:%M:%S}'"
    return [
        "",
        f"{plan.owner} answers for it until you name another role. Next:",
        "  truth lint",
        f"  truth test {' '.join(plan.suites)}",
        f"  truth nightly --sources {name} --raw {shlex.quote(str(folder))}{moment}",
        f"To have it every night, put the files into the raw folder under {name}/ and add {name} "
        "to vars: sources in dbt_project.yml.",
    ]

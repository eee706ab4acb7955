"""`truth demo`: the demo company."""

from __future__ import annotations

import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customer_truth.cli.console import say
from customer_truth.cli.options import Format, HomeOption, ProjectOption, TargetOption
from customer_truth.cli.progress import progress
from customer_truth.cli.rows import write_rows
from customer_truth.dialects import DEFAULT_TARGET
from customer_truth.errors import Unusable
from customer_truth.machine.environment import HOME, value_of
from customer_truth.project import Project, open_settings
from customer_truth.verdict.verdict import ExitCode

if TYPE_CHECKING:
    from customer_truth.demo.check import Check
    from customer_truth.demo.companies import Company

_COUNTS = ("rule", "planted", "found", "missed", "false_alarms")
_FOLDER = Path("demo")


def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="Where the company goes; default: demo."),
    ] = None,
    customers: Annotated[
        int, typer.Option("--customers", help="How many, from 500 to 1,000,000.")
    ] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same company.")] = 7,
    replace: Annotated[
        bool, typer.Option("--replace", help="Set aside the folder as it is first.")
    ] = False,
    all_defects: Annotated[
        bool,
        typer.Option(
            "--all-defects", help="Extracts alone, below raw, with a defect for every rule."
        ),
    ] = False,
    clean: Annotated[
        bool, typer.Option("--clean", help="Extracts alone, without a defect.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Hold the last night against what was planted, and stop."),
    ] = False,
    format: Annotated[
        Format, typer.Option("--format", help="How to write what --check finds.")
    ] = Format.TABLE,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Make the demo company, a foodservice distributor: a home of its own, and six nights."""
    from customer_truth.demo.companies import Company
    from customer_truth.demo.generate import refuse_size

    _refuse_idle(folder, check, all_defects, clean, replace, format, target, home)
    if check:
        _check(open_settings(project, home=home, target=target), format)
        return
    refuse_size(customers)
    if all_defects or clean:
        opened = open_settings(project, home=home, target=target)
        _make_extracts(opened, Company(customers, seed), clean, replace)
    else:
        _tell_story(folder or _FOLDER, Company(customers, seed, is_story=True), replace)


def _refuse_idle(
    folder: Path | None,
    check: bool,
    all_defects: bool,
    clean: bool,
    replace: bool,
    format: Format,
    target: str | None,
    home: Path | None,
) -> None:
    """`Unusable` where an option would do nothing beside the others."""
    is_story = not (check or all_defects or clean)
    idle = (
        (sum((check, all_defects, clean)) > 1, "one of --check, --all-defects, --clean", "several"),
        (folder and not is_story, "the story to write a FOLDER", "another kind of company"),
        (home and is_story, "FOLDER, which is the story's home", "--home"),
        (target not in (None, DEFAULT_TARGET) and is_story, "--all-defects or --clean", "--target"),
        (replace and check, "no --replace", "--check"),
        (format is not Format.TABLE and not check, "--check, which lists", "--format"),
    )
    for is_idle, needs, has in idle:
        if is_idle:
            raise Unusable(f"truth demo: has {has}, needs {needs}. See: truth demo --help")


def _tell_story(folder: Path, company: Company, replace: bool) -> None:
    from customer_truth.demo.company import make_story
    from customer_truth.demo.home import warehouse_of_story
    from customer_truth.report.terminal import night_lines

    _refuse_other_home(folder)
    if replace and (folder / "warehouse").is_dir():
        with warehouse_of_story(folder).lock():
            _set_aside(folder)
    elif replace:
        _set_aside(folder)
    with progress() as step:
        made, run, short = make_story(folder, company, step)
    for line in night_lines(run, made.site, made.lookup_options):
        say(line)
    _tell_short(short)
    say(f"Company  {folder}: six nights. Look around: cd {shlex.quote(str(folder))}")


def _refuse_other_home(folder: Path) -> None:
    """`Unusable` where every later command would look for the story's nights elsewhere."""
    if (elsewhere := value_of(HOME, "")) and Path(elsewhere).resolve() != folder.resolve():
        raise Unusable(
            f"{HOME}: is {elsewhere}, needs to be unset, or the folder of the story. "
            f"Unset it, or name it: truth demo {shlex.quote(elsewhere)}"
        )


def _make_extracts(opened: Project, company: Company, clean: bool, replace: bool) -> None:
    from customer_truth.demo import load_plants
    from customer_truth.demo.company import make_extracts
    from customer_truth.warehouse import open_warehouse

    if replace:
        with open_warehouse(opened).lock():
            _set_aside(opened.raw)
    plants = [] if clean else load_plants(opened.root)
    with progress() as step:
        made = make_extracts(opened, company, clean=clean, plants=plants, progress=step)
    say(f"Extracts of {company.customers:,} customers lie in {opened.raw}. Run: truth nightly")
    if made.other:
        say(
            f"The warehouse keeps the customer ids of another company ({made.other}). "
            "To hold a night against what is planted, use another --home for each company."
        )
    _tell_short(made.planted.short)


def _tell_short(short: list[str]) -> None:
    if short:
        say(f"So small a company has too few records to plant all of {', '.join(short)}")


def _set_aside(folder: Path) -> None:
    from customer_truth.demo.made import set_aside

    if aside := set_aside(folder):
        say(f"Aside    {aside}")


def _check(project: Project, format: Format) -> None:
    from customer_truth.demo.held import hold_night_against_truth

    with progress() as step:
        step("comparing")
        checked = hold_night_against_truth(project)
    if format is Format.TABLE:
        _print_check(checked)
    else:
        rows = ({name: getattr(rule, name) for name in _COUNTS} for rule in checked.rules)
        write_rows(rows, format, _COUNTS, ())
    if not checked.is_exact:
        raise typer.Exit(ExitCode.BLOCKED)


def _print_check(checked: Check) -> None:
    say(f"{'planted':>8} {'found':>8}       rule")
    for rule in checked.rules:
        is_bad = rule.missed or rule.false_alarms or rule.rule in checked.unplanted
        mark = "BAD" if is_bad else "ok"
        say(f"{rule.planted:>8,} {rule.found:>8,}  {mark:<4} {rule.rule}")
        for told, keys in (("missed", rule.missed_keys), ("false alarm", rule.false_keys)):
            for key in keys:
                say(f"{'':23}{told}: {key}")
    if checked.unplanted:
        say(f"Nothing is planted for {', '.join(checked.unplanted)}")
    if checked.without_records:
        say(f"Without records in the demo company: {', '.join(checked.without_records)}")
    recall = math.floor(checked.recall * 1000) / 10  # Rounded up, one missed of many would be none.
    say(
        f"{len(checked.rules)} rules: planted {checked.planted:,}, found {checked.found:,}, "
        f"recall {recall}%, false alarms {checked.false_alarms:,}"
    )

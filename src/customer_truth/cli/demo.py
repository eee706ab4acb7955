"""`truth demo`: the demo company."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from customer_truth.cli.console import say
from customer_truth.cli.options import (
    Format,
    HomeOption,
    ProjectOption,
    TargetOption,
)
from customer_truth.cli.progress import progress
from customer_truth.cli.rows import write_rows
from customer_truth.errors import Unusable
from customer_truth.project import Project, open_settings
from customer_truth.verdict.verdict import ExitCode

if TYPE_CHECKING:
    from customer_truth.demo.check import Check
    from customer_truth.demo.companies import Company

_COUNTS = ("rule", "planted", "found", "missed", "false_alarms")


def demo(
    customers: Annotated[
        int, typer.Option("--customers", help="How many, from 500 to 1,000,000.")
    ] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same company.")] = 7,
    clean: Annotated[
        bool, typer.Option("--clean", help="Plant no defects: no rule finds anything.")
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
    """Make the demo company's extracts: a foodservice distributor with planted defects."""
    opened = open_settings(project, home=home, target=target)
    if check:
        _check(opened, format)
        return
    if format is not Format.TABLE:
        raise Unusable(f"--format: has {format}, needs --check: only a comparison is a list.")
    with progress() as step:
        short, other = _make(opened, customers, seed, clean, step)
    say(f"Extracts of {customers:,} customers lie in {opened.raw}. Run: truth nightly")
    if other:
        say(
            f"The warehouse keeps the customer ids of another company ({other}). "
            "To hold a night against what is planted, use another --home for each company."
        )
    if short:
        say(f"So small a company has too few records to plant all of {', '.join(short)}")


def _make(
    project: Project, customers: int, seed: int, clean: bool, step: Callable[[str], None]
) -> tuple[list[str], Company | None]:
    """Makes the extracts while no night reads them.

    Returns the plants that found too few records, and another company that the warehouse knows.
    """
    from customer_truth.demo import generate, load_plants
    from customer_truth.demo.companies import Company, remember
    from customer_truth.demo.held import last_night_of
    from customer_truth.warehouse import open_warehouse

    plants = [] if clean else load_plants(project.root)
    warehouse = open_warehouse(project)
    with warehouse.lock():
        if project.target != "duckdb":
            from customer_truth.demo.load import refuse_others_tables

            refuse_others_tables(project)
        short = generate(
            project.raw, customers=customers, seed=seed, clean=clean, plants=plants, progress=step
        )
        if project.target != "duckdb":
            from customer_truth.demo.load import load_extracts

            load_extracts(project, step)
        other = remember(project.raw, Company(customers, seed), _now(), last_night_of(warehouse))
    return short, other


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


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

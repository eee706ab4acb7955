"""`truth demo`: the demo company."""

from __future__ import annotations

from typing import Annotated

import typer

from customer_truth.cli.console import progress, say
from customer_truth.cli.options import HomeOption, ProjectOption, TargetOption
from customer_truth.errors import Unusable
from customer_truth.project import open_settings
from customer_truth.verdict import ExitCode

_SHOWN = 20


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
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Make the demo company's extracts: a foodservice distributor with planted defects."""
    from customer_truth.demo import generate, load_extracts, load_plants

    opened = open_settings(project, home=home, target=target)
    if check:
        _check(opened)
        return
    with progress() as step:
        plants = [] if clean else load_plants(opened.root)
        generate(
            opened.raw, customers=customers, seed=seed, clean=clean, plants=plants, progress=step
        )
        if opened.target != "duckdb":
            load_extracts(opened, step)
    say(f"Extracts of {customers:,} customers lie in {opened.raw}")


def _check(opened) -> None:  # type: ignore[no-untyped-def]
    from customer_truth.demo import check_night

    checked = check_night(opened)
    for row in checked.rules:
        mark = "ok " if row.is_well else "BAD"
        say(f"{mark}  {row.rule:<52} planted {row.planted:>5}  found {row.found:>5}")
    for told, keys in (("missed", checked.missed), ("false alarm", checked.false_alarms)):
        for rule, key in keys[:_SHOWN]:
            say(f"{told}: {rule} {key}")
    say(
        f"planted {checked.planted}, found {checked.found}, recall {checked.recall:.1%}, "
        f"false alarms {len(checked.false_alarms)}"
    )
    if not checked.planted and not checked.false_alarms:
        raise Unusable("truth.csv: has no planted defect, needs some. Run: truth demo")
    if checked.missed or checked.false_alarms:
        raise typer.Exit(ExitCode.BLOCKED)

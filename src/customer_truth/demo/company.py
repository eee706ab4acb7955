"""Makes the demo company: its extracts, and for the story its home and its nights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from customer_truth.demo.companies import Company, remember
from customer_truth.demo.damage import Damaged
from customer_truth.demo.generate import generate
from customer_truth.demo.held import last_night_of
from customer_truth.demo.history import tell_history
from customer_truth.demo.home import refuse_others_home, write_home
from customer_truth.demo.made import is_made
from customer_truth.demo.plant import Plant
from customer_truth.demo.plants import load_plants
from customer_truth.demo.story import read_story
from customer_truth.engine import engine_root
from customer_truth.nightly.night import run_nightly
from customer_truth.project import Project, open_settings
from customer_truth.verdict.outcome import Run
from customer_truth.warehouse import open_warehouse

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """What was planted, and another company that the warehouse has judged."""

    planted: Damaged
    other: Company | None


def make_extracts(
    project: Project, company: Company, *, clean: bool, plants: Sequence[Plant], progress: Progress
) -> Made:
    """Makes the extracts while no night reads them."""
    warehouse = open_warehouse(project)
    with warehouse.lock():
        with warehouse.landing(project, progress):
            planted = generate(
                project.raw,
                customers=company.customers,
                seed=company.seed,
                clean=clean,
                plants=plants,
                progress=progress,
            )
        made_at = datetime.now(UTC).replace(tzinfo=None)
        other = remember(project.raw, company, made_at, last_night_of(warehouse))
    return Made(planted, other)


def make_story(
    folder: Path, company: Company, progress: Progress
) -> tuple[Project, Run, list[str]]:
    """Makes the company of the story in a home of its own, and its nights.

    Returns the plants that found too few records beside them. `Unusable` where something lies in
    the folder that no demo wrote.
    """
    refuse_others_home(folder)
    story = read_story(load_plants(engine_root()))
    if not is_made(folder):
        write_home(folder, {})
    project = open_settings(folder, home=folder, target="duckdb")
    made = make_extracts(project, company, clean=False, plants=story.plants, progress=progress)
    findings = made.planted.findings
    refuse_others_home(folder)
    write_home(folder, story.registry_rows(findings))
    run = run_nightly(
        project,
        as_of=story.nights[-1],
        progress=progress,
        before=lambda connection, night: tell_history(connection, night, story.nights, findings),
        afresh=True,
    )
    return project, run, made.planted.short

"""`truth nightly` and `truth site`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from customer_truth.cli.console import progress, say
from customer_truth.cli.options import (
    HomeOption,
    JsonOption,
    ProjectOption,
    SourcesOption,
    TargetOption,
)
from customer_truth.project import open_settings
from customer_truth.verdict import exit_code


def nightly(
    sources: SourcesOption = None,
    raw: Annotated[
        Path | None, typer.Option("--raw", metavar="DIR", help="Where the extracts' files are.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", help="The moment to judge by, UTC; default: the newest sync."),
    ] = None,
    target: TargetOption = None,
    json: JsonOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Check the extracts, build the marts, evaluate every rule, record, publish the sites.

    Ends 0 where nothing blocks, 1 where rules failed, 2 where it could not be checked.
    """
    from customer_truth.nightly import run_nightly
    from customer_truth.report.machine import write_json
    from customer_truth.report.terminal import night_lines

    opened = open_settings(project, home=home, target=target, sources=sources, raw=raw)
    with progress() as step:
        run = run_nightly(opened, as_of=as_of, progress=step)
    if json:
        write_json(run, json)
    for line in night_lines(run, opened.site, opened.lookup_options):
        say(line)
    raise typer.Exit(exit_code(run.verdict))


def site(
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Publish the sites of the last finished night again."""
    from customer_truth.republish import republish_site

    opened = open_settings(project, home=home, target=target, sources=sources)
    with progress() as step:
        republish_site(opened, step)
    say(f"Site     {opened.site / 'index.html'}")

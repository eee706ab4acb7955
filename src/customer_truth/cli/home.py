"""`truth init`."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from customer_truth.cli.console import say


def init(
    name: Annotated[
        Path, typer.Argument(metavar="NAME", help="The new folder; its name is the company's.")
    ],
    systems: Annotated[
        str, typer.Option("--systems", metavar="A,B", help="The systems that the company has.")
    ],
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner",
            metavar="PERSON",
            help="Who answers for everything at first: 'Ada Byron <ada@example.com>'.",
        ),
    ] = None,
) -> None:
    """Write a new home: a folder that holds nothing but a company's own definitions."""
    from customer_truth.home.write import Wanted, write_home

    chosen = tuple(part.strip() for part in systems.split(","))
    write_home(Wanted(name, chosen, datetime.now(UTC).date(), owner))
    say(f"{name} is a home for {', '.join(chosen)}. Next:")
    asked = "read what it proposes" if owner else "say who answers: seeds/owners.csv"
    say(f"  1. cd {shlex.quote(str(name))} && truth lint      {asked}")
    say("  2. put the extracts below raw/   truth doctor looks at them")
    say("  3. truth nightly                 then open site/index.html")

"""`truth upgrade`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customer_truth.cli.console import out, say
from customer_truth.cli.gate import print_result, write_reports
from customer_truth.cli.options import (
    HomeOption,
    JunitOption,
    ListOption,
    ProjectOption,
    ReportFormat,
    ReportFormatOption,
    SarifOption,
    TargetOption,
)
from customer_truth.cli.progress import progress
from customer_truth.project import find_root, open_settings
from customer_truth.report.whole import begin
from customer_truth.verdict.verdict import exit_code

if TYPE_CHECKING:
    from customer_truth.rules import Rule
    from customer_truth.upgrade.upgrade import Upgrade


def upgrade(
    check: Annotated[
        bool, typer.Option("--check", help="Only show what adopting it moves; write nothing.")
    ] = False,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="The report as Markdown.")
    ] = None,
    sarif: SarifOption = None,
    junit: JunitOption = None,
    records: ListOption = None,
    format: ReportFormatOption = ReportFormat.TABLE,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Adopt the installed version of the catalogue, or show with --check what that moves.

    The rules of the last night are compared with the installed ones, on the data of that night.
    What is new holds from today: nobody is judged for what happened before.
    """
    begin(markdown, sarif, junit, records)
    from customer_truth.upgrade.upgrade import adopt, check_upgrade

    root = find_root((project or Path.cwd()).resolve())
    opened = open_settings(root, home=home, target=target, sources=None)
    today = datetime.now(UTC).date()
    if check:
        with progress(opened.stall_minutes) as step:
            result = check_upgrade(opened, today, records, step)
        write_reports(result, markdown=markdown, sarif=sarif, junit=junit)
        print_result(result, format, github=False)
        raise typer.Exit(exit_code(result.verdict))
    adopted = adopt(opened, today)
    if format is ReportFormat.JSON:
        out.file.write(json.dumps(_as_data(adopted), indent=2) + "\n")
        return
    say(f"The catalogue {adopted.installed} is adopted, in place of {adopted.adopted}.")
    _list("New, in force from today", adopted.new)
    _list("Changed, in the new wording from today", adopted.changed)
    _list("Gone", adopted.gone)
    say("Next: truth lint, and the gate of the pull request that brings it.")


def _as_data(adopted: Upgrade) -> dict[str, object]:
    """The versions, and the rules that are new, changed and gone, by their ids."""
    rules = {"new": adopted.new, "changed": adopted.changed, "gone": adopted.gone}
    ids = {name: [rule.id for rule in those] for name, those in rules.items()}
    return {"installed": adopted.installed, "adopted": adopted.adopted, **ids}


def _list(title: str, rules: Sequence[Rule]) -> None:
    if rules:
        say(f"{title}:")
    for rule in rules:
        say(f"  {rule.id:<45} {rule.severity.value:<9} {rule.title}")

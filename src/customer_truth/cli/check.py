"""`truth lint` and `truth doctor`."""

from __future__ import annotations

import typer

from customer_truth.cli.console import complain, say
from customer_truth.cli.options import (
    Format,
    FormatOption,
    HomeOption,
    ProjectOption,
    TargetOption,
)
from customer_truth.cli.rows import write_rows
from customer_truth.project import RAW, find_root, open_settings
from customer_truth.text.counted import counted
from customer_truth.verdict.verdict import ExitCode

_PROBLEM_COLUMNS = ("file", "line", "where", "message")


def lint(format: FormatOption = Format.TABLE, project: ProjectOption = None) -> None:
    """Check that the definitions are sound: owners, rules, stages, waivers. Needs no warehouse."""
    from pathlib import Path

    from customer_truth.definitions.load import every_suite
    from customer_truth.gate.policy import check_policy
    from customer_truth.lint import lint_now

    root = find_root((project or Path.cwd()).resolve())
    problems = [*lint_now(root, root / RAW), *check_policy(root)]
    if format is not Format.TABLE:
        rows = [{name: getattr(p, name) for name in _PROBLEM_COLUMNS} for p in problems]
        write_rows(rows, format, _PROBLEM_COLUMNS, ())
    else:
        for problem in problems:
            complain(problem)
    if problems:
        complain(f"{counted(len(problems), 'problem')}.")
        raise typer.Exit(ExitCode.UNCHECKED)
    if format is Format.TABLE:
        suites = every_suite(root)
        rules = sum(len(suite.rules) for suite in suites)
        say(f"{rules} rules in {len(suites)} suites are sound.")


def doctor(
    format: FormatOption = Format.TABLE,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Check the setting: versions, definitions, extracts, warehouse, lock."""
    from customer_truth.doctor import examine, told_once

    opened = open_settings(project, home=home, target=target)
    findings = examine(opened)
    if format is Format.TABLE:
        for finding in told_once(findings):
            say(f"{'ok ' if finding.is_well else 'BAD'}  {finding.what}: {finding.told}")
    else:
        write_rows(map(vars, findings), format, ("what", "is_well", "told"), ())
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(ExitCode.UNCHECKED)

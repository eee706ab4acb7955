"""`truth gate`, `truth approvals` and `truth codeowners`."""

from __future__ import annotations

import json as json_format
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customer_truth.cli.console import annotate, complain, err, out, say
from customer_truth.cli.options import (
    HomeOption,
    JunitOption,
    ListOption,
    ProjectOption,
    ReportFormat,
    ReportFormatOption,
    SarifOption,
    SourcesOption,
    TargetOption,
)
from customer_truth.cli.progress import progress
from customer_truth.cli.rows import beside
from customer_truth.errors import Unusable
from customer_truth.project import find_root, open_settings
from customer_truth.report.whole import begin, write_whole
from customer_truth.verdict.verdict import ExitCode, exit_code

if TYPE_CHECKING:
    from customer_truth.gate.result import GateResult

_File = Path | None


def gate(
    base: Annotated[
        str, typer.Option("--base", metavar="REF", help="What the change is to be merged into.")
    ],
    approvals: Annotated[
        _File, typer.Option("--approvals", metavar="FILE", help="Who agreed: truth approvals.")
    ] = None,
    markdown: Annotated[
        _File, typer.Option("--markdown", metavar="FILE", help="The pull request's comment.")
    ] = None,
    sarif: SarifOption = None,
    junit: JunitOption = None,
    records: ListOption = None,
    github: Annotated[
        bool, typer.Option("--github", help="Print annotations, and add the step's summary.")
    ] = False,
    format: ReportFormatOption = ReportFormat.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Show what a change of definitions moves, and whether it may be merged.

    The definitions at REF are read from git and compared with the working
    tree; both are judged on the data of the last night. Ends 0 where nothing
    blocks, 1 where the change is blocked, 2 where it could not be checked.
    """
    begin(markdown, sarif, junit, records)
    from customer_truth.gate.repository import changed_paths, commit_of, find_revision

    root = find_root((project or Path.cwd()).resolve())
    revision = find_revision(root, base)
    paths = changed_paths(root, revision)
    if paths:
        from customer_truth.gate.approvals import Approvals, read_approvals
        from customer_truth.gate.gate import Asked, run_gate

        opened = open_settings(root, home=home, target=target, sources=sources)
        given = read_approvals(approvals, commit_of(root)) if approvals else Approvals()
        with progress(opened.stall_minutes) as step:
            result = run_gate(opened, Asked(revision, paths, given, records), step)
    else:
        from customer_truth.gate.result import EMPTY_LIST, GateResult

        result = GateResult(base=revision.told, as_of=None)
        if records:
            write_whole(records, EMPTY_LIST)
    write_reports(result, markdown=markdown, sarif=sarif, junit=junit)
    print_result(result, format, github=github)
    raise typer.Exit(exit_code(result.verdict))


def approvals(
    author: Annotated[str, typer.Option(help="Whose change it is; nobody approves their own.")],
    commit: Annotated[str, typer.Option(help="The commit that is to be merged.")],
) -> None:
    """Turn GitHub's list of reviews (JSON, from standard input) into the gate's approvals file."""
    from customer_truth.gate.approvals import from_github

    try:
        reviews = json_format.load(sys.stdin)
    except (ValueError, RecursionError) as error:
        why = "nested too deep" if isinstance(error, RecursionError) else error
        raise Unusable(
            f"standard input: is not JSON ({why}), needs the list of reviews. "
            "Pipe it in: gh api repos/OWNER/REPO/pulls/NUMBER/reviews"
        ) from error
    out.file.write(json_format.dumps(from_github(reviews, author, commit), indent=2) + "\n")


def codeowners(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether the file follows the registry.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Write .github/CODEOWNERS from the registry: whom the code host asks about each file."""
    from customer_truth.gate.codeowners import FILE
    from customer_truth.gate.codeowners import codeowners as text_of
    from customer_truth.gate.policy import load_policy
    from customer_truth.gate.side import load_side

    root = find_root((project or Path.cwd()).resolve())
    side = load_side(root, datetime.now(UTC).date())
    text = text_of(side, load_policy([root], root).otherwise[0])
    path = root / FILE
    follows = path.is_file() and path.read_text("utf-8") == text
    if check and not follows:
        complain(f"{FILE}: differs from the registry, needs to follow it. Write it again.")
        raise typer.Exit(ExitCode.BLOCKED)
    if not follows:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    say(f"{FILE} follows the registry.")


def write_reports(result: GateResult, *, markdown: _File, sarif: _File, junit: _File) -> None:
    from customer_truth.report.gate_junit import gate_junit
    from customer_truth.report.gate_markdown import gate_markdown
    from customer_truth.report.gate_sarif import gate_sarif

    def as_json(data: object) -> str:
        return json_format.dumps(data, indent=2, ensure_ascii=False) + "\n"

    formats: list[tuple[_File, Callable[[], str]]] = [
        (markdown, lambda: gate_markdown(result)),
        (sarif, lambda: as_json(gate_sarif(result))),
        (junit, lambda: gate_junit(result)),
    ]
    for path, text in formats:
        if path:
            write_whole(path, text())


def print_result(result: GateResult, format: ReportFormat, *, github: bool) -> None:
    """The result; what persons and hosts read goes to standard error where it is JSON."""
    from customer_truth.report.gate_github import annotation_lines, step_summary
    from customer_truth.report.gate_machine import gate_as_json
    from customer_truth.report.gate_terminal import gate_lines, unchecked_words

    is_json = format is ReportFormat.JSON
    tell = beside(format)
    if is_json:
        out.file.write(json_format.dumps(gate_as_json(result), indent=2) + "\n")
    for line in gate_lines(result):
        tell(line)
    if told := unchecked_words(result):
        complain(told)
    if github:
        for line in annotation_lines(result):
            annotate(line, err if is_json else out)
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(step_summary(result))

"""`truth test`: the planted rows of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from customer_truth.cli.completion import rules
from customer_truth.cli.console import complain
from customer_truth.cli.options import Format, FormatOption, ProjectOption
from customer_truth.cli.progress import progress
from customer_truth.cli.rows import Row, beside, write_rows
from customer_truth.project import find_root, stall_minutes
from customer_truth.text.counted import counted
from customer_truth.verdict.verdict import ExitCode

if TYPE_CHECKING:
    from customer_truth.planted.trial import Trial

_COLUMNS = ("rule", "file", "line", "planted", "found", "reason")
_DOES = {"passes": "passes", "fails": "fails", "ignores": "is left out"}
_NEEDS = {"passes": "to pass", "fails": "to fail", "ignores": "to be left out"}


def test(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RULE|SUITE]...",
            help="Only these; default: every rule.",
            autocompletion=rules,
        ),
    ] = None,
    format: FormatOption = Format.TABLE,
    project: ProjectOption = None,
) -> None:
    """Try every rule on its planted rows: does it pass, fail and leave out what it must?

    Ends 0 where all is as planted, 1 where a row is not or a rule was never seen to fail. Needs no
    warehouse and no extracts.
    """
    from customer_truth.lookups.known import refuse_unknown
    from customer_truth.planted.trial import Trial, planted_parts, try_rules

    root = find_root((project or Path.cwd()).resolve())
    parts = list(planted_parts(root, datetime.now(UTC).date()))
    known = {name for part, _ in parts for rule in part.rules for name in (rule.id, rule.suite)}
    for name in names or ():
        refuse_unknown("rule", name, known, "the id of a rule or the name of a suite")
    trial = Trial(0, 0, (), ())
    with progress(stall_minutes(root)) as step:
        for part, examples in parts:
            asked = [r for r in part.rules if not names or {r.id, r.suite} & set(names)]
            trial += try_rules(part, examples, asked, step)
    if format is Format.TABLE:
        for line in _lines(trial):
            complain(line)
    else:
        write_rows(_rows(trial), format, _COLUMNS, ())
    count = f"{counted(trial.rows, 'planted row')} of {counted(trial.rules, 'rule')}"
    is_bad = bool(trial.wrong or trial.untried)
    not_so = f"{len(trial.wrong)} not as planted, {len(trial.untried)} missing"
    summary = f"{count}: {not_so if is_bad else 'all as planted'}."
    beside(format)(summary)
    if is_bad:
        raise typer.Exit(ExitCode.BLOCKED)


def _lines(trial: Trial) -> list[str]:
    wrong = [
        f"{w.row.file}:{w.row.line}: {w.rule.id}: this row {_DOES[w.found]}, needs "
        f"{_NEEDS[w.row.group]}. Correct the row, or the rule at {w.rule.file}:{w.rule.line}."
        for w in trial.wrong
    ]
    untried = [f"{u.rule.file}:{u.rule.line}: {u.rule.id}: {u.reason}." for u in trial.untried]
    return [*wrong, *untried]


def _rows(trial: Trial) -> Iterator[Row]:
    """What is not as planted, and then what was not tried, with its reason."""
    for w in trial.wrong:
        at = {"file": w.row.file, "line": w.row.line}
        yield {"rule": w.rule.id, **at, "planted": w.row.group, "found": w.found, "reason": None}
    for u in trial.untried:
        at = {"file": u.rule.file, "line": u.rule.line}
        yield {"rule": u.rule.id, **at, "planted": None, "found": None, "reason": u.reason}

"""The command line: arguments, printing and exit codes, one command calling one function."""

from __future__ import annotations

import importlib.metadata
import sys
import traceback
from io import TextIOWrapper
from typing import Annotated

import typer

from customer_truth.cli import (
    check,
    contradictions,
    demo,
    gate,
    look,
    matches,
    night,
    scorecards,
    windows,
)
from customer_truth.cli.console import complain, say
from customer_truth.errors import Unusable
from customer_truth.verdict import ExitCode

app = typer.Typer(
    name="truth",
    help="Executable definitions of the customer: one owner for every rule, every record checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 nothing blocks; 1 rules failed or a change is blocked; 2 not checked.",
)


def _show_version(asked: bool) -> None:
    if asked:
        say(f"customer-truth {importlib.metadata.version('customer-truth')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


for command in (
    *(night.nightly, check.lint, look.rules, look.explain, look.why, look.exceptions),
    *(contradictions.contradictions, scorecards.scorecards, matches.matches, windows.windows),
    *(
        gate.gate,
        gate.approvals,
        gate.codeowners,
        night.site,
        night.notify,
        demo.demo,
        check.doctor,
    ),
):
    app.command()(command)
app.add_typer(windows.export, name="export")


def main() -> None:
    """Runs a command; whatever keeps it from checking ends with exit code 2."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that has no sign for a character gets its number, as on standard error.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except Unusable as problems:
        complain(problems)
        sys.exit(ExitCode.UNCHECKED)
    except KeyboardInterrupt:
        complain("stopped: the last finished night stays as it was.")
        sys.exit(ExitCode.UNCHECKED)
    except Exception:
        # Python would end with 1, which says that rules failed; nothing of the kind is known here.
        complain(traceback.format_exc().rstrip())
        sys.exit(ExitCode.UNCHECKED)

"""The commands: arguments, printing and exit codes, one command calling one function."""

from __future__ import annotations

import importlib.metadata
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from customer_truth.cli import (
    check,
    connect,
    contradictions,
    demo,
    gate,
    home,
    look,
    matches,
    night,
    planted,
    scorecards,
    upgrade,
    windows,
)
from customer_truth.cli.console import complain, say
from customer_truth.errors import Unread, Unusable
from customer_truth.machine.trouble import told
from customer_truth.verdict.verdict import ExitCode


class _Commands(TyperGroup):
    """Whatever keeps a command from checking ends with exit code 2 and words."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Unusable as problems:
            complain(problems)
        except BrokenPipeError:
            # Typer would end with 1. Whoever read has seen enough, and the end is silent.
            raise Unread from None
        except EOFError as error:
            # Here too; nothing is ever asked for on the terminal.
            raise RuntimeError("a file or a connection ended too early") from error
        except Exception as error:
            if (words := told(error)) is None:
                raise
            complain(words)
        raise typer.Exit(ExitCode.UNCHECKED)


app = typer.Typer(
    name="truth",
    cls=_Commands,
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
    *(home.init, connect.connect, night.nightly, check.lint, planted.test),
    *(look.rules, look.explain, look.why, look.exceptions),
    *(contradictions.contradictions, scorecards.scorecards, matches.matches, windows.windows),
    *(
        gate.gate,
        gate.approvals,
        gate.codeowners,
        upgrade.upgrade,
        night.site,
        night.notify,
        demo.demo,
        check.doctor,
    ),
):
    app.command()(command)
app.add_typer(windows.export, name="export")


def run() -> int:
    """Runs a command and returns its exit code; 1 comes from a verdict alone."""
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitCode.UNCHECKED
    return ExitCode.OK

"""The commands: arguments, printing and exit codes, one command calling one function."""

from __future__ import annotations

from collections.abc import Callable
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
from customer_truth.cli.progress import begin, heard, stopped
from customer_truth.errors import Unusable
from customer_truth.files.problem import clipped
from customer_truth.machine.interruption import Stalled, heed, settle
from customer_truth.machine.trouble import told
from customer_truth.verdict.verdict import ExitCode


class _Commands(TyperGroup):
    """Whatever keeps a command from checking ends with exit code 2 and words."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command that was asked for."""
        begin()
        try:
            return self._invoke(ctx)
        except Stalled as stalled:
            settle()
            again = "the same again with -v, which tells every step"
            _complain_of(Unusable(*stalled.words, log=stalled.log, command=again), ctx)
        except Unusable as problems:
            _complain_of(problems, ctx)
        except EOFError as error:
            # Typer would end with 1; nothing is ever asked for on the terminal.
            raise RuntimeError("a file or a connection ended too early") from error
        except Exception as error:
            if (words := told(error)) is None:
                raise
            _complain_of(Unusable(words), ctx)
        raise typer.Exit(ExitCode.UNCHECKED)

    def _invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception:
            # An engine that was broken off says so in an error of its own.
            heed()
            raise


def _complain_of(problems: Unusable, ctx: Any) -> None:
    """The problems, and where work had begun a last line: what, whose, the log, and what next."""
    complain(problems)
    if where := stopped():
        first, *more = problems.problems
        what = clipped(first.splitlines()[0].split(". ")[0].rstrip("."))
        others = ", and more" if more else ""
        log = f" Log: {problems.log}." if problems.log else ""
        complain(
            f"truth {ctx.invoked_subcommand}: not done, {where}: {what}{others}. "
            f"Ask {problems.asked}.{log} Next: {problems.command}"
        )


app = typer.Typer(
    name="truth",
    cls=_Commands,
    help="Executable definitions of the customer: one owner for every rule, every record checked.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 nothing blocks; 1 rules failed or a change is blocked; 2 not checked.",
)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        say(f"customer-truth {version('customer-truth')}")
        raise typer.Exit


@app.callback()
@heard
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


# By what a person wants, each with a line to begin with.
_GROUPS: dict[str, tuple[tuple[Callable[..., None], str], ...]] = {
    "The night": (
        (demo.demo, "truth demo --customers 500"),
        (night.nightly, "truth nightly --exit-zero --json run.json"),
        (check.doctor, "truth doctor"),
    ),
    "Look up": (
        (look.rules, "truth rules --failing --owner sales_operations"),
        (look.explain, "truth explain proposal_has_amount"),
        (look.why, "truth why salesforce:0015g00000000A5AAI"),
        (look.exceptions, "truth exceptions --new --severity critical --format csv"),
        (contradictions.contradictions, "truth contradictions --decider controller --overdue"),
        (scorecards.scorecards, "truth scorecards --since 2026-07"),
        (matches.matches, "truth matches --limit 5 --by customer_master_steward"),
        (windows.windows, "truth windows 'Mo-Fr 6-10, Sa before noon'"),
    ),
    "Change": (
        (home.init, "truth init acme --systems salesforce,zendesk"),
        (connect.connect, "truth connect loyalty ../exports/loyalty --key members=member_no"),
        (check.lint, "truth lint"),
        (planted.test, "truth test proposal_has_amount"),
        (gate.gate, "truth gate --base main --markdown comment.md"),
        (
            gate.approvals,
            "gh api repos/O/R/pulls/1/reviews | truth approvals --author ada --commit c0ffee",
        ),
        (gate.codeowners, "truth codeowners --check"),
        (upgrade.upgrade, "truth upgrade --check"),
    ),
    "Publish": (
        (night.site, "truth site"),
        (night.notify, "truth notify --dry-run"),
    ),
}
for group, commands in _GROUPS.items():
    for command, example in commands:
        register = app.command(rich_help_panel=group, epilog=f"Example: {example}")
        register(heard(command))
app.add_typer(windows.export, name="export", rich_help_panel="Publish")


def run() -> int:
    """Runs a command and returns its exit code; 1 comes from a verdict alone."""
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitCode.UNCHECKED
    return ExitCode.OK

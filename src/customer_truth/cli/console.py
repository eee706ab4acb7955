"""Talking to a person: results to standard output, complaints to standard error.

Every line for a person goes through `one_line`, so that nothing it shows is obeyed by a terminal or
by a host that reads the log. Machine formats go to `out.file` as they are.
"""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from customer_truth.errors import Unusable
from customer_truth.text.visible import log_line, visible

_NO_WIDTH = 100_000  # in columns: a pipe has none, and no line in it is broken

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _NO_WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str | Text = "") -> None:
    """One line of a result, as it is: data is never read as markup."""
    out.print(one_line(text))


def fits(table: Table) -> bool:
    """Whether a line of the table is a line of the terminal."""
    natural = out.measure(table, options=out.options.update(max_width=_NO_WIDTH))
    return natural.maximum <= out.width


def say_table(table: Table) -> None:
    """The lines of a table."""
    for segments in out.render_lines(table, pad=False):
        line = Text.assemble(*((s.text, s.style or "") for s in segments))
        line.rstrip()
        say(line)


def annotate(command: str, to: Console) -> None:
    """One workflow command for the code host, as its writer escaped it."""
    to.print(Text(visible(command)))


def complain(problems: object) -> None:
    """Problems, one a line; a text that is written in several lines stays so."""
    told = problems.problems if isinstance(problems, Unusable) else (str(problems),)
    for problem in told:
        for line in problem.split("\n"):
            err.print(one_line(line))


def one_line(text: str | Text) -> Text:
    """One line with its styles; a line that a host would obey loses them."""
    if isinstance(text, str):
        return Text(log_line(text))
    shown = [(visible(s.text), s.style or "") for s in text.render(out)]
    plain = "".join(part for part, _ in shown)
    guarded = log_line(plain)
    return Text.assemble(*shown) if guarded == plain else Text(guarded)

"""Talking to a person: results to standard output, complaints to standard error.

Every line for a person goes through `one_line`, so that nothing it shows is obeyed by a terminal or
by a host that reads the log. Machine formats go to `out.file` as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from customer_truth.errors import Unusable
from customer_truth.text.visible import log_line, visible

_NO_WIDTH = 100_000  # in columns: a pipe has none, and no line in it is broken
_GAP = "  "  # between the columns of a table

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _NO_WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str | Text = "") -> None:
    """One line of a result, as it is: data is never read as markup."""
    out.print(one_line(text))


def fits(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a line of the table is a line of the terminal."""
    widths = _widths(names, rows)
    return sum(widths) + len(_GAP) * (len(widths) - 1) <= out.width


def say_table(
    names: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str] = ()
) -> None:
    """The rows below the names of their columns; those in `right` end below each other."""
    widths = _widths(names, rows)
    is_right = [name in right for name in names]

    def line(cells: Sequence[str]) -> str:
        blanks = (" " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True))
        padded = (
            blank + cell if ends else cell + blank
            for cell, blank, ends in zip(cells, blanks, is_right, strict=True)
        )
        return _GAP.join(padded).rstrip()

    say(Text(line(names), style="bold"))
    for row in rows:
        say(line(row))


def _widths(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(names, *rows, strict=True)]


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

"""Talking to a person: results to standard output, progress and complaints to standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

_WIDTH_OF_A_PIPE = 200

out = Console(
    highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE
)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str | Text = "") -> None:
    """One line of a result, as it is: data is never read as markup."""
    out.print(text, markup=False)


def complain(problems: object) -> None:
    """Problems, one a line."""
    for line in str(problems).splitlines():
        err.print(Text(line), markup=False)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Shows `<phase> <detail>`: a moving line on a terminal, one plain line a phase elsewhere."""
    started = time.monotonic()
    if err.is_terminal:
        with err.status("starting") as status:
            yield lambda step: status.update(Text(f"{time.monotonic() - started:5.0f}s  {step}"))
        return
    phase = ""

    def plain(step: str) -> None:
        nonlocal phase
        now = step.split(maxsplit=1)[0]
        if now != phase:
            phase = now
            print(f"{time.monotonic() - started:5.1f}s  {phase}", file=sys.stderr, flush=True)

    yield plain

"""What keeps a change from being measured, as findings at the line of the file that causes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from customer_truth.errors import Unusable
from customer_truth.files.layers import CATALOGUE, path_of
from customer_truth.gate.result import Finding, FindingKind
from customer_truth.gate.side import Side
from customer_truth.machine.trouble import advice, told, where, words_of

_FILE = re.compile(
    r"\b((?:models|macros|seeds|matching|checkpoints|expectations)/[\w./-]+\.\w+|dbt_project\.yml)"
)
_LINE = re.compile(r"\.\w+:(\d+)|\bline (\d+)\b")
# The engine counts the lines of compiled SQL; what it quotes of the line is found in the file.
_QUOTED = re.compile(r"\bLINE \d+: (.+?)(?:\s*\^|\n|$)", re.DOTALL)
_NAMED = re.compile(r"[\"']([\w.]+)[\"']")
_OF_DBT = re.compile(
    r"dbt (\w+) (\w+): has status '[\w ]+' \((?:\w+ Error in \w+ \w+ \([^)]*\) )?(.*)\), needs "
    r"success.*",
    re.DOTALL,
)
_UNREAD = re.compile(r"^dbt: ended with code \d+, needs 0\. It said: (?:Encountered an error: )?")
_LOG = re.compile(r"\s*(?:The whole log: .*|See \S*dbt\.log)\s*$")


def unmeasured(error: Exception, base: Side, head: Side) -> Iterator[Finding]:
    """One finding for each problem; an error nobody foresaw is told by its kind and place."""
    for text in _reasons(error):
        file, line = _place(text, base, head)
        yield Finding(
            kind=FindingKind.NOT_CHECKED,
            subject="the change",
            message=f"could not be measured: {_in_short(text)}",
            file=file,
            line=line,
            is_error=True,
        )


def _reasons(error: Exception) -> list[str]:
    if isinstance(error, Unusable):
        return [_LOG.sub("", problem) for problem in error.problems]
    if isinstance(error, SQLAlchemyError) and not advice(words_of(error)):
        return [f"the engine refuses what was built: {words_of(error)}"]
    at = f" in {place}" if (place := where(error)) else ""
    return [
        told(error)
        or f"the gate ended with {type(error).__name__}{at}, which it does not foresee. "
        "Report it as a defect."
    ]


def _in_short(text: str) -> str:
    """One line; of a model that was not built, what it is and the engine's own words."""
    line = " ".join(text.split())
    if built := _OF_DBT.fullmatch(line):
        noun, name, said = built.groups()
        return f"{noun} {name} cannot be built: {words_of(ValueError(said))}"
    return _UNREAD.sub("dbt cannot read the project: ", line)


def _place(text: str, base: Side, head: Side) -> tuple[Path, int]:
    """The first file of the project that a message names, and the line in it."""
    for name in _FILE.findall(text):
        for file in (Path(name), Path(CATALOGUE) / name):
            for path in (path_of(side.root, file) for side in (head, base)):
                if path.is_file():
                    return file, _line(text, path)
    return Path("dbt_project.yml"), 1


def _line(text: str, path: Path) -> int:
    """The line that the message quotes, counts, or whose names it names; else the first."""
    lines = [" ".join(line.split()) for line in path.read_text("utf-8", "replace").splitlines()]
    if quoted := _QUOTED.search(text):
        wanted = " ".join(quoted.group(1).replace("...", " ").split())
        for number, line in enumerate(lines, 1):
            if line and (line in wanted or wanted in line):
                return number
    if numbered := _LINE.search(text):
        return int(next(filter(None, numbered.groups())))
    for name in _NAMED.findall(text):
        for number, line in enumerate(lines, 1):
            if name in line:
                return number
    return 1

"""CODEOWNERS from the registry: whom the code host asks about each definition file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from customer_truth.definition_files import CODEOWNERS
from customer_truth.gate.side import Side

FILE = Path(CODEOWNERS)
_HEAD = """\
# Made by `truth codeowners` from seeds/owners.csv, the rule files and the marts. Do not edit it:
# the gate blocks a change that leaves it behind. The last line that fits a path counts.
"""


def codeowners(side: Side, otherwise: str) -> str:
    """The file's text; `otherwise` is the role that is asked where no other is."""
    lines = [f"* {_handles(side, {otherwise})}"]
    lines += [f"/{path} {_handles(side, roles)}" for path, roles in _places(side) if roles]
    return _HEAD + "\n".join(line.rstrip() for line in lines) + "\n"


def has_drifted(root: Path, side: Side, otherwise: str) -> bool:
    """Whether a project that keeps the file keeps another one than its registry says."""
    path = root / FILE
    return path.is_file() and path.read_text("utf-8") != codeowners(side, otherwise)


def _places(side: Side) -> Iterator[tuple[str, set[str]]]:
    for mart in sorted(side.marts.values(), key=lambda mart: (str(mart.file.parent), mart.name)):
        if mart.owner:
            yield f"{mart.file.parent.as_posix()}/{mart.name}.*", {mart.owner}
    owned: dict[str, set[str]] = {}
    for suite in side.suites:
        if suite.file.parts[0] == "expectations":
            owned.setdefault(suite.file.as_posix(), set()).update(r.owner for r in suite.rules)
    yield from sorted(owned.items())


def _handles(side: Side, roles: set[str]) -> str:
    holders = (side.holder(role) for role in sorted(roles))
    handles = [f"@{holder.handle}" for holder in holders if holder and holder.handle]
    return " ".join(dict.fromkeys(handles))

"""CODEOWNERS from the registry: whom the code host asks about each definition file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from customer_truth.files.definition_files import CODEOWNERS, OTHER_CODEOWNERS
from customer_truth.files.layers import is_of_catalogue
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


def follows(side: Side, otherwise: str) -> bool:
    """Whether the project keeps the very file that its registry says."""
    path = side.root / FILE
    is_file = path.is_file() and not path.is_symlink()
    return is_file and path.read_text("utf-8", "replace") == codeowners(side, otherwise)


def other_places(root: Path) -> dict[str, bytes]:
    """The files by which a host may take other owners than those, in whatever case they stand."""
    wanted = {name.lower() for name in OTHER_CODEOWNERS}
    folders = {str(PurePosixPath(name).parent).lower() for name in OTHER_CODEOWNERS} | {".github"}
    found: dict[str, bytes] = {}
    for folder in (root, *(p for p in sorted(root.iterdir()) if p.name.lower() in folders)):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = path.relative_to(root).as_posix()
            is_other = name != CODEOWNERS and name.lower() in wanted | {CODEOWNERS.lower()}
            if is_other and path.is_file():
                found[name] = path.read_bytes()
    return found


def _places(side: Side) -> Iterator[tuple[str, set[str]]]:
    for mart in sorted(side.marts.values(), key=lambda mart: (str(mart.file.parent), mart.name)):
        if mart.owner and not is_of_catalogue(mart.file):
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

"""The demo company's home: a folder as `truth init` writes one, with the demo's own definitions."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from customer_truth.demo.world import SYSTEMS
from customer_truth.engine import engine_root
from customer_truth.errors import Unusable
from customer_truth.files.layers import ADOPTION, lay_link
from customer_truth.files.problem import listed
from customer_truth.home.adopt import Adopted, catalogue_file
from customer_truth.home.write import home_files
from customer_truth.registry.adoption import Adoption
from customer_truth.rules.load import read_catalogue

MARKER = "demo_company.json"
_ADOPTED_ON = date(2020, 1, 1)
_NOT_HERE = "The demo company has no such system."
_OFF = {"lifecycles": {"olist_seller": _NOT_HERE}}
_HOLDS = (".git", ".DS_Store")
_SETTINGS = (Path("dbt_project.yml"), Path("profiles") / "profiles.yml", Path(".gitignore"))
_CHECKPOINTS = ("nightly.yml", "pull_request.yml")

Rows = Mapping[str, Sequence[Mapping[str, object]]]


def refuse_others_home(folder: Path) -> None:
    """`Unusable` where anything lies there that no demo wrote, or that was changed since."""
    if folder.exists() and not folder.is_dir():
        raise Unusable(f"{folder}: is a file, needs a folder. Name another one.")
    found = [path for path in _inside(folder) if path.name not in _HOLDS]
    if not found:
        return
    written = _written(folder)
    if not written:
        _refuse(folder, "files that no demo wrote", [path.name for path in found])
    changed = [
        name
        for name, content in written.items()
        if (folder / name).exists() and _hash((folder / name).read_bytes()) != content
    ]
    if changed:
        _refuse(folder, "definitions that were changed since the demo wrote them", changed)


def set_aside(folder: Path) -> Path | None:
    """Moves what lies there out of the way, and says where it is now; None where nothing was."""
    if not _inside(folder):
        return None
    aside = folder.with_name(f"{folder.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    folder.rename(aside)
    return aside


def write_home(folder: Path, rows: Rows) -> None:
    """Writes the definitions; `rows` go below those that the registry ships with, by their table.

    What the demo wrote before, and nobody changed, is replaced.
    """
    texts = dict(_texts(folder.absolute().name, rows))
    for name, content in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    hashes = {str(name): _hash(content.encode("utf-8")) for name, content in texts.items()}
    (folder / MARKER).write_text(json.dumps({"files": hashes}, indent=1) + "\n", "utf-8")
    lay_link(folder)


def _texts(title: str, rows: Rows) -> Iterator[tuple[Path, str]]:
    adoption = Adoption(version("customer-truth"), _ADOPTED_ON, off=_OFF)
    answer = {entry.text("owner") for file in read_catalogue() for entry in file.entries}
    roles = {role: role for role in sorted(filter(None, answer))}
    yield ADOPTION, catalogue_file(Adopted(adoption, {}, tuple(roles)), roles)
    for name in _CHECKPOINTS:
        file = Path("checkpoints") / name
        yield file, (engine_root() / file).read_text("utf-8")
    for seed in sorted((engine_root() / "seeds").glob("*.csv")):
        shipped = seed.read_text("utf-8")
        yield Path("seeds") / seed.name, shipped + _lines(shipped, rows.get(seed.stem, ()))
    yield from ((file, text) for file, text in home_files(title, SYSTEMS) if file in _SETTINGS)


def _lines(table: str, rows: Sequence[Mapping[str, object]]) -> str:
    text = io.StringIO()
    columns = table.partition("\n")[0].split(",")
    csv.DictWriter(text, columns, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _written(folder: Path) -> dict[str, str]:
    """The hashes of what a demo wrote there, by the file's path; none where no demo did."""
    try:
        files: dict[str, str] = json.loads((folder / MARKER).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return files


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refuse(folder: Path, has: str, names: Sequence[str]) -> None:
    raise Unusable(
        f"{folder}: has {has} ({listed(names, at_most=5)}), needs a folder of its own. Nothing was "
        "touched. Name another folder, or set this one aside with --replace."
    )

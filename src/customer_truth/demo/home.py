"""The demo company's home: a folder as `truth init` writes one, with the demo's own definitions."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from customer_truth.demo.made import WORK, announce, is_made, refuse_others_files, settle
from customer_truth.demo.world import SYSTEMS
from customer_truth.engine import engine_root
from customer_truth.files.layers import ADOPTION, LINK, lay_link
from customer_truth.home.adopt import Adopted, catalogue_file
from customer_truth.home.write import CHECKPOINTS, home_files
from customer_truth.registry.adoption import Adoption
from customer_truth.rules.load import read_catalogue
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.duckdb import DuckDBWarehouse

_ADOPTED_ON = date(2020, 1, 1)
_NOT_HERE = "The demo company has no such system."
_OFF = {"lifecycles": {"olist_seller": _NOT_HERE}}
# The extracts are looked after by themselves, and nights look after all else.
_LEFT_BY_NIGHTS = ("raw", "warehouse", "site", ".site", "target", "logs", LINK)
_SETTINGS = (Path("dbt_project.yml"), Path("profiles") / "profiles.yml", Path(".gitignore"))

Rows = Mapping[str, Sequence[Mapping[str, object]]]


def refuse_others_home(folder: Path) -> None:
    """`Unusable` where anything lies there that no demo wrote, or that was changed since."""
    refuse_others_files(folder, _LEFT_BY_NIGHTS if is_made(folder) else ())
    refuse_others_files(folder / "raw")


def warehouse_of_story(folder: Path) -> Warehouse:
    """Where the nights of the story stand."""
    return DuckDBWarehouse(folder / "warehouse", "")


def write_home(folder: Path, rows: Rows) -> None:
    """Writes the definitions; `rows` go below those that the registry ships with, by their table.

    What the demo wrote before is replaced; whoever calls has refused all else.
    """
    coming = folder / WORK / "home"
    texts = dict(_texts(folder.absolute().name, rows))
    for name, content in texts.items():
        (coming / name).parent.mkdir(parents=True, exist_ok=True)
        (coming / name).write_text(content, "utf-8")
    announce(folder, coming)
    for name in texts:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (coming / name).replace(folder / name)
    settle(folder, _LEFT_BY_NIGHTS)
    shutil.rmtree(folder / WORK)
    lay_link(folder)


def _texts(title: str, rows: Rows) -> Iterator[tuple[Path, str]]:
    adoption = Adoption(version("customer-truth"), _ADOPTED_ON, off=_OFF)
    answer = {entry.text("owner") for file in read_catalogue() for entry in file.entries}
    roles = {role: role for role in sorted(filter(None, answer))}
    yield ADOPTION, catalogue_file(Adopted(adoption, {}, tuple(roles)), roles)
    for name in CHECKPOINTS:
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

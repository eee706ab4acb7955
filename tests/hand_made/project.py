"""What the project's files declare, read once: models, macros, seeds, raw tables and entities."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import jinja2
import yaml

from customer_truth.extracts.contract import Table, declared_tables
from tests.conftest import ROOT

# How dbt stores what a model selects: nothing here is stored by dbt.
_MATERIALIZATIONS = ROOT / "macros" / "materializations"
_MACRO = re.compile(r"({%-?\s*macro\s+)(\w+)")
Types = Mapping[str, str]


@cache
def jinja() -> jinja2.Environment:
    return jinja2.Environment(extensions=["jinja2.ext.do"])


@cache
def template(text: str) -> jinja2.Template:
    return jinja().from_string(text)


@cache
def from_yaml(text: str) -> Any:
    return yaml.safe_load(text)


@cache
def macro_text() -> str:
    """All macros under other names, so that one finds another where dbt puts them."""
    files = sorted({*(ROOT / "macros").rglob("*.sql")} - {*_MATERIALIZATIONS.iterdir()})
    return _MACRO.sub(r"\1macro_\2", "\n".join(path.read_text() for path in files))


@cache
def model_texts() -> dict[str, str]:
    """The SQL of each model, by its name."""
    return {path.stem: path.read_text() for path in (ROOT / "models").rglob("*.sql")}


@cache
def raw_tables(systems: tuple[str, ...]) -> dict[str, Table]:
    """The contracts of the raw tables of some systems, `netsuite.transaction`."""
    return {table.id: table for table in declared_tables(ROOT, systems)}


@cache
def entities() -> dict[str, Any]:
    """Each entity's systems and columns."""
    found: dict[str, Any] = {}
    for path in (ROOT / "macros" / "entities").glob("*.sql"):
        found |= yaml.safe_load(path.read_text())
    return found


@cache
def seed_types(name: str) -> Types:
    seeds = yaml.safe_load((ROOT / "models" / "_seeds.yml").read_text())["seeds"]
    return {each["name"]: each["config"]["column_types"] for each in seeds}.get(name, {})


@cache
def seed_rows(name: str) -> list[dict[str, str | None]]:
    with (ROOT / "seeds" / f"{name}.csv").open() as rows:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(rows)]


@cache
def sources() -> dict[tuple[str, str], SimpleNamespace]:
    """The sources as dbt's graph has them."""
    return {
        (source["name"], table["name"]): _node(source["name"], table)
        for path in sorted((ROOT / "models").rglob("*sources.yml"))
        for source in yaml.safe_load(path.read_text())["sources"]
        for table in source["tables"]
    }


def _node(system: str, table: Mapping[str, Any]) -> SimpleNamespace:
    columns = {
        each["name"]: SimpleNamespace(
            name=each["name"],
            data_type=each.get("data_type", "text"),
            config=SimpleNamespace(meta=each.get("config", {}).get("meta", {})),
        )
        for each in table.get("columns", ())
    }
    return SimpleNamespace(
        unique_id=f"source.customer_truth.{system}.{table['name']}",
        source_name=system,
        name=table["name"],
        database="night",
        schema="raw",
        identifier=table.get("identifier", table["name"]),
        columns=columns,
        config=SimpleNamespace(meta=table.get("config", {}).get("meta", {})),
    )

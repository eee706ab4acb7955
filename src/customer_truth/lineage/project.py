"""What is known of the columns of every model that dbt compiled, given what the extracts lack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from graphlib import TopologicalSorter
from textwrap import shorten
from typing import Any

import sqlglot
from sqlglot import exp

from customer_truth.dialects import SPELLINGS, Dialect
from customer_truth.extracts.contract import ENDED, FOLLOWED
from customer_truth.lineage.query import Tables, columns_of
from customer_truth.lineage.relation import Branch, Relation
from customer_truth.lineage.value import CONSTANT, GIVEN, absent

_NO_SYSTEM = re.compile(r"no_system_has_(\w+)")
_OPEN = Relation((), (Branch({}, is_open=True),), is_open=True)
_NIGHT = "as_of"
_LONGEST_PROBLEM = 160


@dataclass(frozen=True)
class Model:
    """A compiled model: its name, the raw tables behind it, and its SQL."""

    name: str
    raw: frozenset[str]
    sql: str


class Models:
    """The compiled models of a manifest (v12), in an order in which each finds what it reads.

    `untraced` says of which models nothing is known, and why: their columns count as given.
    """

    def __init__(self, manifest: Mapping[str, Any], dialect: Dialect) -> None:
        self.untraced: dict[str, str] = {}
        self._words = SPELLINGS[dialect].read_as
        self._sources = {
            (node["schema"].lower(), node["identifier"].lower()): _raw_columns(node)
            for node in manifest["sources"].values()
        }
        self._off = dict(_systems_off(manifest))
        nodes = {
            unique_id: node
            for unique_id, node in manifest["nodes"].items()
            if node["resource_type"] == "model"
        }
        reads = {id: node["depends_on"]["nodes"] for id, node in nodes.items()}
        raw = {
            id: frozenset([_raw_id(node["identifier"].lower())])
            for id, node in manifest["sources"].items()
        }
        self._models = []
        for id in TopologicalSorter(reads).static_order():
            if id in nodes:
                raw[id] = frozenset().union(*(raw.get(read, frozenset()) for read in reads[id]))
                place = nodes[id]["schema"].lower(), nodes[id]["alias"].lower()
                sql = nodes[id].get("compiled_code") or ""
                self._models.append((place, Model(nodes[id]["name"], raw[id], sql)))
        self._traced: dict[tuple[str, frozenset[str]], Relation] = {}

    def columns(self, lacking: Set[str]) -> dict[str, Relation]:
        """Each model's columns by its name.

        `lacking` names raw columns (`system.table.column`) and tables (`system.table`).
        """
        known: dict[tuple[str, str], Relation] = {}

        def tables(table: exp.Table) -> Relation:
            place = table.db.lower(), table.name.lower()
            if place in known:
                return known[place]
            if place in self._sources:
                return self._raw(place, table, lacking)
            return _OPEN

        found = {}
        for place, model in self._models:
            behind = (name for name in lacking if ".".join(name.split(".")[:2]) in model.raw)
            key = model.name, frozenset(behind)
            if key not in self._traced:
                self._traced[key] = self._trace(model, tables)
            found[model.name] = known[place] = self._traced[key]
        return found

    def _trace(self, model: Model, tables: Tables) -> Relation:
        """One model at a time: the trees of all of them would take longer to look after."""
        if not model.sql:
            return _OPEN
        try:
            return columns_of(sqlglot.parse_one(model.sql, read=self._words), tables)
        except Exception as error:
            # Whatever SQL a company writes, and whatever it meets here, costs only this knowledge.
            self.untraced[model.name] = _words(error)
            return _OPEN

    def _raw(self, place: tuple[str, str], table: exp.Table, lacking: Set[str]) -> Relation:
        names = self._sources[place]
        if place[1] == _NIGHT:
            entity = _NO_SYSTEM.fullmatch(table.alias.lower())
            if entity is None:
                return Relation(tuple(names), (Branch(dict.fromkeys(names, CONSTANT)),))
            off = self._off.get(entity[1]) or [entity[1]]
            return Relation(tuple(names), (Branch({}).emptied(frozenset(off)),))
        id = _raw_id(place[1])
        if id in lacking:
            whole = Branch(dict.fromkeys(names, GIVEN)).emptied(frozenset([id]))
            return Relation(tuple(names), (whole,))
        extracted = {name: f"{id}.{_told_by(name)}" for name in names}
        columns = {
            name: absent([column]) if column in lacking else GIVEN
            for name, column in extracted.items()
        }
        return Relation(tuple(names), (Branch(columns, is_open=not names),), is_open=not names)


def _raw_id(identifier: str) -> str:
    return identifier.replace("__", ".", 1)


def _raw_columns(node: Mapping[str, Any]) -> list[str]:
    """The columns of the view through which the night reads a table, in small letters."""
    names = [name.lower() for name in node["columns"]]
    if "key" not in node.get("config", {}).get("meta", {}):
        return names
    return [*names, *(FOLLOWED.format(name) for name in names), ENDED]


def _told_by(name: str) -> str:
    """The column of the extract that a column of the view comes from."""
    return name.removesuffix(FOLLOWED.format(""))


def _systems_off(manifest: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The systems that would bring an entity if they were on."""
    off: dict[str, list[str]] = {}
    for nodes in manifest.get("disabled", {}).values():
        for node in nodes:
            if found := re.fullmatch(r"stg_(\w+?)__(\w+)", node["name"]):
                off.setdefault(found[2], []).append(found[1])
    yield from off.items()


def _words(error: Exception) -> str:
    told = str(error).partition("\n")[0] or type(error).__name__
    return shorten(told, _LONGEST_PROBLEM)

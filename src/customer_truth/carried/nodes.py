"""Which steps of dbt the last night has as this one would build them, and bringing them over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, delete, insert, inspect, select

from customer_truth.carried.fingerprints import Manifest, code_hash, fingerprints
from customer_truth.carried.inputs import input_hashes
from customer_truth.expectations import KEYS
from customer_truth.extracts.identity import bind_matching
from customer_truth.extracts.source_references import SOURCE_REFERENCES
from customer_truth.extracts.taken_in import TakenIn
from customer_truth.lineage.reads import reads
from customer_truth.matching.night import FILLED
from customer_truth.project import Project
from customer_truth.quality.built_from import kept_extracts, kept_manifest
from customer_truth.quality.tables import KEPT, built_nodes
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import PUBLISHED_SCHEMAS, QUALITY, WORK
from customer_truth.warehouse.last_night import Relation

_CODE = "code"
_STORED = ("table", "view", "seed")


@dataclass(frozen=True)
class Steps:
    """What dbt runs in a night: the fingerprint of each seed, model and data test by dbt's id,
    whatever is read before what reads it.

    `carried` are those of which the last night has the same; `manifest` is dbt's, `code` a hash of
    all code.
    """

    manifest: Manifest = field(default_factory=lambda: {"nodes": {}, "sources": {}})
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    carried: frozenset[str] = frozenset()

    @property
    def carried_names(self) -> list[str]:
        """By which dbt is told to leave them out, with their folders: dbt takes `marts` for all."""
        return sorted(".".join(self.manifest["nodes"][id]["fqn"]) for id in self.carried)

    @property
    def is_all_carried(self) -> bool:
        """Whether nothing is left for dbt to do."""
        return bool(self.carried) and self.carried == self.fingerprints.keys()

    @cached_property
    def is_matching_carried(self) -> bool:
        """Whether matching would find what it found: the same models meet the same records."""
        sources, read = self.manifest["sources"], reads(self.manifest)
        filled = {id for id, source in sources.items() if source["name"] in FILLED}
        readers = [id for id in self.fingerprints if filled.intersection(read[id])]
        return bool(readers) and self.carried.issuperset(readers)

    def relations(self) -> list[Relation]:
        """The tables and views that are carried, whatever is read before what reads it."""
        nodes = [self.manifest["nodes"][id] for id in self.fingerprints if id in self.carried]
        stored = [
            Relation(node["schema"], node["alias"])
            for node in nodes
            if node["config"]["materialized"] in _STORED
        ]
        filled = [Relation("intermediate", name) for name in FILLED]
        return [*filled, *stored] if self.is_matching_carried else stored

    def fingerprint_of(self, mart: str) -> str | None:
        """Of the model of that name; None where there is none, or nothing is told apart."""
        named = (id for id, node in self.manifest["nodes"].items() if node["name"] == mart)
        return next((found for id in named if (found := self.fingerprints.get(id))), None)


NO_STEPS = Steps()


@dataclass(frozen=True)
class Inputs:
    """What a night is built of: a project, its definitions by their paths, its raw tables by id."""

    project: Project
    warehouse: Warehouse
    files: Mapping[str, bytes]
    extracts: Mapping[str, TakenIn]

    @cached_property
    def code(self) -> str:
        """A hash of the code that builds it."""
        return code_hash(self.project)


def begin(night: Inputs, *, anew: bool) -> bool:
    """Begins a night with what is kept, and with what the last one found where it was of this code.

    The answer is whether that one took in the same raw tables; what they point at is then there.
    A night that begins `anew` is given nothing but what is kept.
    """
    warehouse, last = night.warehouse, None if anew else night.warehouse.last_night()
    if last is None or _code_of_last(warehouse) != night.code:
        warehouse.carry_over(KEPT)
        return False
    last.copy()
    raw, work = (warehouse.schema(name, building=True) for name in ("raw", WORK))
    references = Relation(raw, SOURCE_REFERENCES)
    is_known = _took_in_the_same(night) and last.has([references])
    keys = [Relation(work, name) for name in KEYS]
    last.keep([references, *keys] if is_known else keys, [raw, work])
    return is_known


def _code_of_last(warehouse: Warehouse) -> str | None:
    with warehouse.reading() as connection:
        if not inspect(connection).has_table(built_nodes.name, warehouse.schema(QUALITY)):
            return None
        asked = select(built_nodes.c.fingerprint).filter_by(unique_id=_CODE)
        return connection.scalar(asked)


def _took_in_the_same(night: Inputs) -> bool:
    with kept(night.warehouse) as connection:
        tables = kept_extracts(connection)
    return tables.keys() == night.extracts.keys() and all(
        one.says_the_same(tables[id]) for id, one in night.extracts.items()
    )


@contextmanager
def kept(warehouse: Warehouse) -> Iterator[Connection]:
    """A connection to what is kept of earlier nights, where the next one is built."""
    quality = warehouse.schema(QUALITY, building=True)
    with warehouse.building() as connection:
        yield connection.execution_options(schema_translate_map={QUALITY: quality})


def steps_of(night: Inputs, manifest: Manifest) -> Steps:
    """The steps of the night being built, whose raw tables are taken in; none is carried yet."""
    raw = night.warehouse.schema("raw", building=True)
    if not night.warehouse.carries_over:
        return Steps(manifest)
    with night.warehouse.building() as connection:
        inputs = input_hashes(
            connection, raw, manifest, night.project.root, night.files, night.extracts
        )
    return Steps(manifest, fingerprints(manifest, night.code, inputs), night.code)


def unchanged(night: Inputs) -> Steps:
    """The steps with those that the last night has alike; no steps where it has none.

    By the last night's manifest: where the code is another one, no step is alike.
    """
    last = night.warehouse.last_night()
    with kept(night.warehouse) as connection:
        nodes = connection.execute(select(built_nodes))
        was = {row.unique_id: row.fingerprint for row in nodes}
        manifest = kept_manifest(connection) if was.get(_CODE) == night.code else None
    if last is None or manifest is None:
        return NO_STEPS
    now = steps_of(night, manifest)
    same = frozenset(id for id, found in now.fingerprints.items() if was.get(id) == found)
    found = replace(now, carried=same)
    return found if same and last.has(found.relations()) else NO_STEPS


def keep_carried(warehouse: Warehouse, steps: Steps) -> None:
    """Leaves of the last night's tables those of the carried steps where the next one is built."""
    if last := warehouse.last_night():
        schemas = [warehouse.schema(name, building=True) for name in PUBLISHED_SCHEMAS]
        last.keep(steps.relations(), schemas)
        with warehouse.building() as connection:
            bind_matching(connection, warehouse)


def first_difference(warehouse: Warehouse, steps: Steps) -> str | None:
    """Where a night that was built in full is not what would have been carried over."""
    last = warehouse.last_night()
    return last.first_difference(steps.relations()) if last else None


def keep_built_nodes(connection: Connection, built: Steps) -> None:
    """Replaces what the last night's steps were told apart by."""
    connection.execute(delete(built_nodes))
    kept = {**built.fingerprints, _CODE: built.code}
    rows = [{"unique_id": id, "fingerprint": one} for id, one in kept.items()]
    connection.execute(insert(built_nodes), rows)


def whole_manifest(path: Path, carried: Steps) -> Manifest:
    """dbt's manifest of this night at `path`, with the SQL of what it did not build from the last.

    dbt has written none where everything was carried over.
    """
    if carried.is_all_carried:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(carried.manifest))
        return carried.manifest
    found: dict[str, dict[str, dict[str, object]]] = json.loads(path.read_text("utf-8"))
    for id in carried.carried:
        found["nodes"][id]["compiled_code"] = carried.manifest["nodes"][id].get("compiled_code")
    if carried.carried:
        path.write_text(json.dumps(found))
    return found

"""What a night reads: the content of its raw tables, of what it binds beside them, and of seeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sqlalchemy import Connection

from customer_truth.carried.fingerprints import Manifest, hashed
from customer_truth.extracts.taken_in import TakenIn
from customer_truth.files.definition_files import content_hash as file_hash
from customer_truth.files.definition_files import is_within
from customer_truth.matching.night import FILLED
from customer_truth.warehouse.last_night import Relation, content_hash, view_definitions

_READINGS = "readings"
_NIGHT = "night"


def input_hashes(
    connection: Connection,
    schema: str,
    manifest: Manifest,
    root: Path,
    files: Mapping[str, bytes],
    extracts: Mapping[str, TakenIn],
) -> dict[str, str]:
    """A hash of each source and seed by dbt's id, as bound in the raw `schema` of this night.

    `root` is the project's, `files` are its definitions by their paths, `extracts` the raw tables
    by their ids.
    """
    night = _of_night(connection, schema, manifest)
    raw = _of_raw(connection, schema, night, extracts)
    matching = hashed([(path, file_hash(files[path])) for path in sorted(files) if _matches(path)])
    found = {}
    for id, source in manifest["sources"].items():
        table = source["name"]
        if source["source_name"] == _NIGHT:
            found[id] = night.get(table, "")
        else:
            found[id] = matching if table in FILLED else raw.get(source["identifier"], "")
    return found | dict(_of_seeds(root, manifest))


def _matches(path: str) -> bool:
    return is_within(path, ("matching",))


def _of_night(connection: Connection, schema: str, manifest: Manifest) -> dict[str, str]:
    """What the night binds beside the raw tables, by name.

    A reading follows from the value that was read and from the code that reads it: a staging model
    meets no value but those of its own raw table, whose content is known.
    """
    sources = manifest["sources"].values()
    raw = {source["identifier"] for source in sources if source["source_name"] != _NIGHT}
    stand: list[str] = list(
        connection.exec_driver_sql(
            f"select table_name from information_schema.tables where table_schema = '{schema}'"
        ).scalars()
    )
    return {
        name: content_hash(connection, Relation(schema, name))
        for name in sorted({*stand} - raw - {_READINGS})
    }


def _of_raw(
    connection: Connection, schema: str, night: Mapping[str, str], extracts: Mapping[str, TakenIn]
) -> dict[str, str]:
    """Each view on a raw table, by name: how it reads, and the content of all that it reads."""
    found = {}
    for name, said in view_definitions(connection, schema).items():
        files = [one for one in extracts.values() if one.path and one.path in said]
        read = [one.content_hash for one in files]
        bound = [night[table] for table in sorted(night) if f"{schema}.{table}" in said]
        own = [
            one.contract_hash
            for one in extracts.values()
            if one.table_id.replace(".", "__") == name
        ]
        found[name] = hashed(_without_folder(said, files), sorted(read), bound, own)
    return found


def _without_folder(said: str, files: Iterable[TakenIn]) -> str:
    """A home that is moved as a whole reads what it read before."""
    for file in files:
        said = re.sub(rf"'[^']*{re.escape(file.path)}'", file.path, said)
    return said


def _of_seeds(root: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    for id, node in manifest["nodes"].items():
        if node["resource_type"] == "seed":
            path = root / node["original_file_path"]
            yield id, file_hash(path.read_bytes()) if path.is_file() else ""

"""What the published night was built from: definition files, extracts, and dbt's own manifest.

They stand in the warehouse itself, so that they can never speak of another night than its marts.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, inspect, select

from customer_truth.errors import Unusable
from customer_truth.extracts.taken_in import TakenIn
from customer_truth.files.definition_files import content_hash
from customer_truth.quality.tables import built_from, dbt_manifest, taken_in

_OF_ONE_RUN = ("generated_at", "invocation_id", "invocation_started_at", "run_started_at")


@dataclass(frozen=True)
class BuiltFrom:
    """The SHA-256 of each definition file by its path, the raw tables, dbt's manifest (v12)."""

    files: dict[str, str]
    manifest: dict[str, Any]
    extracts: Mapping[str, TakenIn]


def keep_built_from(
    connection: Connection,
    files: Mapping[str, bytes],
    extracts: Mapping[str, TakenIn],
    manifest: bytes,
) -> None:
    """Replaces what the last night was built from; `files` are its definitions by their paths."""
    for table in (built_from, taken_in, dbt_manifest):
        connection.execute(delete(table))
    if extracts:
        connection.execute(insert(taken_in), [asdict(one) for one in extracts.values()])
    rows = [
        {"path": path, "content_hash": content_hash(content), "content": content.decode("utf-8")}
        for path, content in files.items()
    ]
    connection.execute(insert(built_from), rows)
    packed = b64encode(gzip.compress(_lasting(manifest), mtime=0)).decode("ascii")
    connection.execute(insert(dbt_manifest), {"manifest": packed})


def _lasting(manifest: bytes) -> bytes:
    """The manifest without what tells one run of dbt from the next."""
    told = json.loads(manifest)
    told["metadata"] = {k: v for k, v in told["metadata"].items() if k not in _OF_ONE_RUN}
    for part in ("nodes", "sources", "macros", "docs"):
        for node in told[part].values():
            node.pop("created_at", None)
    return json.dumps(told).encode()


def read_built_from(connection: Connection) -> BuiltFrom:
    """What the last night was built from; `Unusable` where an older version did not keep it."""
    schema = connection.schema_for_object(taken_in)
    is_kept = inspect(connection).has_table(taken_in.name, schema)
    packed = connection.scalar(select(dbt_manifest.c.manifest)) if is_kept else None
    if packed is None:
        raise Unusable(
            "warehouse: does not say what it was built from, needs a night of this version. "
            "Run: truth nightly"
        )
    files = {row.path: row.content_hash for row in connection.execute(select(built_from))}
    return BuiltFrom(files, _unpacked(packed), kept_extracts(connection))


def kept_extracts(connection: Connection) -> dict[str, TakenIn]:
    """What the last night took in, by table; empty where its version did not keep that."""
    taken = connection.execute(select(taken_in)).mappings()
    return {row["table_id"]: TakenIn(**row) for row in taken}


def kept_manifest(connection: Connection) -> dict[str, Any] | None:
    """dbt's manifest of the last night; None where it did not keep one."""
    packed = connection.scalar(select(dbt_manifest.c.manifest))
    return None if packed is None else _unpacked(packed)


def _unpacked(packed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(b64decode(packed)))
    return found


def kept_definitions(connection: Connection) -> dict[str, str]:
    """The definitions of the last night by their paths; empty where it did not keep them."""
    rows = connection.execute(select(built_from)).all()
    return {row.path: row.content for row in rows if row.content is not None}

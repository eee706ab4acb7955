"""What the published night was built from: the definition files' hashes and dbt's own manifest.

They stand in the warehouse itself, so that they can never speak of another night than its marts.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, inspect, select

from customer_truth.errors import Unusable
from customer_truth.quality.tables import built_from, dbt_manifest


@dataclass(frozen=True)
class BuiltFrom:
    """The SHA-256 of each definition file by its path, and dbt's manifest (v12)."""

    files: dict[str, str]
    manifest: dict[str, Any]


def keep_built_from(connection: Connection, files: Mapping[str, str], manifest: bytes) -> None:
    """Replaces what the last night was built from."""
    for table in (built_from, dbt_manifest):
        connection.execute(delete(table))
    rows = [{"path": path, "content_hash": found} for path, found in files.items()]
    connection.execute(insert(built_from), rows)
    packed = b64encode(gzip.compress(manifest, mtime=0)).decode("ascii")
    connection.execute(insert(dbt_manifest), {"manifest": packed})


def read_built_from(connection: Connection) -> BuiltFrom:
    """What the last night was built from; `Unusable` where an older version did not keep it."""
    schema = connection.schema_for_object(dbt_manifest)
    is_kept = inspect(connection).has_table(dbt_manifest.name, schema)
    packed = connection.scalar(select(dbt_manifest.c.manifest)) if is_kept else None
    if packed is None:
        raise Unusable(
            "warehouse: does not say what it was built from, needs a night of this version. "
            "Run: truth nightly"
        )
    files = {row.path: row.content_hash for row in connection.execute(select(built_from))}
    return BuiltFrom(files, json.loads(gzip.decompress(b64decode(packed))))

"""What a night read of each raw table: by which contract, from which file, with which content.

A file is known by its content; its size and stamp only spare reading what nobody has touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.extracts.places import Files
from customer_truth.project import Project


@dataclass(frozen=True)
class TakenIn:
    """One raw table, its path below the raw folder; without a file, path and content are empty."""

    table_id: str
    contract_hash: str
    path: str
    size_bytes: int
    modified_ns: int
    content_hash: str

    def says_the_same(self, other: TakenIn | None) -> bool:
        """Whether the other is the same file with the same content, read by the same contract."""
        return other is not None and (self.contract_hash, self.path, self.content_hash) == (
            *(other.contract_hash, other.path, other.content_hash),
        )


def taken_in(project: Project, known: Mapping[str, TakenIn] | None = None) -> dict[str, TakenIn]:
    """What lies there now, by table; the content of a file with a `known` stamp is not read again.

    Empty where the raw tables are no files but stand on a server.
    """
    if project.target != "duckdb":
        return {}
    place = Files(project.raw)
    found = {}
    for declared in declared_tables(project.root, project.sources):
        table = replace(declared, found_as=project.table_names.get(declared.id))
        is_absent = table.id in project.absent_tables
        path = None if is_absent else _file(place, table)
        last = (known or {}).get(table.id)
        contract = _contract(project, table, is_absent)
        found[table.id] = _of(project.raw, table, contract, path, last)
    return found


def _file(place: Files, table: Table) -> Path | None:
    """The file of a table; the night itself says what is wrong where there is none."""
    try:
        return place.path(table)
    except Unusable:
        return None


def _contract(project: Project, table: Table, is_absent: bool) -> str:
    """A hash of what is asked of a table: names, types, keys, how it is read; not of comments."""
    prefix = f"{table.id}."
    names = sorted(n for n in project.column_names.items() if n[0].startswith(prefix))
    return hashlib.sha256(repr((table, names, is_absent)).encode()).hexdigest()


def _of(raw: Path, table: Table, contract: str, path: Path | None, last: TakenIn | None) -> TakenIn:
    if path is None:
        return TakenIn(table.id, contract, "", 0, 0, "")
    stamp = path.stat()
    # A home that is moved as a whole reads what it read before.
    at = (path.relative_to(raw).as_posix(), stamp.st_size, stamp.st_mtime_ns)
    if last is not None and at == (last.path, last.size_bytes, last.modified_ns):
        return TakenIn(table.id, contract, *at, last.content_hash)
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return TakenIn(table.id, contract, *at, content)

"""What a night read of each raw table: by which contract, from which file, with which content.

A file is known by its content; its size and stamp only spare reading what nobody has touched. Of a
server's table the server itself counts what is written to it, so that nothing is read at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.extracts.places import Files, Schemas, place_of
from customer_truth.project import Project
from customer_truth.warehouse import Warehouse, open_warehouse

_Content = tuple[str, int, int, str]
_ContentOf = Callable[[Table], _Content]
_NOTHING: _Content = ("", 0, 0, "")
_UNKNOWN = ""


@dataclass(frozen=True)
class TakenIn:
    """One raw table and its path: of a file below the raw folder, of a table in the server's words.

    Without either, path and content are empty; where nobody knows the content, that alone is.
    """

    table_id: str
    contract_hash: str
    path: str
    size_bytes: int
    modified_ns: int
    content_hash: str

    def says_the_same(self, other: TakenIn | None) -> bool:
        """Whether the other is the same with the same content, read by the same contract.

        What a view reads can change without a word: it is another one every time.
        """
        if self.path and self.content_hash == _UNKNOWN:
            return False
        return other is not None and (self.contract_hash, self.path, self.content_hash) == (
            *(other.contract_hash, other.path, other.content_hash),
        )


def taken_in(project: Project, known: Mapping[str, TakenIn] | None = None) -> dict[str, TakenIn]:
    """What lies there now, by table; a file with a `known` stamp is not read again."""
    with _contents(project, known or {}) as content_of:
        found = {}
        for declared in declared_tables(project.root, project.sources):
            table = replace(declared, found_as=project.table_names.get(declared.id))
            is_absent = table.id in project.absent_tables
            content = _NOTHING if is_absent else content_of(table)
            found[table.id] = TakenIn(table.id, _contract(project, table, is_absent), *content)
    return found


@contextmanager
def _contents(project: Project, known: Mapping[str, TakenIn]) -> Iterator[_ContentOf]:
    """Finds path, size, stamp and content of a table; nothing of one that is not there.

    What is wrong where there is none, the night itself says.
    """
    place = place_of(project)
    if isinstance(place, Schemas):
        warehouse = open_warehouse(project)
        with warehouse.looking() as connection:
            yield partial(_of_table, warehouse, connection, place)
    else:
        yield lambda table: _of_file(place, table, known.get(table.id))


def _of_table(
    warehouse: Warehouse, connection: Connection, place: Schemas, table: Table
) -> _Content:
    try:
        schema, name = place.found(connection, table)
    except Unusable:
        return _NOTHING
    size, counts = warehouse.written_to(connection, schema, name)
    content = hashlib.sha256(repr(counts).encode()).hexdigest() if counts else _UNKNOWN
    return f"{schema}.{name}", size, 0, content


def _contract(project: Project, table: Table, is_absent: bool) -> str:
    """A hash of what is asked of a table: names, types, keys, how it is read; not of comments."""
    prefix = f"{table.id}."
    names = sorted(n for n in project.column_names.items() if n[0].startswith(prefix))
    return hashlib.sha256(repr((table, names, is_absent)).encode()).hexdigest()


def _of_file(place: Files, table: Table, last: TakenIn | None) -> _Content:
    try:
        path = place.path(table)
    except Unusable:
        return _NOTHING
    stamp = path.stat()
    # A home that is moved as a whole reads what it read before.
    at = (path.relative_to(place.folder).as_posix(), stamp.st_size, stamp.st_mtime_ns)
    if last is not None and at == (last.path, last.size_bytes, last.modified_ns):
        return (*at, last.content_hash)
    with path.open("rb") as file:
        return (*at, hashlib.file_digest(file, "sha256").hexdigest())

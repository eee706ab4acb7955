"""A home's own macros stand beside the engine's and never in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from customer_truth.definitions.entities import ENTITIES
from customer_truth.dialects import SPELLINGS
from customer_truth.files.layers import files_of, is_of_catalogue, is_thin, path_of
from customer_truth.files.problem import Problem, complaint
from customer_truth.files.table import LARGEST_FILE
from customer_truth.files.text_file import UnreadableError, read_text
from customer_truth.sql.text import without_remarks

_MACROS = Path("macros")
_OWN_ENTITIES = ENTITIES / "own.sql"
# The one macro by which models ask a home for its entities.
_OWN = "own_entities"
_DEFINED = re.compile(r"\{%-?\s*(macro|test|data_test|materialization)\s+(\w+)")
# By which dbt finds what one engine does in its own way.
_DISPATCHED = re.compile(rf"(?:{'|'.join(('default', *SPELLINGS))})__(\w+)")

# What dbt itself brings, and every mart's contract is checked by.
_DBTS = dict.fromkeys(
    ("test_unique", "test_not_null", "generate_database_name", "generate_alias_name"), "dbt"
)


def check_own_macros(root: Path) -> Iterator[Problem]:
    """Every macro of a home that stands in for one of the engine, or that no model asks for."""
    if not is_thin(root):
        return
    shipped: dict[str, Path] = {}
    for file in files_of(root, _MACROS, "**/*.sql"):
        defined = list(_defined(path_of(root, file)))
        if is_of_catalogue(file):
            shipped |= {name: file for name, _ in defined}
            continue
        for name, line in defined:
            other = _DBTS.get(name) or shipped.get(name) or shipped.get(_shared(name))
            if other is not None:
                has = f"a macro that stands in for the engine's ({other})"
                message = complaint(has, "a name of its own", "Give it another name.")
                yield Problem(file=file, line=line, where=f"macro {name}", message=message)
        if file.is_relative_to(ENTITIES):
            yield from _entities(file, defined)


def _entities(file: Path, defined: list[tuple[str, int]]) -> Iterator[Problem]:
    """What is declared under another name would be unknown to every model."""
    needs = f"the macro {_OWN} in {_OWN_ENTITIES}"
    name, line = defined[0] if defined else ("", 1)
    if file != _OWN_ENTITIES or [one for one, _ in defined] != [_OWN]:
        has = f"entities in the macro {name}" if name else "entities in no macro"
        message = complaint(f"{has}, which no model reads", needs, "Move them there.")
        yield Problem(file=file, line=line, where="entities", message=message)


def _shared(name: str) -> str:
    """The name that the macros of all engines are called by."""
    found = _DISPATCHED.fullmatch(name)
    return found[1] if found else name


def _defined(path: Path) -> Iterator[tuple[str, int]]:
    """The name and the line of each macro in a file; none of one that cannot be read."""
    try:
        text = without_remarks(read_text(path, LARGEST_FILE))
    except UnreadableError:
        return
    for found in _DEFINED.finditer(text):
        kind, name = found.groups()
        line = text.count("\n", 0, found.start()) + 1
        yield (f"test_{name}" if kind.endswith("test") else name), line

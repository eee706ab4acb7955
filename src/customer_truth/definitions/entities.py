"""The entities as macros/entities declares them: the systems that have each, and its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from customer_truth.files.fields import Fields, read_fields
from customer_truth.files.layers import files_of
from customer_truth.files.problem import Problem

ENTITIES = Path("macros") / "entities"


@dataclass(frozen=True, kw_only=True)
class Entity:
    """One kind of record in its canonical columns: the type of each, by name."""

    name: str
    systems: tuple[str, ...]
    columns: Mapping[str, str]
    file: Path
    line: int


def load_entities(root: Path) -> tuple[dict[str, Entity], list[Problem]]:
    """The entities of the project by name, and what is wrong in their files.

    The files are YAML whose comments make dbt macros of them.
    """
    entities: dict[str, Entity] = {}
    problems: list[Problem] = []
    for file in files_of(root, ENTITIES, "*.sql"):
        said = read_fields(root, file, "entities")
        for name in said.names:
            entity = _entity(name, said)
            if name in entities:
                known = entities[name]
                said.tell(name, f"a second {name} (also {known.file}:{known.line})", "one")
            else:
                entities[name] = entity
        problems += said.problems
    return entities, problems


def _entity(name: str, said: Fields) -> Entity:
    declared = said.part(name)
    declared.known(("systems", "columns"))
    columns = declared.pairs("columns")
    if not columns and "columns" not in declared:
        declared.refuse("columns", "at least one, each with its type")
    return Entity(
        name=name,
        systems=declared.texts("systems"),
        columns=columns,
        file=said.file,
        line=said.document.line(name),
    )

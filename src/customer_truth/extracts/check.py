"""Are the raw tables what the staging folders expect? Asked before any mart is touched."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from customer_truth.dialects import Spelling
from customer_truth.errors import Unusable
from customer_truth.extracts.contract import Column, Table
from customer_truth.extracts.names import found_as
from customer_truth.extracts.places import Place, unreadable
from customer_truth.extracts.salesforce_ids import holds_salesforce_ids, of_18_signs
from customer_truth.extracts.written_form import iso_text, plain_number
from customer_truth.sql.text import named

_FAMILIES = {
    "text": ("VARCHAR", "TEXT", "CHAR", "UUID", "ENUM", "NAME"),
    "timestamp": ("TIMESTAMP", "DATETIME", "DATE"),
    "number": ("INT", "HUGEINT", "DECIMAL", "NUMERIC", "DOUBLE", "REAL", "FLOAT"),
    "boolean": ("BOOL",),
}
_ACCEPTED = {
    "text": ("text", "number", "boolean", "timestamp"),
    "timestamp": ("timestamp", "text"),
    "date": ("timestamp", "text"),
    "numeric": ("number", "text"),
    "bigint": ("number", "text"),
    "boolean": ("boolean", "text", "number"),
}
_LOOKS_LIKE = {
    "timestamp": r"^\s*\d{4}-\d{2}-\d{2}",
    "date": r"^\s*\d{4}-\d{2}-\d{2}",
    "numeric": r"^\s*[-+]?\d+([.]\d+)?([eE][-+]?\d+)?\s*$",
    "bigint": r"^\s*[-+]?\d+([.]0+)?\s*$",
    "boolean": r"^\s*([tTfFyYnN01]|[tT]rue|TRUE|[fF]alse|FALSE|[yY]es|[nN]o)\s*$",
}


@dataclass(frozen=True)
class Bound:
    """A raw table as found: its place in SQL, and of each column it has the type family, the
    engine's type and the name under which it was found.
    """

    table: Table
    relation: str
    families: Mapping[str, str]
    types: Mapping[str, str]
    names: Mapping[str, str]

    @property
    def lacks(self) -> list[str]:
        """The declared columns that it has not (`system.table.column`), or the table itself."""
        if not self.families:
            return [self.table.id]
        names = [column.name for column in self.table.columns]
        return [f"{self.table.id}.{name}" for name in names if name not in self.families]


def absent(table: Table) -> Bound:
    """A table that the company says it does not have: no rows, every column unknown."""
    return Bound(table, "(select 1 as nothing where 1 = 0) as absent", {}, {}, {})


def type_family(engine_type: str) -> str:
    """`text`, `timestamp`, `number`, `boolean` or, for nested and binary values, `other`."""
    name = engine_type.upper()
    if name.endswith("[]") or name.startswith(("STRUCT", "MAP", "LIST", "INTERVAL", "ARRAY")):
        return "other"
    for family, starts in _FAMILIES.items():
        if name.startswith(starts) or (family != "timestamp" and any(s in name for s in starts)):
            return family
    return "other"


def is_whole_number(engine_type: str) -> bool:
    """Whether a number of that type has no decimals, however it is written as text."""
    return engine_type.upper().endswith(("INT", "INTEGER"))


def check_table(
    connection: Connection,
    place: Place,
    table: Table,
    column_names: Mapping[str, str],
    spelling: Spelling,
) -> tuple[Bound | None, list[str]]:
    """The table as found, and what keeps the night from reading it (without where and owner)."""
    try:
        types = place.columns(connection, table)
        relation = place.relation(connection, table)
    except Unusable as problem:
        return None, [str(problem)]
    asked = {
        c.name: column_names.get(f"{table.system}.{table.name}.{c.name}", c.raw_name)
        for c in table.columns
    }
    names, doubtful = _names_found(asked, types)
    if doubtful:
        return None, doubtful
    families = {name: type_family(types[found]) for name, found in names.items()}
    problems = [
        _missing(column, asked[column.name], types, list(asked.values()))
        for column in table.columns
        if column.name not in families
        # A column that the company itself named is there, or its name is mistyped.
        if table.needs(column) or asked[column.name] != column.name
    ]
    problems += [
        f"column {column.name}: has type {types[names[column.name]]}, needs {column.data_type}."
        for column in table.columns
        if families.get(column.name, column.data_type)
        not in (*_ACCEPTED[column.data_type], column.data_type)
    ]
    bound = Bound(
        table,
        relation,
        families,
        {name: types[found] for name, found in names.items()},
        names,
    )
    if not problems:
        problems = _unreadable(connection, place, bound, spelling)
    return bound, problems


def _names_found(
    asked: Mapping[str, str], types: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Each column that is there under the name that it is written with, and which are in doubt."""
    names, doubtful = {}, []
    for name, wanted in asked.items():
        try:
            if (found := found_as(wanted, types)) is not None:
                names[name] = found
        except Unusable as problem:
            doubtful.append(f"column {wanted}: {problem}")
    return names, doubtful


def text_of(bound: Bound, column: Column, spelling: Spelling) -> str:
    """SQL of a column of text: its dates and numbers as engines read them, its ids in one form."""
    value = named(bound.names[column.name])
    if holds_salesforce_ids(bound.table, column):
        return of_18_signs(value, spelling)
    said = f"nullif({spelling.trimmed(value, briefly=True)}, '')"
    if column.date_format:
        return iso_text(said, column.date_format, spelling)
    if column.decimal_sign:
        return plain_number(said, column.decimal_sign, spelling)
    return value


def bare_text_of(bound: Bound, column: Column, spelling: Spelling) -> str:
    """The same without blanks around it, NULL where nothing is left."""
    text = text_of(bound, column, spelling)
    has_form = text != named(bound.names[column.name])
    return f"nullif({spelling.trimmed(text, briefly=has_form)}, '')"


def _missing(column: Column, asked: str, types: Mapping[str, str], expected: list[str]) -> str:
    spare = [name for name in types if name not in expected]
    near = difflib.get_close_matches(asked, spare, n=1, cutoff=0.6)
    hint = f"has '{near[0]}' instead" if near else "has no such column"
    return f"column {asked}: {hint}, needs {asked} ({column.data_type})."


def _unreadable(
    connection: Connection,
    place: Place,
    bound: Bound,
    spelling: Spelling,
) -> list[str]:
    """Content that cannot be read, no rows, and text columns that are not of their type.

    Every value is read here: what the night cannot read must not be found in the midst of it.
    """
    suspects = [
        column
        for column in bound.table.columns
        if bound.families.get(column.name) == "text" and column.data_type != "text"
    ]
    counts = ["count(*)"]
    for column in suspects:
        value = bare_text_of(bound, column, spelling)
        counts.append(f"count({value})")
        counts.append(
            f"count(case when {spelling.matches(value, _LOOKS_LIKE[column.data_type])} then 1 end)"
        )
    values = [place.reading(name) for name in bound.names.values()]
    try:
        sql = f"select {', '.join([*counts, *values])} from {bound.relation}"
        found = connection.exec_driver_sql(sql).one()
    except DBAPIError as error:
        return [unreadable(error)]
    rows, *pairs = (int(count) for count in found[: len(counts)])
    if rows == 0 and not bound.table.may_be_empty:
        return ["has no rows, needs at least one."]
    return [
        f"column {bound.names[column.name]}: has text of which {readable} of {filled} values "
        f"read as {column.data_type}, needs {column.data_type}."
        for column, filled, readable in zip(suspects, pairs[::2], pairs[1::2], strict=True)
        if filled and readable < filled * bound.table.least_readable
    ]

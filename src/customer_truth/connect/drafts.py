"""Draft rules for a new mart, each with what it would find on the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from customer_truth.connect.names import unused
from customer_truth.connect.profile import Profile
from customer_truth.connect.propose import Proposal, categories
from customer_truth.criteria.rule_sql import compile_rule
from customer_truth.definitions.marts import Mart
from customer_truth.dialects import BENCH
from customer_truth.rules import Rule
from customer_truth.rules.model import Kind
from customer_truth.rules.schema import is_name
from customer_truth.sql.text import quoted
from customer_truth.verdict.verdict import Severity

# What more records break is no rule yet, or another one.
_MOST_FOUND = 0.05
_MOST_DRAFTS = 6
_MOST_OF_A_SHAPE = 2
_MOST_WORDS = 12
_LONGEST_ID = 60
_SAMPLES: Mapping[str, tuple[object, object]] = {
    "text": ("a", "b"),
    "bigint": (1, 2),
    "numeric": (1.5, 2.5),
    "date": (date(2026, 3, 1), date(2026, 3, 2)),
    "timestamp": ("2026-03-01 09:00:00", "2026-03-02 09:00:00"),
    "boolean": (True, False),
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """What a draft says, and rows that it passes, fails and leaves out."""

    shape: str
    about: str
    title: str
    broken: str
    dimension: str
    why: str
    fix: str
    must: str
    passes: tuple[Row, ...]
    fails: tuple[Row, ...]
    when: str | None = None
    ignores: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A rule with its planted rows; it applies to so many records and finds so many of them."""

    rule: Rule
    shape: Shape
    applies: int
    finds: int


def drafts(
    connection: Connection, proposal: Proposal, mart: Mart, owner: str, today: date
) -> list[Draft]:
    """The drafts that most records keep, those first that find something; `records` is the mart."""
    found: list[Draft] = []
    for shape in _shapes(connection, proposal):
        rule = _rule(proposal, shape, owner, today, [draft.rule.id for draft in found])
        applies, finds = _counted(connection, rule, mart)
        if applies and finds <= applies * _MOST_FOUND:
            found.append(Draft(rule, shape, applies, finds))
    chosen: list[Draft] = []
    for draft in sorted(found, key=lambda one: one.finds == 0):
        alike = [one for one in chosen if one.shape.shape == draft.shape.shape]
        if len(alike) < _MOST_OF_A_SHAPE and len(chosen) < _MOST_DRAFTS:
            chosen.append(draft)
    return chosen


def _counted(connection: Connection, rule: Rule, mart: Mart) -> tuple[int, int]:
    as_of = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    criterion = compile_rule(rule, mart, person="", dialect=BENCH, as_of=as_of)
    applies = f"coalesce({criterion.activation}, false)"
    row = connection.exec_driver_sql(
        f"select count(*) filter (where {applies}), "
        f"count(*) filter (where {applies} and not coalesce({criterion.must}, false)) from records"
    ).one()
    return int(row[0]), int(row[1])


def _rule(proposal: Proposal, shape: Shape, owner: str, today: date, taken: Sequence[str]) -> Rule:
    mart = proposal.mart_name
    wanted = f"{mart}_{shape.about}"
    wanted = unused(wanted[:_LONGEST_ID].rstrip("_"), taken)
    return Rule(
        id=wanted if is_name(wanted) else unused(f"{mart}_draft"[:50], taken),
        title=shape.title,
        broken=shape.broken,
        kind=Kind("invariant"),
        owner=owner,
        severity=Severity("info"),
        dimension=shape.dimension,
        why=shape.why,
        fix=shape.fix,
        effective_from=today,
        suite=mart,
        mart=mart,
        key="record_id",
        customer=None,
        value=None,
        judged_at=None,
        file=Path("expectations") / f"{mart}.yml",
        line=1,
        when=shape.when,
        must=shape.must,
    )


def _shapes(connection: Connection, proposal: Proposal) -> Iterator[Shape]:
    nothing: Row = {"source_system": proposal.system}
    columns = [c for c in proposal.columns if c.name not in (*proposal.key, proposal.clock)]
    days = [c for c in columns if c.data_type in ("date", "timestamp")]
    for earlier, later in combinations(days[:6], 2):
        yield _ordered(earlier, later)
        yield _ordered(later, earlier)
    for column in columns:
        if column.data_type == "text" and column.name in proposal.safe:
            yield from _listed(connection, proposal, column, nothing)
        if column.data_type in ("numeric", "bigint"):
            yield _not_negative(column, nothing)
        if column.digits:
            yield _of_length(column, column.digits, nothing)
    for column in columns:
        yield _filled(column, nothing)


def _words(column: Profile) -> str:
    return column.name.replace("_", " ")


def _filled(column: Profile, nothing: Row) -> Shape:
    sample = _SAMPLES[column.data_type][0]
    return Shape(
        shape="filled",
        about=f"has_{column.name}",
        title=f"Each record has its {_words(column)}",
        broken=f"Records without {_words(column)}",
        dimension="completeness",
        why=f"A record without it is left out of everything that is counted by {_words(column)}.",
        fix=f"Enter the {_words(column)} in the system.",
        must=f"{column.name} is not null",
        passes=({column.name: sample},),
        fails=(nothing,),
    )


def _not_negative(column: Profile, nothing: Row) -> Shape:
    return Shape(
        shape="not negative",
        about=f"{column.name}_is_not_negative",
        title=f"The {_words(column)} is 0 or more",
        broken=f"Records with {_words(column)} below 0",
        dimension="conformity",
        why="A number below 0 lowers every sum that it is part of.",
        fix="Correct the number in the system.",
        when=f"{column.name} is not null",
        must=f"{column.name} >= 0",
        passes=({column.name: 0}, {column.name: 12}),
        fails=({column.name: -1},),
        ignores=(nothing,),
    )


def _of_length(column: Profile, digits: int, nothing: Row) -> Shape:
    return Shape(
        shape="length",
        about=f"{column.name}_has_{digits}_digits",
        title=f"The {_words(column)} has {digits} digits",
        broken=f"Records whose {_words(column)} has not {digits} digits",
        dimension="conformity",
        why="A code of another length matches no other record.",
        fix="Correct the code in the system.",
        when=f"{column.name} is not null",
        must=f"length({column.name}) = {digits}",
        passes=({column.name: "0" * digits},),
        fails=({column.name: "x" * (digits + 1)},),
        ignores=(nothing,),
    )


def _listed(
    connection: Connection, proposal: Proposal, column: Profile, nothing: Row
) -> Iterator[Shape]:
    """The values that at least one in a hundred records has, where they are few."""
    least = max(2, column.filled // 100)
    found = connection.exec_driver_sql(
        f"select {column.sql} as v from {proposal.extract.relation} "
        f"where {column.sql} is not null group by v having count(*) >= {least}"
    )
    common = {str(row[0]) for row in found}
    values = [v for v in categories(connection, proposal.extract, column) if v in common]
    if not 2 <= len(values) <= _MOST_WORDS:
        return
    yield Shape(
        shape="one of few",
        about=f"{column.name}_is_known",
        title=f"The {_words(column)} is one of those in use",
        broken=f"Records with another {_words(column)} than those in use",
        dimension="conformity",
        why="Another word for the same thing is counted apart, or not at all.",
        fix="Correct the word in the system, or add it to the rule.",
        when=f"{column.name} is not null",
        must=f"{column.name} in ({', '.join(map(quoted, values))})",
        passes=({column.name: values[0]},),
        fails=({column.name: "none of these"},),
        ignores=(nothing,),
    )


def _ordered(earlier: Profile, later: Profile) -> Shape:
    """Two moments of which one comes first."""
    first = {earlier.name: _SAMPLES[earlier.data_type][0], later.name: _SAMPLES[later.data_type][1]}
    turned = {
        earlier.name: _SAMPLES[earlier.data_type][1],
        later.name: _SAMPLES[later.data_type][0],
    }
    return Shape(
        shape="order",
        about=f"{later.name}_follows_{earlier.name}",
        title=f"{_words(later).capitalize()} is not before {_words(earlier)}",
        broken=f"Records with {_words(later)} before {_words(earlier)}",
        dimension="consistency",
        why="One of the two days is wrong, and whatever is computed from them with it.",
        fix="Find out which of the two is wrong, and correct it in the system.",
        when=f"{earlier.name} is not null and {later.name} is not null",
        must=f"{later.name} >= {earlier.name}",
        passes=(first,),
        fails=(turned,),
        ignores=({earlier.name: first[earlier.name]},),
    )

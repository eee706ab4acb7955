"""UPDATE and DELETE of tables that can only be written anew.

Each becomes the making of a second table with all rows as they shall be, in DuckDB's words still,
and then the overwriting of the first one by it. A row that several rows match is changed once, by
one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from customer_truth.dialects.spark_reader import spelt
from customer_truth.dialects.untranslatable import Untranslatable

_CHANGED, _ROWS = "changed", "rows"
_NUMBER, _HIT, _NTH = "row__number", "row__hit", "row__nth"


@dataclass(frozen=True)
class Spelt:
    """A statement that is DuckDB's and has to be translated."""

    text: str


@dataclass(frozen=True)
class Plain:
    """A statement that is Spark's."""

    text: str


Step = Spelt | Plain


def rewritten(tree: exp.Update | exp.Delete) -> Iterator[Step]:
    """The statements that come to the same, in their order."""
    if tree.args.get("returning") or tree.args.get("with_"):
        raise Untranslatable("a change that returns rows, or begins with WITH")
    change = _Change(tree)
    if isinstance(tree, exp.Delete):
        return change.deleted()
    return change.updated_from() if tree.args.get("from_") else change.updated()


def question(tree: exp.Update | exp.Delete) -> str | None:
    """A query, in DuckDB's words, that finds a row if the change has one; None without a WHERE."""
    return _Change(tree).question() if tree.args.get("where") else None


class _Change:
    """One UPDATE or DELETE."""

    def __init__(self, tree: exp.Update | exp.Delete) -> None:
        target = tree.this.copy()
        self.alias = target.alias_or_name
        target.set("alias", None)
        self.tree, self.target = tree, target
        self._call_by_alias()
        self.table = spelt(target)
        where = tree.args.get("where")
        self.condition = spelt(where.this) if where else "true"

    def _call_by_alias(self) -> None:
        """Its columns are named without the schema, as its rows are read under an alias."""
        here = (self.target.db.lower(), self.target.name.lower())
        if not here[0] or self.alias.lower() != here[1]:
            return
        for column in self.tree.find_all(exp.Column):
            if (column.db.lower(), column.table.lower()) == here:
                column.set("catalog", None)
                column.set("db", None)
                column.set("table", exp.to_identifier(self.alias, quoted=True))

    def question(self) -> str:
        """Whether a row matches."""
        read = list(self.tree.args.get("using") or ())
        read += [self.tree.args["from_"].this] if self.tree.args.get("from_") else []
        others = "".join(f" cross join {spelt(one)}" for one in read)
        rows = f'{self.table} as "{self.alias}"{others}'
        return f"select 1 as hit from {rows} where {self.condition} limit 1"

    def beside(self, ending: str) -> str:
        """A table beside the one that is changed."""
        table = self.target.copy()
        table.set("this", exp.to_identifier(f"{self.target.name}__{ending}", quoted=True))
        return spelt(table)

    def deleted(self) -> Iterator[Step]:
        condition = self.condition
        if using := self.tree.args.get("using"):
            read = ", ".join(spelt(one) for one in using)
            condition = f"exists (select 1 from {read} where {condition})"
        elif not self.tree.args.get("where"):
            yield Plain(f"truncate table {_spark(self.table)}")
            return
        rows = f'select * from {self.table} as "{self.alias}"'
        yield from self.made(_CHANGED, f"{rows} where not coalesce({condition}, false)")
        yield from self.taken()

    def updated(self) -> Iterator[Step]:
        hit = f'coalesce({self.condition}, false) as "{_HIT}"'
        rows = f'select "{self.alias}".*, {hit} from {self.table} as "{self.alias}"'
        changed = ", ".join(
            f'case when "{self.alias}"."{_HIT}" then {value} else "{self.alias}"."{name}" end '
            f'as "{name}"'
            for name, value in self.values()
        )
        kept = self.kept(_HIT, alias=self.alias)
        yield from self.made(_CHANGED, f'select {kept}, {changed} from ({rows}) as "{self.alias}"')
        yield from self.taken()

    def updated_from(self) -> Iterator[Step]:
        """The rows are numbered, so that one that several match is told."""
        number = f'monotonically_increasing_id() as "{_NUMBER}"'
        yield from self.made(_ROWS, f"select *, {number} from {self.table}")
        read = self.tree.args["from_"].this
        values = ", ".join(f'{value} as "to {name}"' for name, value in self.values())
        own = f'"{self.alias}"."{_NUMBER}"'
        matched = (
            f"select {own}, {values}, row_number() over (partition by {own} order by {own}) "
            f'as "{_NTH}" from {self.beside(_ROWS)} as "{self.alias}" '
            f"cross join {spelt(read)} where {self.condition}"
        )
        changed = ", ".join(
            f'case when found."{_NUMBER}" is not null then found."to {name}" '
            f'else known."{name}" end as "{name}"'
            for name, _ in self.values()
        )
        yield from self.made(
            _CHANGED,
            f"select {self.kept(_NUMBER, alias='known')}, {changed} "
            f"from {self.beside(_ROWS)} as known "
            f'left join (select * from ({matched}) as matched where "{_NTH}" = 1) as found '
            f'on known."{_NUMBER}" = found."{_NUMBER}"',
        )
        yield from self.taken(_ROWS)

    def values(self) -> list[tuple[str, str]]:
        """Each column that is set, and to what."""
        return [(one.this.name, spelt(one.expression)) for one in self.tree.expressions]

    def kept(self, further: str, *, alias: str) -> str:
        names = ", ".join(f'"{name}"' for name in (further, *(name for name, _ in self.values())))
        return f'"{alias}".* exclude ({names})'

    def made(self, ending: str, query: str) -> Iterator[Step]:
        yield Spelt(f"drop table if exists {self.beside(ending)}")
        yield Spelt(f"create table {self.beside(ending)} as {query}")

    def taken(self, *further: str) -> Iterator[Step]:
        made = self.beside(_CHANGED)
        yield Plain(
            f"insert overwrite table {_spark(self.table)} by name select * from {_spark(made)}"
        )
        for ending in (_CHANGED, *further):
            yield Spelt(f"drop table {self.beside(ending)}")


def _spark(name: str) -> str:
    return exp.to_table(name, dialect="duckdb").sql(dialect="spark", identify=True)

"""A value that a query looks up for each row, as a join.

Spark has no such subquery in the condition of a join, and its optimizer (4.1) loses the row's
column where one stands over a UNION: `key not found` (of AttributeMap).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from customer_truth.dialects.untranslatable import Untranslatable

_KEY, _VALUE = "looked_for", "found"
# Of nothing each of these is NULL, as what is not joined.
_NULL_OF_NOTHING = (exp.Max, exp.Min, exp.Sum, exp.AnyValue)
_ABOVE = (exp.In, exp.From, exp.Join, exp.Lateral, exp.SetOperation, exp.With, exp.CTE)


def relations(select: exp.Select) -> list[exp.Expr]:
    """What a query reads, in its order."""
    read = select.args.get("from_")
    found = [read.this] if read else []
    return found + [join.this for join in select.args.get("joins") or ()]


def look_up_before(select: exp.Select) -> None:
    """Looks up within the relation whose columns say what to look for."""
    sides: dict[str, _Side] = {}
    for value in list(_values(select)):
        asked = _outer_names(value) & {one.alias_or_name.lower() for one in relations(select)}
        is_of_join = value.find_ancestor(exp.Join) is not None
        if len(asked) != 1:
            if asked and is_of_join:
                raise Untranslatable("a value that a join looks up for both of its sides")
            continue
        lookup = _Lookup.read(value, next(iter(asked)))
        if lookup is None and not is_of_join:
            continue
        if not is_of_join and not _may_stand_alone(select, value):
            continue
        (name,) = asked
        sides.setdefault(name, _Side(select, name)).take(value, lookup)
    for side in sides.values():
        side.write()


def _values(select: exp.Select) -> Iterator[exp.Subquery]:
    """The subqueries of a query that are values in its expressions, not in those of others."""
    for value in select.find_all(exp.Subquery):
        if not isinstance(value.parent, _ABOVE) and value.find_ancestor(exp.Select) is select:
            yield value


def _outer_names(value: exp.Expr) -> set[str]:
    """The relations around a subquery whose columns it reads."""
    own = {
        relation.alias_or_name.lower()
        for query in value.find_all(exp.Select)
        for relation in relations(query)
    }
    named = {column.table.lower() for column in value.find_all(exp.Column) if column.table}
    return named - own


def _may_stand_alone(select: exp.Select, value: exp.Subquery) -> bool:
    """A column may stand where a group is counted only if the group is by it."""
    group = select.args.get("group")
    if (
        not group
        or value.find_ancestor(exp.AggFunc, exp.Where, exp.Group, exp.Select) is not select
    ):
        return True
    return any(value == one for one in group.find_all(exp.Subquery))


@dataclass(frozen=True)
class _Lookup:
    """`select max(c.value) from c where c.key = side.key`, taken apart."""

    query: exp.Select
    key: exp.Expr
    asked: exp.Expr

    @classmethod
    def read(cls, value: exp.Subquery, name: str) -> _Lookup | None:
        """None where it is of another form."""
        query = value.this
        where = query.args.get("where") if isinstance(query, exp.Select) else None
        refused = ("group", "having", "limit", "distinct", "order", "joins", "with_", "qualify")
        if where is None or any(query.args.get(one) for one in refused):
            return None
        if len(query.selects) != 1 or not isinstance(query.selects[0].unalias(), _NULL_OF_NOTHING):
            return None
        parts = list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this]
        about = [one for one in parts if _is_about(one, name)]
        if len(about) != 1 or not isinstance(about[0], exp.EQ):
            return None
        sides = [about[0].this, about[0].expression]
        sides.sort(key=lambda one: _is_about(one, name))
        if _is_about(sides[0], name) or _outer_names(value) != {name}:
            return None
        kept = query.copy()
        rest = [one.copy() for one in parts if one is not about[0]]
        kept.set("where", exp.Where(this=exp.and_(*rest)) if rest else None)
        return cls(kept, sides[0], sides[1])

    def joined(self, alias: str) -> exp.Join:
        """The join that finds the value."""
        query = self.query.copy()
        (value,) = query.selects
        key = exp.alias_(self.key.copy(), _KEY, quoted=True)
        query.set("expressions", [key, exp.alias_(value.unalias(), _VALUE, quoted=True)])
        query.set("group", exp.Group(expressions=[self.key.copy()]))
        on = exp.EQ(this=exp.column(_KEY, table=alias, quoted=True), expression=self.asked.copy())
        return exp.Join(this=query.subquery(alias), side="LEFT", on=on)


def _is_about(node: exp.Expr, name: str) -> bool:
    return any(one.table.lower() == name for one in node.find_all(exp.Column))


@dataclass
class _Side:
    """One relation of a query, with what is looked up for its rows."""

    select: exp.Select
    name: str
    columns: list[exp.Expr] = field(default_factory=list)
    joins: list[exp.Join] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    def take(self, value: exp.Subquery, lookup: _Lookup | None) -> None:
        """Puts a column in the place of a subquery; the same one is looked up once."""
        said = value.sql()
        if said not in self.known:
            number = len(self.known) + 1
            self.known[said] = f"{_VALUE}_{number}"
            found: exp.Expr = value.copy()
            if lookup is not None:
                alias = f"{_KEY}_{number}"
                self.joins.append(lookup.joined(alias))
                found = exp.column(_VALUE, table=alias, quoted=True)
            self.columns.append(exp.alias_(found, self.known[said], quoted=True))
        value.replace(exp.column(self.known[said], table=self.name, quoted=True))

    def write(self) -> None:
        """The relation with the columns that were found; a star does not speak of them."""
        side = next(one for one in relations(self.select) if one.alias_or_name.lower() == self.name)
        for star in [one for one in self.select.expressions if one.is_star]:
            if not isinstance(star, exp.Column) or star.table.lower() == self.name:
                kept = star.this if isinstance(star, exp.Column) else star
                for known in self.known.values():
                    kept.append("except_", exp.to_identifier(known, quoted=True))
        alias = side.alias_or_name
        own = exp.Column(this=exp.Star(), table=exp.to_identifier(alias))
        holder = exp.Subquery(alias=exp.TableAlias(this=exp.to_identifier(alias)))
        side.replace(holder)
        inner = exp.Select(expressions=[own, *self.columns], from_=exp.From(this=side))
        inner.set("joins", self.joins or None)
        holder.set("this", inner)

"""Follows the columns of a query, branch by branch, from the relations that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from customer_truth.lineage.conditions import never_true
from customer_truth.lineage.expression import known_of
from customer_truth.lineage.relation import Branch, Relation, merged, relation
from customer_truth.lineage.scope import NotTraced, Scope
from customer_truth.lineage.value import NONE, Absences, Value, absent

Tables = Callable[[exp.Table], Relation]
Sources = dict[str, Branch]
# The relations that a query reads, one branch of each, and why they have no records together.
Combined = tuple[Sources, Absences]


_MOST_STEPS = 400_000


def columns_of(query: exp.Expr, tables: Tables) -> Relation:
    """What is known of the columns of a query; `tables` answers for what it reads.

    A query of more than 400,000 steps (some five seconds) is `NotTraced`.
    """
    return _Query(tables, {}, _Steps()).relation(query, None)


class _Steps:
    """Counts the expressions read on the way through a query."""

    def __init__(self) -> None:
        self.left = _MOST_STEPS

    def read(self, node: exp.Expr, scope: Scope) -> Value:
        self.left -= 1
        if self.left < 0:
            raise NotTraced(f"has more than {_MOST_STEPS:,} steps")
        return known_of(node, scope)


class _Query:
    """A query with the common table expressions that it may read."""

    def __init__(self, tables: Tables, named: Mapping[str, Relation], steps: _Steps) -> None:
        self.tables = tables
        self.named = dict(named)
        self.steps = steps

    def relation(self, node: exp.Expr, outer: Scope | None) -> Relation:
        node = node.unnest()
        inner = _Query(self.tables, self.named, self.steps)
        if with_ := node.args.get("with_"):
            for cte in with_.expressions:
                inner._define(cte, outer, is_recursive=bool(with_.args.get("recursive")))
        if isinstance(node, exp.SetOperation):
            return inner._united(node, outer)
        if isinstance(node, exp.Select):
            return inner._selected(node, outer)
        raise NotTraced(f"{node.key}: is no query that can be followed")

    def _define(self, cte: exp.CTE, outer: Scope | None, *, is_recursive: bool) -> None:
        name = cte.alias.lower()
        names = [column.name.lower() for column in cte.args["alias"].columns]
        body = cte.this
        if is_recursive and isinstance(body, exp.SetOperation) and _reads(body.right, name):
            # What a step adds is of the same kind; a second step would tell nothing new.
            self.named[name] = _renamed(self.relation(body.left, outer), names)
        self.named[name] = _renamed(self.relation(body, outer), names)

    def _united(self, node: exp.SetOperation, outer: Scope | None) -> Relation:
        left, right = (self.relation(side, outer) for side in (node.left, node.right))
        if not isinstance(node, exp.Union):
            return left
        branches = (*left.branches, *_renamed(right, left.names).branches)
        return relation(left.names, branches, left.is_open or right.is_open)

    def _selected(self, node: exp.Select, outer: Scope | None) -> Relation:
        combined = list(self._combined(node, outer))
        if _is_aggregated(node):
            combined = self._grouped(node, combined, outer)
        branches = [self._projected(node, *each, outer) for each in combined]
        kept = [b for branch in branches if (b := self._having(node, branch)) is not None]
        if kept:
            names = list(kept[0][0].columns)
            is_open = any(branch.is_open for branch, _ in kept)
            return relation(names, (branch for branch, _ in kept), is_open)
        return Relation(tuple(self._names(node, outer)))

    def _names(self, node: exp.Select, outer: Scope | None) -> list[str]:
        """The columns of a query that has no records."""
        sources = {}
        for alias, found in self._read(node, outer):
            sources[alias] = found.together()
        branch, _ = self._projected(node, sources, NONE, outer)
        return list(branch.columns)

    def _read(self, node: exp.Select, outer: Scope | None) -> Iterator[tuple[str, Relation]]:
        if from_ := node.args.get("from_"):
            yield self._source(from_.this, outer)
        for join in node.args.get("joins") or []:
            yield self._source(join.this, outer)

    def _source(self, node: exp.Expr, outer: Scope | None) -> tuple[str, Relation]:
        alias = node.alias_or_name.lower()
        if node.args.get("pivots") or node.alias_column_names:
            raise NotTraced(f"{alias}: has other columns than what it is of")
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            named = None if node.db else self.named.get(node.name.lower())
            return alias, named if named is not None else self.tables(node)
        if isinstance(node, exp.Subquery):
            return alias, self.relation(node, outer)
        if isinstance(node, exp.Lateral):
            raise NotTraced(f"{node.sql()}: is a lateral query")
        return alias, Relation((), (Branch({}, is_open=True),), is_open=True)

    def _combined(self, node: exp.Select, outer: Scope | None) -> Iterator[Combined]:
        """The branches of the first relation, each with what is joined to it."""
        from_ = node.args.get("from_")
        first = [self._source(from_.this, outer)] if from_ else []
        combined: list[Combined] = [
            ({alias: branch}, branch.empty) for alias, found in first for branch in found.branches
        ]
        for join in node.args.get("joins") or []:
            combined = list(self._joined(combined, join, outer))
        where = node.args.get("where")
        for sources, empty in combined if first else [({}, NONE)]:
            lacks = never_true(where.this, self._scope(sources, outer)) if where else None
            if lacks is None or empty:
                yield sources, empty
            elif lacks:
                yield sources, lacks

    def _joined(
        self, combined: Sequence[Combined], join: exp.Join, outer: Scope | None
    ) -> Iterator[Combined]:
        """Each with one relation more; left out is what joins nothing and lacks nothing for it."""
        if join.side == "RIGHT" or join.kind in ("SEMI", "ANTI"):
            raise NotTraced(f"{join.sql()}: is a join that cannot be followed")
        alias, other = self._source(join.this, outer)
        on = _on(join, alias)
        met: set[int] = set()
        for sources, empty in combined:
            matching, because = [], NONE
            for number, branch in enumerate(other.branches):
                scope = self._scope({**sources, alias: branch}, outer)
                lacks = never_true(on, scope)
                if lacks is None and not branch.empty:
                    matching.append(branch)
                    met.add(number)
                # Records that could never meet are not missed.
                because |= NONE if lacks == NONE else branch.empty or lacks or NONE
            unmatched = other.together().unmatched(because)
            if matching:
                yield {**sources, alias: merged(matching)}, empty
            elif join.side in ("LEFT", "FULL"):
                yield {**sources, alias: unmatched}, empty
            elif because:
                yield {**sources, alias: unmatched}, empty or because
        if join.side == "FULL" and combined:
            alone = _in_one(combined)
            for number, branch in enumerate(other.branches):
                if number not in met:
                    lone = {name: one.unmatched(alone[1]) for name, one in alone[0].items()}
                    yield {**lone, alias: branch}, branch.empty

    def _scope(
        self, sources: Sources, outer: Scope | None, aliases: Mapping[str, Value] | None = None
    ) -> Scope:
        return Scope(self.steps.read, self.relation, sources, outer, aliases or {})

    def _grouped(
        self,
        node: exp.Select,
        combined: Sequence[Combined],
        outer: Scope | None,
    ) -> list[Combined]:
        """Branches that share a group become one; a total is of all of them."""
        groups: dict[tuple[str, ...], list[Combined]] = {}
        for sources, empty in combined:
            scope = self._scope(sources, outer)
            keys = tuple(self._key(node, key, scope).begins_with for key in _keys(node))
            groups.setdefault(keys, []).append((sources, empty))
        return [_in_one(group) for group in groups.values()]

    def _key(self, node: exp.Select, key: exp.Expr, scope: Scope) -> Value:
        if isinstance(key, exp.Literal):
            return scope.known(node.expressions[int(key.this) - 1])
        try:
            return scope.known(key)
        except NotTraced:
            for chosen in node.expressions:
                if chosen.alias_or_name.lower() == key.name.lower():
                    return scope.known(chosen)
            raise

    def _projected(
        self, node: exp.Select, sources: Sources, empty: Absences, outer: Scope | None
    ) -> tuple[Branch, Scope]:
        columns: dict[str, Value] = {}
        is_open = False
        for chosen in node.expressions:
            scope = self._scope(sources, outer, columns)
            if chosen.is_star and not isinstance(chosen, exp.Count):
                of_all, others = _starred(chosen, scope)
                columns |= of_all
                is_open = is_open or others
            else:
                name = chosen.alias_or_name.lower()
                # A union names its columns by its first query; each still needs its place.
                place = name if name and name not in columns else f"{name} {len(columns)}"
                columns[place] = scope.known(chosen)
        branch = Branch(columns, is_open)
        is_total = _is_aggregated(node) and not _keys(node)
        if empty and not is_total:
            branch = branch.emptied(empty)
        elif empty:
            branch = Branch({name: absent(empty, v.known) for name, v in columns.items()}, is_open)
        return branch, self._scope(sources, outer, columns)

    def _having(self, node: exp.Select, found: tuple[Branch, Scope]) -> tuple[Branch, Scope] | None:
        """The branch after `having` and `qualify`."""
        branch, scope = found
        for part in ("having", "qualify"):
            condition = node.args.get(part)
            lacks = never_true(condition.this, scope) if condition and not branch.empty else None
            if lacks is not None:
                branch = branch.emptied(lacks)
                if not lacks:
                    return None
        return branch, scope


def _on(join: exp.Join, alias: str) -> exp.Expr | None:
    """The condition of a join, written out where it is `using`."""
    names = [column.name for column in join.args.get("using") or []]
    if not names:
        return join.args.get("on")
    return exp.and_(*(exp.column(name).eq(exp.column(name, table=alias)) for name in names))


def _starred(chosen: exp.Expr, scope: Scope) -> tuple[dict[str, Value], bool]:
    """The columns of `*` or `table.*`, and whether there may be others."""
    table = chosen.table.lower() if isinstance(chosen, exp.Column) else ""
    star = chosen.this if isinstance(chosen, exp.Column) else chosen
    if star.args.get("rename"):
        raise NotTraced(f"{chosen.sql()}: has other names")
    branches = [branch for alias, branch in scope.sources.items() if table in ("", alias)]
    found = {name: value for branch in branches for name, value in branch.columns.items()}
    for left_out in star.args.get("except_") or []:
        found.pop(left_out.name.lower(), None)
    found |= {put.alias.lower(): scope.known(put.this) for put in star.args.get("replace") or []}
    return found, any(branch.is_open for branch in branches)


def _in_one(group: Sequence[Combined]) -> Combined:
    """Combined branches as one, those without records left out unless all are."""
    filled = [each for each in group if not each[1]]
    empty = NONE if filled else NONE.union(*(empty for _, empty in group))
    taken = filled or group
    return {alias: merged([sources[alias] for sources, _ in taken]) for alias in taken[0][0]}, empty


def _keys(node: exp.Select) -> list[exp.Expr]:
    group = node.args.get("group")
    return list(group.expressions) if group else []


def _is_aggregated(node: exp.Select) -> bool:
    if node.args.get("group"):
        return True
    return any(
        aggregate.find_ancestor(exp.Window, exp.Select) is node
        for chosen in node.expressions
        for aggregate in chosen.find_all(exp.AggFunc)
    )


def _reads(node: exp.Expr, name: str) -> bool:
    return any(table.name.lower() == name for table in node.find_all(exp.Table))


def _renamed(found: Relation, names: Sequence[str]) -> Relation:
    """The same columns under other names, by position."""
    if not names or tuple(names) == found.names or found.is_open:
        return found
    branches = []
    for branch in found.branches:
        columns = dict(zip(names, branch.columns.values(), strict=False))
        branches.append(replace(branch, columns=columns))
    return Relation(tuple(names), tuple(branches), found.is_open)

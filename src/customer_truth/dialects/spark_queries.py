"""Queries of DuckDB's in the shape that Spark asks for."""

from __future__ import annotations

from sqlglot import exp, transforms

from customer_truth.dialects.spark_lookups import look_up_before, relations
from customer_truth.dialects.untranslatable import Untranslatable

# A join with a list, and its elements; by a name that no column has, as some are said without any.
_EACH, _ELEMENT = "each_", "each__element"


def settled(tree: exp.Expr) -> exp.Expr:
    """The same tree, where only words differ from Spark's."""
    tree = _numbered(tree)
    for node in list(tree.find_all(exp.Select)):
        _settle(node)
    for condition in tree.find_all(exp.Where, exp.Having):
        # Behind a table, `where (x)` would be its name, and x the one of its column.
        condition.set("this", condition.this.unnest())
    for step in tree.find_all(exp.CTE):
        step.set("materialized", None)
    for ordered in tree.find_all(exp.Ordered):
        # Said, so that no setting decides it.
        ordered.set("nulls_first", bool(ordered.args.get("nulls_first")))
    for values in list(tree.find_all(exp.Values)):
        _as_subquery(values)
    for step in tree.find_all(exp.CTE):
        if _is_circular(step):
            raise Untranslatable(f"the recursion of {step.alias}, which leaves out what it has")
    for middle in list(tree.find_all(exp.Median)):
        middle.replace(_half_way(middle.this))
    for joined in tree.find_all(exp.SetOperation):
        if joined.args.get("by_name"):
            raise Untranslatable("union by name")
    return tree


def _half_way(value: exp.Expr) -> exp.Expr:
    """A median as what it is."""
    order = exp.Order(expressions=[exp.Ordered(this=value.copy())])
    half = exp.PercentileCont(this=exp.Literal.number("0.5"))
    return exp.WithinGroup(this=half, expression=order)


def _numbered(tree: exp.Expr) -> exp.Expr:
    """QUALIFY and DISTINCT ON as the numbers of rows, by which an outer query chooses."""
    for select in list(tree.find_all(exp.Select)):
        distinct = select.args.get("distinct")
        if select.args.get("qualify"):
            rewrite = transforms.eliminate_qualify
        elif distinct and distinct.args.get("on"):
            rewrite = transforms.eliminate_distinct_on
        else:
            continue
        changed = rewrite(select.copy())
        if select is tree:
            tree = changed
        else:
            select.replace(changed)
        return _numbered(tree)
    return tree


def _as_subquery(values: exp.Values) -> None:
    """The list of an IN is a query."""
    if isinstance(values.parent, exp.In) and values.arg_key == "expressions":
        holder = values.parent
        holder.set("expressions", None)
        rows = exp.Values(expressions=values.expressions)
        holder.set("query", exp.Subquery(this=exp.select("*").from_(rows)))


def _is_circular(step: exp.CTE) -> bool:
    """A UNION of a step with what follows from it ends with nothing new; Spark has UNION ALL."""
    joined = step.this
    if not isinstance(joined, exp.Union) or not joined.args.get("distinct"):
        return False
    is_recursive = isinstance(step.parent, exp.With) and step.parent.recursive
    named = (table for table in joined.find_all(exp.Table) if not table.args.get("db"))
    return is_recursive and any(table.name.lower() == step.alias.lower() for table in named)


def _settle(select: exp.Select) -> None:
    _unnest_in_list(select)
    look_up_before(select)
    for relation in relations(select):
        _settle_relation(select, relation)


def _settle_relation(select: exp.Select, relation: exp.Expr) -> None:
    """A list or a series as a table: `explode`, and LATERAL where it says columns of others."""
    value = relation.this if isinstance(relation, exp.Table) else relation
    alias = relation.args.get("alias")
    if isinstance(relation, exp.Unnest):
        if len(relation.expressions) != 1 or relation.args.get("offset"):
            raise Untranslatable("unnest of several lists, or with ordinality")
        value, default = relation.expressions[0], "unnest"
    elif isinstance(value, exp.GenerateSeries):
        default = "range" if value.args.get("is_end_exclusive") else "generate_series"
    else:
        return
    columns = [one.name for one in (alias.args.get("columns") or ())] if alias else []
    name = alias.name if alias and alias.name else default
    each = exp.select(exp.alias_(exp.Explode(this=value), (columns or [default])[0], quoted=True))
    made: exp.Expr = each.subquery(name)
    if any(value.find_all(exp.Column)) and isinstance(relation.parent, exp.Join):
        made = exp.Lateral(this=_spelt_out(each).subquery(), alias=made.args["alias"])
    relation.replace(made)


def _spelt_out(query: exp.Select) -> exp.Select:
    """What Spark would compute in a step of its own, which it then misses in a LATERAL."""
    for among in list(query.find_all(exp.Between)):
        value, low, high = among.this, among.args["low"], among.args["high"]
        both = exp.and_(exp.GTE(this=value, expression=low), exp.LTE(this=value, expression=high))
        among.replace(exp.paren(both))
    for unless in list(query.find_all(exp.Nullif)):
        value, other = unless.this, unless.expression
        is_other = exp.EQ(this=value.copy(), expression=other)
        unless.replace(exp.case().when(is_other, exp.null()).else_(value))
    return query


def _unnest_in_list(select: exp.Select) -> None:
    """`select f(unnest(list))` as a join with the list."""
    found = [node for one in select.expressions for node in one.find_all(exp.Explode, exp.Unnest)]
    found = [node for node in found if node.find_ancestor(exp.Select) is select]
    if not found:
        return
    if len(found) > 1 or not select.args.get("from_"):
        if len(found) == 1 and isinstance(found[0].parent, (exp.Alias, exp.Select)):
            return
        raise Untranslatable("several lists unnested at once, or one without a table")
    (node,) = found
    value = node.this if isinstance(node, exp.Explode) else node.expressions[0]
    if any(value.find_all(exp.AggFunc)):
        raise Untranslatable("a list of a group, unnested")
    number = len(select.args.get("laterals") or ())
    name = f"{_EACH}{number}"
    column = exp.column(_ELEMENT, table=name)
    if node.parent is select:
        node.replace(exp.alias_(column, "unnest"))
    else:
        node.replace(column)
    lateral = exp.Lateral(
        this=exp.Explode(this=value),
        view=True,
        alias=exp.TableAlias(this=exp.to_identifier(name), columns=[exp.to_identifier(_ELEMENT)]),
    )
    select.append("laterals", lateral)

"""The keys of failing records, written by the engine itself and never pulled into Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from customer_truth.dialects import Spelling, spelling_on
from customer_truth.expectations.judged import Criterion, Waiver
from customer_truth.machine.trouble import words_of

EVERYTHING = "*"
# The tables of failing keys, and of how many of them each rule has.
KEYS = ("failing_keys", "failing_counts")
_MONEY = sa.Numeric(18, 2)
_MOST: sa.ColumnElement[Any] = sa.literal_column("1e15")
_COLUMNS = ("rule_id", "record_key", "customer_id", "value", "in_error")


def failing_keys_table(schema: str) -> sa.Table:
    """One row per rule and failing record; `*` is the key where a rule speaks of a whole mart."""
    return sa.Table(
        "failing_keys",
        sa.MetaData(schema=schema),
        sa.Column("rule_id", sa.Text, nullable=False),
        sa.Column("record_key", sa.Text),
        sa.Column("customer_id", sa.Text),
        sa.Column("value", _MONEY),
        sa.Column("in_error", _MONEY),
        sa.Column("waiver_id", sa.Text),
    )


def failing_counts_table(schema: str) -> sa.Table:
    """One row per rule with failing records: counted once, however many keys there are."""
    return sa.Table(
        "failing_counts",
        sa.MetaData(schema=schema),
        sa.Column("rule_id", sa.Text, nullable=False),
        sa.Column("failing", sa.BigInteger, nullable=False),
        sa.Column("keyed", sa.BigInteger, nullable=False),
        sa.Column("distinct_keys", sa.BigInteger, nullable=False),
        sa.Column("waived", sa.BigInteger, nullable=False),
    )


def counts_of_keys(connection: sa.Connection, schema: str) -> dict[str, tuple[int, int]] | None:
    """How many keys each rule has there, and how many are waived; None where no table is."""
    if not all(sa.inspect(connection).has_table(name, schema) for name in KEYS):
        return None
    keys = failing_keys_table(schema).c
    counted = sa.select(keys.rule_id, sa.func.count(), sa.func.count(keys.waiver_id))
    found: Any = connection.execute(counted.group_by(keys.rule_id))
    return {rule_id: (failing, waived) for rule_id, failing, waived in found}


def keep_only(connection: sa.Connection, schema: str, rule_ids: Sequence[str]) -> None:
    """Removes what was written for all other rules."""
    for table in (failing_keys_table(schema), failing_counts_table(schema)):
        connection.execute(table.delete().where(table.c.rule_id.not_in(rule_ids)))


@dataclass(frozen=True)
class Records:
    """The mart whose records are checked, and which of its columns go with a failing key."""

    schema: str
    mart: str
    key: str
    customer: str | None
    value: str | None

    @property
    def table(self) -> sa.TableClause:
        """The mart itself."""
        return sa.table(self.mart, schema=self.schema)

    def columns(self, in_error: sa.ColumnElement[Any] | None = None) -> list[sa.ColumnElement[Any]]:
        """Key, customer and value as they are kept, and how much of the record is in error."""
        customer = sa.column(self.customer) if self.customer else sa.null()
        value = sa.column(self.value) if self.value else sa.null()
        return [
            sa.cast(sa.column(self.key), sa.Text).label("record_key"),
            sa.cast(customer, sa.Text).label("customer_id"),
            sa.cast(value, _MONEY).label("value"),
            sa.cast(sa.null() if in_error is None else in_error, _MONEY).label("in_error"),
        ]


@dataclass(frozen=True)
class Written:
    """What was written for one rule."""

    failing: int = 0
    waived: int = 0
    error: str | None = None


class FailingKeys:
    """The table of failing keys of one warehouse, for the rules of one mart."""

    def __init__(
        self, engine: sa.Engine, store_schema: str, records: Records, waivers: Iterable[Waiver]
    ) -> None:
        self.engine = engine
        self.table = failing_keys_table(store_schema)
        self.counts = failing_counts_table(store_schema)
        self.records = records
        self._waivers = {(w.rule_id, w.record_key): w.waiver_id for w in waivers}

    def forget(self, rule_ids: Sequence[str]) -> None:
        """Makes the table and removes what an earlier evaluation wrote for these rules."""
        with self.engine.begin() as connection:
            schema = str(self.table.schema)
            if not sa.inspect(connection).has_schema(schema):
                connection.execute(sa.schema.CreateSchema(schema))
            self.table.create(connection, checkfirst=True)
            self.counts.create(connection, checkfirst=True)
            self._delete(connection, rule_ids)

    def write_criteria(self, criteria: Sequence[Criterion]) -> dict[str, Written]:
        """Writes the failing keys of all criteria by one statement, of a broken one by none."""
        try:
            with self.engine.begin() as connection:
                failing = self._failing(criteria)
                keys = self._insert(connection, failing, [c.rule.id for c in criteria])
        except SQLAlchemyError as error:
            if len(criteria) == 1:
                return {criteria[0].rule.id: Written(error=words_of(error))}
            alone = [self.write_criteria([criterion]) for criterion in criteria]
            return {rule_id: written for one in alone for rule_id, written in one.items()}
        return self._checked([c.rule.id for c in criteria], keys)

    def write_selected(self, rule_id: str, failing: sa.Select[*tuple[Any, ...]]) -> Written:
        """Writes the keys of one rule, as selected by key, customer, value and what is in error."""
        tagged = failing.add_columns(_text(rule_id).label("rule_id")).subquery()
        try:
            with self.engine.begin() as connection:
                keys = self._insert(connection, sa.select(*_of(tagged)), [rule_id])
        except SQLAlchemyError as error:
            return Written(error=words_of(error))
        return self._checked([rule_id], keys)[rule_id]

    def write_everything(self, rule_id: str) -> Written:
        """Writes the one key of a rule that speaks of its whole mart."""
        nothing = sa.cast(sa.null(), sa.Text), sa.cast(sa.null(), _MONEY)
        return self.write_selected(
            rule_id,
            sa.select(
                _text(EVERYTHING).label("record_key"),
                nothing[0].label("customer_id"),
                nothing[1].label("value"),
                nothing[1].label("in_error"),
            ),
        )

    def _failing(self, criteria: Sequence[Criterion]) -> sa.Select[Any]:
        spelling = spelling_on(self.engine.dialect.name)
        if spelling.unnests_failing:
            found = _unnest_of_array(spelling, self.records, criteria).subquery()
        else:
            found = _union_of_filters(self.records, criteria).subquery()
        return sa.select(*_of(found))

    def _insert(
        self, connection: sa.Connection, failing: sa.Select[Any], rule_ids: Sequence[str]
    ) -> int:
        rows = failing.subquery("failing")
        waived = [(w, *to) for to, w in self._waivers.items() if to[0] in rule_ids]
        if waived:
            waivers = sa.values(
                *(sa.column(name, sa.Text) for name in Waiver._fields), name="waivers"
            ).data(waived)
            on = (waivers.c.rule_id == rows.c.rule_id) & (waivers.c.record_key == rows.c.record_key)
            select = sa.select(*_of(rows), waivers.c.waiver_id).select_from(
                rows.outerjoin(waivers, on)
            )
        else:
            select = sa.select(*_of(rows), sa.cast(sa.null(), sa.Text))
        insert = self.table.insert().from_select([*_COLUMNS, "waiver_id"], select)
        # Its cursor is closed by then, and would know no longer.
        kept = insert.execution_options(preserve_rowcount=True)
        return connection.execute(kept).rowcount

    def _checked(self, rule_ids: Sequence[str], keys: int) -> dict[str, Written]:
        """Counts what was written; a failing record that no key names is its rule's error."""
        if self._is_known_to_be_named(keys):
            counts = _by_group(self.table, rule_ids, self.table.c.record_key).subquery()
        else:
            by_rule = spelling_on(self.engine.dialect.name).counts_rule_by_rule
            count = _rule_by_rule if by_rule else _by_group
            counts = count(self.table, rule_ids, self.table.c.record_key.distinct()).subquery()
        counted = sa.select(self.counts).where(self.counts.c.rule_id.in_(rule_ids))
        written = dict.fromkeys(rule_ids, Written())
        with self.engine.begin() as connection:
            connection.execute(
                self.counts.insert().from_select(self.counts.c.keys(), sa.select(counts))
            )
            found: Any = connection.execute(counted).all()
            for rule_id, rows, keyed, distinct, waived in found:
                if rows == distinct:
                    written[rule_id] = Written(rows, waived)
                    continue
                written[rule_id] = Written(error=self._unnamed(rows - keyed, keyed - distinct))
                self._delete(connection, [rule_id])
        return written

    def _is_known_to_be_named(self, keys: int) -> bool:
        """Whether the mart's key names each record, so that what was written of it does too.

        Not asked where there are no more failing keys than records, or where the engine has not
        said how many it wrote: every key is then looked at.
        """
        if keys < 0:
            return False
        records = self.records.table
        distinct = sa.func.count(sa.column(self.records.key).distinct())
        with self.engine.connect() as connection:
            rows = connection.scalar(sa.select(sa.func.count()).select_from(records))
            if keys <= int(rows or 0):
                return False
            return bool(rows == connection.scalar(sa.select(distinct).select_from(records)))

    def _unnamed(self, without: int, repeated: int) -> str:
        return (
            f"{self.records.mart}.{self.records.key}: has {without} failing records without a key "
            f"and {repeated} with the key of another, needs one key for each record. "
            "Make the mart's key unique, or name another key in the rule file."
        )

    def _delete(self, connection: sa.Connection, rule_ids: Sequence[str]) -> None:
        for table in (self.table, self.counts):
            connection.execute(table.delete().where(table.c.rule_id.in_(rule_ids)))


def predicate(sql: str) -> sa.ColumnElement[bool]:
    """Ready SQL as it stands; `sa.text` would take a colon in it for a parameter."""
    return sa.literal_column(f"({sql})", sa.Boolean)


def _fails(criterion: Criterion) -> sa.ColumnElement[bool]:
    is_broken = predicate(str(criterion.must)).is_not(sa.true())
    return sa.and_(predicate(criterion.activation), is_broken)


def _in_error(criterion: Criterion) -> sa.ColumnElement[Any] | None:
    """Without its sign; one too large to keep is unknown, for it would stop every other rule."""
    if criterion.in_error is None:
        return None
    amount = sa.func.abs(sa.literal_column(f"({criterion.in_error})", sa.Numeric))
    return sa.case((amount < _MOST, amount))


def _union_of_filters(records: Records, criteria: Sequence[Criterion]) -> sa.CompoundSelect[Any]:
    return sa.union_all(
        *(
            sa.select(_text(c.rule.id).label("rule_id"), *records.columns(_in_error(c)))
            .select_from(records.table)
            .where(_fails(c))
            for c in criteria
        )
    )


def _unnest_of_array(
    spelling: Spelling, records: Records, criteria: Sequence[Criterion]
) -> sa.Select[Any]:
    cases: list[Any] = [sa.case((_fails(c), _text(c.rule.id))) for c in criteria]
    broken = spelling.array_of_texts(cases)
    rule_ids = sa.func.array_remove(broken, sa.cast(sa.null(), sa.Text))
    # A mart may have a column rule_id of its own.
    each = sa.func.unnest(rule_ids).table_valued(sa.column("broken_rule", sa.Text))
    each = each.render_derived(name="each")
    rule_id = each.c.broken_rule
    amounts = [(rule_id == _text(c.rule.id), _in_error(c)) for c in criteria if c.in_error]
    in_error = sa.case(*amounts) if amounts else None
    return sa.select(rule_id.label("rule_id"), *records.columns(in_error)).select_from(
        records.table.join(each, sa.true())
    )


def _by_group(
    keys: sa.Table, rule_ids: Sequence[str], named: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    rule_id = keys.c.rule_id
    return _counts(keys, rule_id, named).where(rule_id.in_(rule_ids)).group_by(rule_id)


def _rule_by_rule(
    keys: sa.Table, rule_ids: Sequence[str], named: sa.ColumnElement[Any]
) -> sa.CompoundSelect[Any]:
    """The keys lie rule by rule, and those of one rule fit into the processor's cache."""
    return sa.union_all(
        *(
            _counts(keys, _text(rule_id).label("rule_id"), named)
            .where(keys.c.rule_id == rule_id)
            .having(sa.func.count() > 0)
            for rule_id in rule_ids
        )
    )


def _counts(
    keys: sa.Table, rule_id: sa.ColumnElement[Any], named: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    return sa.select(
        rule_id,
        sa.func.count().label("failing"),
        sa.func.count(keys.c.record_key).label("keyed"),
        sa.func.count(named).label("distinct_keys"),
        sa.func.count(keys.c.waiver_id).label("waived"),
    )


def _of(rows: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    return [rows.c[name] for name in _COLUMNS]


def _text(value: str) -> sa.ColumnElement[str]:
    return sa.cast(sa.literal(value, sa.Text), sa.Text)

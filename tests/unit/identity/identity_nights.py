"""Nights of identity alone: its models on a few hand-made records, in DuckDB, without dbt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import jinja2
import sqlalchemy
from sqlalchemy.pool import StaticPool

from customer_truth.quality.identity import keep_identity
from customer_truth.quality.tables import KEPT
from tests.conftest import ROOT

FIRST_NIGHT = datetime(2026, 11, 1, 5)
MODELS = (
    *("int_accounts__merged", "int_accounts__surviving", "int_billing_accounts__keyed"),
    *("int_match_decisions__grouped", "int_match_decisions__apart", "int_records__keyed"),
    *("int_records__cut", "int_records__linked", "int_records__joined"),
    *("int_customer_ids__continued", "int_customer_ids__resolved", "int_customer_ids__changed"),
    *("int_customer_ids__explained", "customer_crosswalk", "customer_id_changes"),
)
TABLES = {
    "accounts": ("source_system", "account_id", "customer_number"),
    "deleted_accounts": (
        *("source_system", "account_id", "customer_number", "surviving_account_id"),
    ),
    "billing_accounts": (
        *("source_system", "billing_account_id", "customer_number", "account_id", "is_inactive"),
    ),
    "organizations": ("source_system", "organization_id", "customer_number"),
    "parties": ("source_system", "party_id", "entity"),
    "match_decisions": ("decision_id", "record_a", "record_b", "decision"),
    "int_records__referenced": ("source_record_id",),
}
TYPES = {"is_inactive": "boolean"}
Rows = Sequence[tuple[object, ...]]


@dataclass(frozen=True)
class Records:
    """What the systems hold tonight, and what stewards have decided; rows as in `TABLES`."""

    accounts: Rows = ()
    deleted_accounts: Rows = ()
    billing_accounts: Rows = ()
    organizations: Rows = ()
    parties: Rows = ()
    match_decisions: Rows = ()


@dataclass
class Identity:
    """Some nights, one after the other, that keep their customer ids."""

    connection: sqlalchemy.Connection = field(init=False)
    night: int = 0

    def __post_init__(self) -> None:
        engine = sqlalchemy.create_engine("truth_duckdb://", poolclass=StaticPool)
        self.connection = engine.connect()
        self.connection.exec_driver_sql("set threads = 1")
        for schema in ("quality", "marts"):
            self.connection.exec_driver_sql(f"create schema {schema}")
        KEPT.create_all(self.connection)
        for name, columns in TABLES.items():
            typed = ", ".join(f"{column} {TYPES.get(column, 'text')}" for column in columns)
            self.connection.exec_driver_sql(f"create table {name} ({typed})")

    def run(self, records: Records) -> dict[str, str | None]:
        """One night; the customer of each record."""
        self.night += 1
        for name in TABLES:
            self._fill(name, getattr(records, name, ()))
        for model in MODELS:
            self.connection.exec_driver_sql(
                f"create or replace table {model} as {self._rendered(model)}"
            )
        for mart in ("customer_crosswalk", "customer_id_changes"):
            self.connection.exec_driver_sql(
                f"create or replace view marts.{mart} as from main.{mart}"
            )
        keep_identity(self.connection, "marts", "quality")
        return dict(self.rows("select crosswalk_id, customer_id from customer_crosswalk"))

    def rows(self, query: str) -> list[tuple[str, ...]]:
        """The rows of a query on what the last night made."""
        return [tuple(row) for row in self.connection.exec_driver_sql(query)]

    def close(self) -> None:
        """Frees the database."""
        self.connection.close()
        self.connection.engine.dispose()

    def _fill(self, name: str, rows: Iterable[tuple[object, ...]]) -> None:
        self.connection.exec_driver_sql(f"delete from {name}")
        for row in rows:
            values = ", ".join("null" if value is None else f"'{value}'" for value in row)
            columns = ", ".join(TABLES[name][: len(row)])
            self.connection.exec_driver_sql(f"insert into {name} ({columns}) values ({values})")

    def _rendered(self, model: str) -> str:
        as_of = FIRST_NIGHT + timedelta(days=self.night)
        return _template(model).render(
            ref=lambda name: name,
            source=lambda _, name: f"quality.{name.partition('_')[2]}",
            unify=lambda entity: f"select * from {entity}",
            byte_order=lambda expression: expression,
            as_of=lambda: f"timestamp '{as_of}'",
            today=lambda: f"date '{as_of:%Y-%m-%d}'",
        )


@cache
def _template(model: str) -> jinja2.Template:
    (path,) = (ROOT / "models").rglob(f"{model}.sql")
    macros = (ROOT / "macros" / "identity.sql").read_text()
    return jinja2.Template(macros + path.read_text())

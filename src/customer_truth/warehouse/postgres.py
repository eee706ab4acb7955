"""PostgreSQL: a night is built in schemas of its own, renamed into place in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import psycopg2
import psycopg2.extensions
import psycopg2.extras
import sqlalchemy
from sqlalchemy import URL, Connection, Engine, MetaData, inspect, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from customer_truth.dialects import Target
from customer_truth.errors import Unusable
from customer_truth.extracts.places import Schemas
from customer_truth.files.problem import listed
from customer_truth.machine.environment import PG, value_of
from customer_truth.machine.interruption import heed
from customer_truth.warehouse.base import (
    BUILT_SCHEMAS,
    PUBLISHED_SCHEMAS,
    QUALITY,
    WORK,
    Locked,
    Stage,
    holder_words,
    nothing,
)
from customer_truth.warehouse.local_matching import ComparesHere
from customer_truth.warehouse.postgres_places import (
    drop_schemas,
    hold,
    lock_key,
    sweep_places,
)
from customer_truth.warehouse.running import keep_in_sight

if TYPE_CHECKING:
    from customer_truth.project import Project
    from customer_truth.warehouse.scratch import Scratch

_ROWS_A_PAGE = 5000
# Translating our wide statements takes the server many times longer than running them.
_WITHOUT_JIT = "-c jit=off"
# What a night bound of the raw tables and read beside them. A view on a raw table would keep a sync
# from replacing it, so of those only the query stays, in the table of bound queries.
NIGHT_RAW = "night_raw"
BOUND = "bound_queries"
_BIND = f"""
create table {{schema}}.{BOUND} as
select viewname as name, definition as query from pg_views where schemaname = '{{schema}}'
"""
# A table that is emptied or filled anew is another file; rows are counted as they are written, but
# not those of tables that inherit from it.
_WRITTEN = text("""
select
    coalesce(pg_relation_size(pg_class.oid), 0) as size,
    relkind = 'r' and current_setting('track_counts') = 'on'
    and not exists (select 1 from pg_inherits where inhparent = pg_class.oid) as is_counted,
    pg_class.oid, relfilenode, n_tup_ins, n_tup_upd, n_tup_del
from pg_class
join pg_namespace on pg_namespace.oid = relnamespace
left join pg_stat_all_tables on relid = pg_class.oid
where nspname = :schema and pg_class.relname = :name
""")
_DEFAULTS = {
    "HOST": "localhost",
    "PORT": "5432",
    "USER": "customer_truth",
    "PASSWORD": "",
    "DATABASE": "customer_truth",
}


class PostgresWarehouse(ComparesHere):
    """A server's database; readers see the last night until the next one is whole."""

    dialect: ClassVar[Target] = "postgres"

    def __init__(self, world: str) -> None:
        self.prefix = f"{world}_" if world else ""
        self._holding: Connection | None = None
        self.settings = {name: value_of(PG + name, default) for name, default in _DEFAULTS.items()}

    @property
    def title(self) -> str:
        where = self.settings
        return f"postgresql://{where['HOST']}:{where['PORT']}/{where['DATABASE']}"

    def url(self, *, building: bool = False) -> str:
        where = self.settings
        address = URL.create(
            "postgresql+psycopg2",
            username=where["USER"],
            password=where["PASSWORD"] or None,
            host=where["HOST"],
            port=int(where["PORT"]),
            database=where["DATABASE"],
            query={"options": self._options},
        )
        return address.render_as_string(hide_password=False)

    @property
    def _options(self) -> str:
        """What the server is told with each connection, after what the environment tells it."""
        return f"{value_of('PGOPTIONS')} {_WITHOUT_JIT}".strip()

    def raw_url(self) -> str:
        return self.url()

    def raw_tables(self, project: Project) -> Schemas:
        return Schemas(project.raw_schemas)

    def landing(
        self, project: Project, progress: Callable[[str], None]
    ) -> AbstractContextManager[None]:
        from customer_truth.warehouse.postgres_landing import landing

        return landing(self, project, progress)

    def schema(self, name: str, *, building: bool = False) -> str:
        if building and (name in BUILT_SCHEMAS or name == WORK):
            return f"{self.built_as}_{name}"
        return f"{self.prefix}{name}"

    @property
    def built_as(self) -> str:
        """What the names of the schemas in which a night is built begin with."""
        return f"{self.prefix}next"

    def is_published(self) -> bool:
        try:
            with self.engine().connect() as connection:
                return inspect(connection).has_schema(self.schema("marts"))
        except OperationalError as error:
            raise Unusable(
                f"{self.title}: cannot be reached ({str(error.orig).splitlines()[0]}), needs a "
                "server that answers. Check the CUSTOMER_TRUTH_PG_* variables and the server."
            ) from error

    def connect(self) -> psycopg2.extensions.connection:
        """A plain connection, for what SQLAlchemy has no words for."""
        where = self.settings
        connection = psycopg2.connect(
            host=where["HOST"],
            port=int(where["PORT"]),
            user=where["USER"],
            password=where["PASSWORD"] or None,
            dbname=where["DATABASE"],
        )
        keep_in_sight(connection)
        return connection

    @contextmanager
    def lock(self) -> Iterator[None]:
        self.is_published()
        name = f"customer_truth night, {holder_words()}"[:63]
        engine = sqlalchemy.create_engine(
            self.url(), poolclass=NullPool, connect_args={"application_name": name}
        )
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not hold(connection, self.prefix):
                holder = _holder(connection, lock_key(self.prefix))
                raise Locked(
                    f"{self.title}: is held by {holder}, needs to be free. "
                    "Wait for that run to end, then run again."
                )
            self._holding = connection
            try:
                yield
            finally:
                self._holding = None

    def _refuse_without_hold(self) -> None:
        """Whoever lost the connection that holds the warehouse may not be alone in it."""
        if self._holding is None:
            return
        try:
            self._holding.scalar(text("select 1"))
        except SQLAlchemyError as error:
            raise Unusable(
                f"{self.title}: has ended the connection that held it for this run, needs one that "
                "lasts. Nothing was published. Look into the server's log, then run again."
            ) from error

    def prepare(self) -> None:
        schemas = [self.schema(name, building=True) for name in (*BUILT_SCHEMAS, WORK)]
        # Whoever lost the warehouse leaves alone what another run may be building by now.
        self._refuse_without_hold()
        with self.building() as connection:
            self._refuse_others_schemas(connection)
            drop_schemas(connection, [*schemas, self.built_as])
            sweep_places(connection)

    def _refuse_others_schemas(self, connection: Connection) -> None:
        """What a night replaces as a whole must be what nights made."""
        found = inspect(connection)
        is_there = set(found.get_schema_names()).intersection
        kept, begun = self.schema(NIGHT_RAW), self.built_as
        foreign = [kept] if is_there({kept}) and not found.has_table(BOUND, kept) else []
        if found.get_table_names(begun) or found.get_view_names(begun):
            foreign.append(begun)
        if not found.has_table("runs", self.schema(QUALITY)):
            foreign += sorted(is_there(map(self.schema, PUBLISHED_SCHEMAS)))
        if foreign:
            raise Unusable(
                f"{self.title}: has {listed(foreign)}, which no night made, and nights replace "
                "schemas of these names as a whole. Nothing was touched. Give the nights a "
                f"database of their own ({PG}DATABASE) with the raw tables in it, or rename what "
                "is there."
            )

    def carry_over(self, kept: MetaData) -> None:
        quality = self.schema(QUALITY)
        with self.building() as connection:
            connection.exec_driver_sql(f"create schema if not exists {quality}")
            kept.create_all(connection.execution_options(schema_translate_map={QUALITY: quality}))
            for table in kept.sorted_tables:
                columns = inspect(connection).get_columns(table.name, quality)
                had = {column["name"]: column["nullable"] for column in columns}
                never_null = {column.name for column in table.columns if not column.nullable}
                # A column that is gone stays with what it held, and takes nothing new.
                for name in sorted({n for n, may_be in had.items() if not may_be} - never_null):
                    connection.exec_driver_sql(
                        f"alter table {quality}.{table.name} alter column {name} drop not null"
                    )
                for column in table.columns:
                    if column.name not in had:
                        kind = column.type.compile(connection.dialect)
                        connection.exec_driver_sql(
                            f"alter table {quality}.{table.name} add column {column.name} {kind}"
                        )

    @contextmanager
    def publishing(self, stage: Stage = nothing) -> Iterator[Connection]:
        with self.building() as connection:
            yield connection
            stage(connection)
            for name in PUBLISHED_SCHEMAS:
                published, built = self.schema(name), self.schema(name, building=True)
                connection.exec_driver_sql(f"drop schema if exists {published} cascade")
                connection.exec_driver_sql(f"alter schema {built} rename to {published}")
            self._keep_bound(connection)
            for left in (self.schema(WORK, building=True), self.built_as):
                connection.exec_driver_sql(f"drop schema if exists {left} cascade")
            self._refuse_without_hold()
            heed()

    def _keep_bound(self, connection: Connection) -> None:
        """Keeps what the night bound, without a view on a raw table."""
        kept, built = self.schema(NIGHT_RAW), self.schema("raw", building=True)
        connection.exec_driver_sql(f"drop schema if exists {kept} cascade")
        connection.exec_driver_sql(f"alter schema {built} rename to {kept}")
        # With a path, the server leaves out the schemas on it.
        connection.exec_driver_sql("set local search_path = pg_catalog")
        connection.exec_driver_sql(_BIND.format(schema=kept))
        bound: Any = connection.exec_driver_sql(f"select name from {kept}.{BOUND}").scalars().all()
        for name in bound:
            connection.exec_driver_sql(f'drop view if exists {kept}."{name}" cascade')

    def sides(self, folder: Path) -> AbstractContextManager[tuple[Scratch, Scratch]]:
        from customer_truth.warehouse.postgres_scratch import two_places

        return two_places(self, folder)

    def dbt_environment(self) -> Mapping[str, str]:
        return {
            **{PG + name: value for name, value in self.settings.items()},
            "CUSTOMER_TRUTH_PG_SCHEMA": self.built_as,
            "PGOPTIONS": self._options,
        }

    def written_to(
        self, connection: Connection, schema: str, table: str
    ) -> tuple[int, tuple[object, ...]]:
        row: Any = connection.execute(_WRITTEN, {"schema": schema, "name": table}).first()
        if row is None:
            return 0, ()
        return row.size, tuple(row) if row.is_counted else ()

    @property
    def ledger_schema(self) -> str | None:
        return self.schema(QUALITY)

    def has_ledger(self) -> bool:
        with self.engine().connect() as connection:
            return inspect(connection).has_table("alerts", self.schema(QUALITY))

    def ledger(self) -> Engine:
        return self.engine()

    def append(
        self,
        connection: Connection,
        relation: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
    ) -> None:
        raw: Any = connection.connection.dbapi_connection
        names = ", ".join(f'"{name}"' for name in columns)
        with raw.cursor() as cursor:
            psycopg2.extras.execute_values(
                cursor, f"insert into {relation} ({names}) values %s", rows, page_size=_ROWS_A_PAGE
            )

    def write_csv(self, connection: Connection, query: str, path: Path) -> None:
        raw: Any = connection.connection.dbapi_connection
        with raw.cursor() as cursor, path.open("wb") as file:
            cursor.copy_expert(f"copy ({query}) to stdout (format csv, header)", file)

    def unload(
        self, schema: str, table: str, columns: Sequence[str], path: Path, *, building: bool
    ) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        relation = f"{self.schema(schema, building=building)}.{table}"
        with self.engine().connect() as connection:
            self.write_csv(connection, f"select {names} from {relation}", path)

    def load(self, path: Path, schema: str, table: str) -> None:
        relation = f"{self.schema(schema, building=True)}.{table}"
        with closing(self.connect()) as connection, connection, path.open("rb") as file:
            connection.cursor().copy_expert(
                f"copy {relation} from stdin (format csv, header)", file
            )


def _holder(connection: Connection, key: int) -> str:
    name = connection.scalar(
        text(
            "select application_name from pg_stat_activity as a join pg_locks as l "
            "on l.pid = a.pid where l.locktype = 'advisory' and l.objid = :key and l.granted"
        ),
        {"key": key},
    )
    return str(name or "another run")

"""PostgreSQL: names that a lock holds, and schemas that are dropped with what still works there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from customer_truth.warehouse.base import BUILT_SCHEMAS, QUALITY, WORK

# What a run that was killed left running there holds them against whoever clears them away. Others
# work there too: the server itself, which yields, and whoever replaces what views there read, such
# as a night that is being published.
_BREAK_OFF = r"""
with held as (
    select distinct pid, nspname, mode
    from pg_locks
    left join pg_class on pg_class.oid = pg_locks.relation
    join pg_namespace
        on pg_namespace.oid = pg_class.relnamespace
        or (pg_locks.classid = 'pg_namespace'::regclass and pg_namespace.oid = pg_locks.objid)
    where database = (select oid from pg_database where datname = current_database())
)
select pg_cancel_backend(pid)
from pg_stat_activity
where pid <> pg_backend_pid() and backend_type = 'client backend' and usename = current_user
    and pid in (select pid from held where nspname = any(:schemas))
    and pid not in (
        select pid from held
        where mode = 'AccessExclusiveLock' and nspname <> all(:schemas) and nspname not like 'pg\_%'
    )
"""
# A server may end whoever says nothing for a while.
_LAST = text("""
select set_config(name, '0', false) from pg_settings
where name in ('idle_session_timeout', 'idle_in_transaction_session_timeout')
""")
_TAKE = text("select pg_try_advisory_lock(:key)")
_LAYERS = (*BUILT_SCHEMAS, QUALITY, WORK)
_GATE = "gate_"
_PLACE = re.compile(rf"{_GATE}([0-9a-f]{{8}})_(?:base|head)(?:_(?:{'|'.join(_LAYERS)}))?")


def places_of(name: str) -> tuple[str, str]:
    """What the schemas of the two places of a gate begin with."""
    return f"{_GATE}{name}_base", f"{_GATE}{name}_head"


def drop_places(connection: Connection, name: str) -> None:
    """Drops the two places of a gate."""
    sides = places_of(name)
    layers = [f"{side}_{layer}" for side in sides for layer in _LAYERS]
    drop_schemas(connection, [*layers, *sides])


def sweep_places(connection: Connection) -> None:
    """Drops the places of gates that were killed: nobody holds their names."""
    schemas: Any = connection.exec_driver_sql("select nspname from pg_namespace").scalars()
    left = {found[1] for name in schemas if (found := _PLACE.fullmatch(name))}
    for name in sorted(left):
        if hold(connection, name):
            drop_places(connection, name)


def hold(connection: Connection, name: str) -> bool:
    """Holds a name as long as the connection lasts, however idle; False where another does."""
    connection.execute(_LAST)
    return bool(connection.scalar(_TAKE, {"key": lock_key(name)}))


def lock_key(name: str) -> int:
    """The number by which the server knows the name."""
    return zlib.crc32(f"customer_truth:{name}".encode())


def drop_schemas(connection: Connection, schemas: Sequence[str]) -> None:
    """Drops them with all that stands in them, and breaks off whatever still works there."""
    connection.execute(text(_BREAK_OFF), {"schemas": list(schemas)})
    for schema in schemas:
        connection.exec_driver_sql(f"drop schema if exists {schema} cascade")

"""Who was told of which night: kept apart from the warehouse, so that a crash repeats nothing.

A digest is written down before it goes out and confirmed after it did. Where a run ended between
the two nobody knows whether it arrived; it is not sent again, and said so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Column, Engine, MetaData, String, Table, delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TIMESTAMP

from customer_truth.errors import Unusable
from customer_truth.machine import trouble
from customer_truth.notify.digest import Digest, Since

_LEDGER = MetaData(schema="quality")
_ALERTS = Table(
    "alerts",
    _LEDGER,
    Column("role", String, primary_key=True),
    Column("run_id", String, primary_key=True),
    Column("started_at", TIMESTAMP, nullable=False),
    Column("as_of", TIMESTAMP, nullable=False),
    Column("state", String, nullable=False),
    Column("written_at", TIMESTAMP, nullable=False),
    Column("since_started_at", TIMESTAMP),
    Column("since_as_of", TIMESTAMP),
)


class State(StrEnum):
    """How far a digest came."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Ledger:
    """The digests of every role."""

    def __init__(self, engine: Engine, schema: str | None) -> None:
        self._engine = engine.execution_options(schema_translate_map={"quality": schema})
        try:
            with self._engine.begin() as connection:
                _LEDGER.create_all(connection)
                connection.execute(select(_ALERTS)).fetchall()
        except DBAPIError as error:
            if schema is not None:
                raise
            words = trouble.first_line(error)
            raise Unusable(
                f"{engine.url.database}: cannot be read ({words}), needs the ledger of who was "
                "told. Move it away; owners may then be told of the last night again."
            ) from error

    def interrupted(self) -> list[tuple[str, str]]:
        """(role, run) of digests that a run left on their way; from now on `UNKNOWN`."""
        with self._engine.begin() as connection:
            found = select(_ALERTS.c.role, _ALERTS.c.run_id).where(_ALERTS.c.state == State.SENDING)
            left = [(row.role, row.run_id) for row in connection.execute(found)]
            connection.execute(
                update(_ALERTS).where(_ALERTS.c.state == State.SENDING).values(state=State.UNKNOWN)
            )
        return left

    def since(self, role: str, last_night: Since) -> Since:
        """Up to which night a role was told; without any word on record, `last_night`."""
        told = (
            select(_ALERTS)
            .where(_ALERTS.c.role == role)
            .order_by(_ALERTS.c.started_at.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(told).mappings().first()
        if row is None:
            return last_night
        if row["state"] == State.FAILED:
            return Since(started_at=row["since_started_at"], as_of=row["since_as_of"])
        return Since(started_at=row["started_at"], as_of=row["as_of"])

    @contextmanager
    def sending(self, digest: Digest, since: Since) -> Iterator[list[State]]:
        """Writes the digest down as on its way; the outcome is appended to the list given."""
        key = (_ALERTS.c.role == digest.role, _ALERTS.c.run_id == digest.run_id)
        with self._engine.begin() as connection:
            connection.execute(delete(_ALERTS).where(*key))
            connection.execute(
                insert(_ALERTS),
                {
                    "role": digest.role,
                    "run_id": digest.run_id,
                    "started_at": digest.started_at,
                    "as_of": digest.as_of,
                    "state": State.SENDING,
                    "written_at": datetime.now(UTC).replace(tzinfo=None),
                    "since_started_at": since.started_at,
                    "since_as_of": since.as_of,
                },
            )
        outcome: list[State] = []
        yield outcome
        with self._engine.begin() as connection:
            connection.execute(update(_ALERTS).where(*key).values(state=outcome[0]))

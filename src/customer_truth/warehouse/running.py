"""What engines work on in this process, so that another thread can break it off."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from weakref import WeakSet

from sqlalchemy import event
from sqlalchemy.pool import Pool

_OPEN: WeakSet[Any] = WeakSet()


def keep_in_sight(connection: Any) -> None:
    """A connection that SQLAlchemy did not open can be broken off too."""
    _OPEN.add(connection)


@event.listens_for(Pool, "connect")
def _opened(connection: Any, _record: object) -> None:
    # Python's SQLite takes no weak reference; the ledger of alerts has no statement that lasts.
    with suppress(TypeError):
        keep_in_sight(connection)


def break_off() -> None:
    """Every statement that runs ends with an error."""
    for connection in list(_OPEN):
        # A connection that was closed meanwhile complains, in its driver's own words.
        with suppress(Exception):
            (getattr(connection, "interrupt", None) or connection.cancel)()

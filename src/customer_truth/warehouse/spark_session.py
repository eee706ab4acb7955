"""The sessions on Spark of this process: one a cluster, shared by all connections and threads.

A session of each connection's own would cost its start each time; only matching has one to itself.
A client may be asked by several threads at once; what one of them changes in a session nobody else
relies on: the settings are made once, temporary views are none.
"""

from __future__ import annotations

import atexit
import socket
import threading
from contextlib import suppress
from typing import Any

from pyspark.errors import PySparkException
from pyspark.logger import PySparkLogger
from pyspark.sql.connect.client.retries import DefaultPolicy
from pyspark.sql.connect.session import SparkSession

from customer_truth.warehouse.spark_settings import host_of

# It writes what fails to the terminal, with the values in it; that it failed is told anyway.
PySparkLogger.getLogger("SQLQueryContextLogger").disabled = True
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.storeAssignmentPolicy": "ANSI",
    "spark.sql.caseSensitive": "false",
    # A name or a text with ${…} in it means what it says.
    "spark.sql.variable.substitute": "false",
    # What recurses says itself how far.
    "spark.sql.cteRecursionLevelLimit": "200",
    "spark.sql.cteRecursionRowLimit": "-1",
}
_SECONDS_TO_ANSWER = 10
# A server that is started anew has forgotten everything; to wait ten minutes for it helps nobody.
# These are some 25 seconds, unless the server itself says how long to wait.
_PATIENT = DefaultPolicy(max_retries=8, max_backoff=5_000)
_OPEN: dict[tuple[str, str], Any] = {}
_ONE_AT_A_TIME = threading.Lock()


def session_of(remote: str, catalog: str) -> Any:
    """The session of this process on a cluster, opened anew where the server has ended it."""
    try:
        _knock(remote)
    except OSError:
        if lost := _OPEN.get((remote, catalog)):
            # It has yet to release each statement there, one after the other, before it can end.
            lost.client.set_retry_policies([])
        raise
    with _ONE_AT_A_TIME:
        session = _OPEN.get((remote, catalog))
        if session is None or not _is_alive(session):
            session = _OPEN[remote, catalog] = _opened(remote, catalog)
        else:
            session.client.set_retry_policies([_PATIENT])
        return session


def new_session(remote: str, catalog: str) -> Any:
    """A session of the caller's own, which it ends by `end_session`."""
    _knock(remote)
    return _opened(remote, catalog)


def end_session(session: Any) -> None:
    """Lets go of a session; the server forgets it by itself where it cannot be told."""
    with suppress(Exception):
        session.client.set_retry_policies([])
        session.stop()


def _knock(remote: str) -> None:
    """`OSError` where nobody listens; the client would go on trying for minutes."""
    socket.create_connection(host_of(remote), timeout=_SECONDS_TO_ANSWER).close()


def _opened(remote: str, catalog: str) -> Any:
    session = SparkSession.builder.remote(remote).create()
    try:
        session.client.set_retry_policies([_PATIENT])
        for name, value in _SETTINGS.items():
            session.conf.set(name, value)
        if catalog:
            session.catalog.setCurrentCatalog(catalog)
    except BaseException:
        end_session(session)
        raise
    return session


def _is_alive(session: Any) -> bool:
    try:
        return not session.is_stopped and bool(session.conf.get("spark.sql.session.timeZone"))
    except PySparkException:
        return False


@atexit.register
def _close() -> None:
    for session in _OPEN.values():
        end_session(session)

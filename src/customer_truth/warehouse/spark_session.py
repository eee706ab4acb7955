"""The sessions on Spark of this process: one a cluster, shared by all connections and threads.

A session of a connection's own would cost its start each time, and the server keeps it for an hour.
A client may be asked by several threads at once; what one of them changes in a session nobody else
relies on: the settings are made once, temporary views are none.
"""

from __future__ import annotations

import atexit
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
    # The client itself would go on trying for minutes where nobody listens, and others would wait.
    try:
        socket.create_connection(host_of(remote), timeout=_SECONDS_TO_ANSWER).close()
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


@contextmanager
def own_session(remote: str, catalog: str) -> Iterator[Any]:
    """A session for what is to be there for one caller alone: views, functions, a schema."""
    session = _opened(remote, catalog)
    try:
        yield session
    finally:
        _end(session)


def _opened(remote: str, catalog: str) -> Any:
    session = SparkSession.builder.remote(remote).create()
    session.client.set_retry_policies([_PATIENT])
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    if catalog:
        session.catalog.setCurrentCatalog(catalog)
    return session


def _is_alive(session: Any) -> bool:
    try:
        return not session.is_stopped and bool(session.conf.get("spark.sql.session.timeZone"))
    except PySparkException:
        return False


@atexit.register
def _close() -> None:
    for session in _OPEN.values():
        _end(session)


def _end(session: Any) -> None:
    # The server forgets it by itself where it cannot be told.
    with suppress(Exception):
        session.client.set_retry_policies([])
        session.stop()

"""Connections of dbt's: statements come in the package's words, and are said in Spark's.

All threads share the process's one session, which Spark Connect allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dbt.adapters.contracts.connection import Connection, ConnectionState, Credentials
from dbt.adapters.exceptions import FailedToConnectError
from dbt.adapters.spark import SparkConnectionManager
from dbt_common.exceptions import DbtDatabaseError, DbtRuntimeError

from customer_truth.warehouse.spark_settings import host_of, read_settings

_TYPE = "truthspark"


@dataclass
class TruthSparkCredentials(Credentials):
    """The schema alone: where the cluster is, and by which token, the environment says.

    dbt writes down what its profile says.
    """

    database: str | None = None  # type: ignore[assignment]
    schema: str = ""

    @property
    def type(self) -> str:
        """The adapter's name."""
        return _TYPE

    @property
    def unique_field(self) -> str:
        """What tells one warehouse from another."""
        return host_of(read_settings().remote)[0]

    def _connection_keys(self) -> tuple[str, ...]:
        return ("schema",)


class TruthSparkConnectionManager(SparkConnectionManager):
    """Opens the package's own driver."""

    TYPE = _TYPE

    @contextmanager
    def exception_handler(self, sql: str) -> Iterator[None]:
        """Tells what the driver raises as dbt's error."""
        try:
            yield
        except DbtRuntimeError:
            raise
        except Exception as error:
            raise DbtDatabaseError(str(error)) from error

    @classmethod
    def open(cls, connection: Connection) -> Connection:
        """Opens a connection on the session of this process."""
        if connection.state == ConnectionState.OPEN:
            return connection
        # Here alone: dbt parses a project without it, and it takes a while to load.
        from customer_truth.warehouse import spark_dbapi

        settings = read_settings()
        try:
            connection.handle = spark_dbapi.connect(
                settings.remote, catalog=settings.catalog, file_format=settings.file_format
            )
        except spark_dbapi.Error as error:
            connection.state = ConnectionState.FAIL
            raise FailedToConnectError(f"{settings.title}: {error}") from error
        connection.state = ConnectionState.OPEN
        return connection

    def cancel(self, connection: Connection) -> None:
        """Ends what runs on this connection, in whichever thread."""
        connection.handle.interrupt()

    def _add_query_comment(self, sql: str) -> str:
        # It would stand before the word by which the driver knows a statement of Spark's own.
        return sql

    @classmethod
    def data_type_code_to_name(cls, type_code: Any) -> str:
        """The driver tells types by their names."""
        return str(type_code)

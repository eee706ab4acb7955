"""The ledger of a warehouse that is written as a whole: who was told stands in a file beside it."""

from __future__ import annotations

import os
from abc import abstractmethod
from pathlib import Path

import sqlalchemy
from sqlalchemy import URL, Engine
from sqlalchemy.pool import NullPool

from customer_truth.warehouse.base import Warehouse


class FileLedger(Warehouse):
    """A warehouse with an SQLite file, which changes row by row after the night is published."""

    folder: Path

    @property
    @abstractmethod
    def ledger_path(self) -> Path:
        """The file, in `folder`."""

    @property
    def ledger_schema(self) -> str | None:
        return None

    def has_ledger(self) -> bool:
        return os.path.lexists(self.ledger_path)

    def ledger(self) -> Engine:
        self.folder.mkdir(parents=True, exist_ok=True)
        return sqlalchemy.create_engine(
            URL.create("sqlite", database=str(self.ledger_path)), poolclass=NullPool
        )

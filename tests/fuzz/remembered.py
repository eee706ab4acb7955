"""Tables and criteria come from memory where they can: mutants differ in one file of eighty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from customer_truth.criteria import rule_sql as criteria
from customer_truth.files.table import Table, read_table
from customer_truth.lint import derived as lint_derived
from customer_truth.lint import rules as lint_rules
from customer_truth.predicate.predicate import Predicate, parse
from customer_truth.registry import load as registry_load


@contextmanager
def remembering() -> Iterator[None]:
    """Within, no table is read twice, and no criterion of the same columns."""
    tables: dict[tuple[Path, bytes], Table[Any]] = {}
    parsed: dict[Any, Predicate] = {}

    def table(root: Path, file: Path, row: Any) -> Table[Any]:
        path = root / file
        key = (file, path.read_bytes() if path.exists() else b"")
        if key not in tables:
            tables[key] = read_table(root, file, row)
        return tables[key]

    def parsed_once(text: str, columns: Any, limits: Any) -> Predicate:
        key = (text, tuple(columns.items()), repr(limits))
        if key not in parsed:
            parsed[key] = parse(text, columns, limits)
        return parsed[key]

    with (
        mock.patch.object(registry_load, "read_table", table),
        mock.patch.object(criteria, "parse", parsed_once),
        mock.patch.object(lint_rules, "parse", parsed_once),
        mock.patch.object(lint_derived, "parse", parsed_once),
    ):
        yield

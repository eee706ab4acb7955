"""Whatever was read or parsed before comes from memory: mutants differ in one file of eighty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from customer_truth.criteria import rule_sql as criteria
from customer_truth.files import lined_yaml
from customer_truth.files.lined_yaml import Document
from customer_truth.files.table import Table, read_table
from customer_truth.lint import derived as lint_derived
from customer_truth.lint import rules as lint_rules
from customer_truth.predicate import Predicate, parse
from customer_truth.registry import load as registry_load
from customer_truth.rules import load as rules_load
from customer_truth.rules.schema import Violation, violations

_Reader = lined_yaml._Reader


class _Remembering(_Reader):
    known: dict[str, Document]

    def __init__(self, text: str, document: Document, known: dict[str, Document]) -> None:
        self.whole, self.known = text, known
        super().__init__(text, document)

    def document(self) -> Any:
        if self.whole not in self.known:
            data = super().document()
            told = self.read
            self.known[self.whole] = Document(data, told.lines, told.problems, told.unread)
            return data
        known = self.known[self.whole]
        self.read.lines, self.read.problems = known.lines, known.problems
        self.read.unread = known.unread
        return known.data


@contextmanager
def remembering() -> Iterator[None]:
    """Within, nothing sound is read, held against the schema or parsed twice."""
    texts: dict[str, Document] = {}
    tables: dict[tuple[Path, bytes], Table[Any]] = {}
    held: dict[int, tuple[Any, list[Violation]]] = {}
    parsed: dict[Any, Predicate] = {}

    def table(root: Path, file: Path, row: Any) -> Table[Any]:
        path = root / file
        key = (file, path.read_bytes() if path.exists() else b"")
        if key not in tables:
            tables[key] = read_table(root, file, row)
        return tables[key]

    def held_against_the_schema(data: Any) -> list[Violation]:
        if id(data) not in held:
            held[id(data)] = (data, list(violations(data)))
        return held[id(data)][1]

    def parsed_once(text: str, columns: Any, limits: Any) -> Predicate:
        key = (text, tuple(columns.items()), repr(limits))
        if key not in parsed:
            parsed[key] = parse(text, columns, limits)
        return parsed[key]

    with (
        mock.patch.object(lined_yaml, "_Reader", partial(_Remembering, known=texts)),
        mock.patch.object(registry_load, "read_table", table),
        mock.patch.object(rules_load, "violations", held_against_the_schema),
        mock.patch.object(criteria, "parse", parsed_once),
        mock.patch.object(lint_rules, "parse", parsed_once),
        mock.patch.object(lint_derived, "parse", parsed_once),
    ):
        yield

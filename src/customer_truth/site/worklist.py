"""An owner's work lists: every open exception as CSV, and those of each system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

import yaml

from customer_truth.rules import Rule
from customer_truth.site.evidence import OpenException
from customer_truth.text.spreadsheet import Sheet
from customer_truth.verdict.verdict import Severity

COLUMNS = (
    "rule_id",
    "title",
    "severity",
    "mart",
    "record_key",
    "customer_id",
    "value_at_stake",
    "first_seen",
    "last_seen",
    "times_reopened",
    "due",
    "decider",
    "waiver_id",
    "not_looked_at",
)


def write_worklist(
    path: Path, pages: Iterable[Sequence[OpenException]], titles: Mapping[str, str]
) -> None:
    """Writes the pages of exceptions to `path`; `titles` are those of the rules by id."""
    # Nobody can read half a character: a lone surrogate becomes a question mark.
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        sheet = Sheet(file, COLUMNS)
        for page in pages:
            sheet.write(_cells(found, titles) for found in page)


@cache
def systems() -> Mapping[str, Mapping[str, Any]]:
    """The systems that take a work list in, each with its title and import columns."""
    loaded: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
        files("customer_truth.site").joinpath("systems.yml").read_text("utf-8")
    )
    return loaded


class SystemWorklists:
    """The open exceptions of one owner, one file for each system where they must be put right."""

    def __init__(self, folder: Path, rules: Mapping[str, Rule]) -> None:
        self.folder = folder
        self.rules = rules
        self.counts: dict[str, int] = {}
        self._sheets: dict[str, Sheet] = {}
        self._open: list[IO[str]] = []

    def add(self, page: Iterable[OpenException]) -> None:
        """Adds rows to the lists of the systems that their keys name; waived ones are no work."""
        for found in page:
            named = _system_and_record(found.record_key)
            if named is None or found.waiver_id is not None or found.rule_id not in self.rules:
                continue
            system, record = named
            self.counts[system] = self.counts.get(system, 0) + 1
            self._sheet(system).write([self._row(system, record, found)])

    def close(self) -> None:
        """Ends the files."""
        for file in self._open:
            file.close()

    def _sheet(self, system: str) -> Sheet:
        if system not in self._sheets:
            self.folder.mkdir(exist_ok=True)
            path = self.folder / f"{system}.csv"
            file = path.open("w", encoding="utf-8", errors="replace", newline="")
            self._open.append(file)
            self._sheets[system] = Sheet(file, systems()[system]["columns"])
        return self._sheets[system]

    def _row(self, system: str, record: str, found: OpenException) -> list[object]:
        rule = self.rules[found.rule_id]
        words = {
            "record": record,
            "rule_id": rule.id,
            "title": rule.title,
            "fix": rule.fix,
            "severity": rule.severity.value,
            "priority": _PRIORITIES[rule.severity],
            "value": found.value_at_stake if found.value_at_stake is not None else "",
            "due": f"{found.due:%Y-%m-%d}" if found.due else "",
            "customer": found.customer_id or "",
        }
        columns: Mapping[str, str] = systems()[system]["columns"]
        return [template.format(**words) for template in columns.values()]


_PRIORITIES = {Severity.CRITICAL: "High", Severity.WARNING: "Normal", Severity.INFO: "Low"}


def _system_and_record(key: str) -> tuple[str, str] | None:
    """The system that a record's key names, and the record's own id there."""
    parts = key.split(":")
    for at, part in enumerate(parts[:-1]):
        if part in systems():
            return part, ":".join(parts[at + 1 :]).split("#")[0].split("/")[0]
    return None


def _cells(found: OpenException, titles: Mapping[str, str]) -> list[object]:
    title = titles.get(found.rule_id, found.rule_id)
    return [title if name == "title" else getattr(found, name) for name in COLUMNS]

"""An owner's work for each system, in the files that the system takes in."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from customer_truth.rules import Rule
from customer_truth.site.evidence import OpenException
from customer_truth.site.render import system_name
from customer_truth.site.task import Problem, Task, urgency
from customer_truth.site.work_record import NO_SYSTEM, WorkRecord, formats, work_record
from customer_truth.text.spreadsheet import Sheet


class WorkFile(NamedTuple):
    """A file with the work of one system; `records` is how many it holds.

    `is_import` is one that the system itself takes in; others are for a person who reads.
    """

    name: str
    title: str
    path: str
    records: int
    is_import: bool


class SystemWorklists:
    """The open exceptions of one owner as tasks: one for each record, with all that is wrong."""

    def __init__(
        self,
        role: str,
        rules: Mapping[str, Rule],
        as_of: datetime,
        *,
        systems: Collection[str] = (),
        site_url: str = "",
    ) -> None:
        """`systems` are those that the company knows beside those with an import of their own."""
        self._role = role
        self._rules = rules
        self._as_of = as_of
        self._systems = {*formats(), *systems, "registry"} - {NO_SYSTEM}
        self._site_url = site_url
        self._work: dict[WorkRecord, list[Problem]] = {}

    def add(self, page: Iterable[OpenException]) -> None:
        """Adds exceptions to the work of their records; waived ones are no work."""
        for found in page:
            rule = self._rules.get(found.rule_id)
            if rule is not None and found.waiver_id is None:
                record = work_record(found.record_key, found.mart, self._systems, rule.fix_in)
                told = {name: getattr(found, name) for name in Problem._fields if name != "rule"}
                self._work.setdefault(record, []).append(Problem(rule, **told))

    def write(self, folder: Path) -> Sequence[WorkFile]:
        """Writes the files into `folder`, the most urgent records first, and names them."""
        by_file: dict[tuple[str, str], list[WorkRecord]] = {}
        for record in self._work:
            apart = formats().get(record.system, {}).get("apart")
            by_file.setdefault((record.system, record.kind if apart else ""), []).append(record)
        return [
            file
            for (system, kind), records in sorted(by_file.items())
            for file in self._files(folder, system, kind, records)
        ]

    def _files(
        self, folder: Path, system: str, kind: str, records: list[WorkRecord]
    ) -> Iterator[WorkFile]:
        declared = formats().get(system, formats()[NO_SYSTEM])
        folder.mkdir(exist_ok=True)
        records.sort(key=lambda record: urgency(self._work[record]))
        most: int = declared["rows"]
        several = len(records) > most
        for number, start in enumerate(range(0, len(records), most), 1):
            part = records[start : start + most]
            words = [system, kind, str(number) if several else ""]
            path = folder / ("-".join(filter(None, words)) + _ending(declared))
            with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
                _write(file, declared, kind, (self._words(record, declared) for record in part))
            title = _name(system, kind, number if several else 0)
            yield WorkFile(
                name=title,
                title=declared["title"],
                path=f"{folder.name}/{path.name}",
                records=len(part),
                is_import=declared is not formats()[NO_SYSTEM],
            )

    def _words(self, record: WorkRecord, declared: Mapping[str, Any]) -> dict[str, object]:
        """What a file may say of a record; of its kinds, one carries the id."""
        task = Task(
            role=self._role,
            record=record,
            problems=self._work[record],
            as_of=self._as_of,
            site_url=self._site_url,
        )
        kinds = {
            kind: record.id if kind == record.kind else "" for kind in declared.get("kinds", ())
        }
        return task.words(declared["priorities"]) | kinds


def _write(
    file: IO[str], declared: Mapping[str, Any], kind: str, tasks: Iterable[Mapping[str, object]]
) -> None:
    if "tickets" in declared:
        json.dump({"tickets": [_filled(declared["tickets"], task) for task in tasks]}, file)
        return
    columns = _columns(declared, kind)
    rows = ([_filled(part, task) for part in columns.values()] for task in tasks)
    Sheet(file, columns).write(rows)


def _name(system: str, kind: str, number: int) -> str:
    """What a button calls the file."""
    return " ".join(filter(None, [system_name(system), kind, str(number or "")]))


def _ending(declared: Mapping[str, Any]) -> str:
    return ".json" if "tickets" in declared else ".csv"


def _columns(declared: Mapping[str, Any], kind: str) -> Mapping[str, str]:
    """The columns of a file; tasks on their own carry no id of a record."""
    columns: Mapping[str, str] = declared["columns"]
    if not declared.get("apart") or kind:
        return columns
    return {name: template for name, template in columns.items() if template != "{id}"}


def _filled(template: Any, words: Mapping[str, object]) -> Any:
    """The template with its words in place; a word that stands alone keeps its type."""
    if isinstance(template, Mapping):
        return {name: _filled(part, words) for name, part in template.items()}
    if not isinstance(template, str):
        return template
    alone = re.fullmatch(r"\{(\w+)\}", template)
    return words[alone[1]] if alone else template.format(**words)

"""Reads plants from YAML and says, file and line, what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from customer_truth.demo.plant import Change, Finds, Kind, Plant
from customer_truth.files.lined_yaml import Document, Steps
from customer_truth.files.problem import Problem, complaint, listed, nearest

_CHANGE = {"table", "where", "set", "delete", "duplicate", "insert", "widen"}
_PLANT = _CHANGE | {"records", "group", "also", "finds"}
_FINDS = {"rule", "key", "keys"}


class PlantFile:
    """Reads one file; what is wrong is collected, so that all of it is told at once.

    `rules` are those of the project, each with its mart.
    """

    def __init__(self, file: Path, document: Document, rules: Mapping[str, str]) -> None:
        self.file = file
        self.document = document
        self.rules = rules
        self.problems: list[Problem] = []
        for line, has, needs in document.problems:
            self._add(line, "plants", has, needs)

    def plants(self) -> list[Plant]:
        data = self.document.data
        if not isinstance(data, dict):
            self._complain((), "no mapping", "rules, each with its plants")
            return []
        found: list[Plant] = []
        for rule, entries in data.items():
            self._check_rule(rule, (rule,))
            if not isinstance(entries, list) or not entries:
                self._complain((rule,), "no list", "at least one plant")
                continue
            for at, entry in enumerate(entries):
                plant = self._plant(rule, at, entry, (rule, at))
                found.extend([plant] if plant else [])
        return found

    def _plant(self, rule: str, at: int, entry: Any, steps: Steps) -> Plant | None:
        before = len(self.problems)
        if not self._is_mapping(entry, _PLANT, steps):
            return None
        records = entry.get("records")
        if not isinstance(records, int) or isinstance(records, bool) or records < 1:
            self._complain((*steps, "records"), f"records {records!r}", "a whole number above 0")
        group = entry.get("group", "")
        if not isinstance(group, str):
            self._complain((*steps, "group"), f"group {group!r}", "a query that gives customers")
        change = self._change(entry, steps, may_keep="also" in entry)
        also = [
            self._change(part, (*steps, "also", i))
            for i, part in enumerate(self._list(entry, "also", steps))
            if self._is_mapping(part, _CHANGE, (*steps, "also", i))
        ]
        finds = [
            self._finds(rule, part, (*steps, "finds", i))
            for i, part in enumerate(self._list(entry, "finds", steps))
            if self._is_mapping(part, _FINDS, (*steps, "finds", i))
        ]
        if not finds:
            self._complain(steps, "no `finds`", "the rules that must fail, with the record's key")
        if len(self.problems) > before or change is None or not isinstance(records, int):
            return None
        return Plant(
            name=rule if at == 0 else f"{rule}#{at + 1}",
            records=records,
            change=change,
            also=tuple(part for part in also if part),
            finds=tuple(part for part in finds if part),
            place=f"{self.file}:{self.document.line(*steps)}",
            group=str(group).strip(),
        )

    def _change(
        self, entry: Mapping[str, Any], steps: Steps, *, may_keep: bool = False
    ) -> Change | None:
        system, table = self._table(entry, "table", steps)
        if not table:
            return None
        where = "true" if entry.get("where") is True else entry.get("where")
        if not isinstance(where, str) or not where.strip():
            self._complain((*steps, "where"), "no `where`", "a condition on the raw table, or true")
            return None
        sets = entry.get("set") or {}
        kind = self._kind(entry, sets, steps, may_keep)
        if kind is None:
            return None
        into = self._table(entry, "insert", steps) if kind == "insert" else ("", "")
        return Change(
            system=system,
            table=table,
            where=where.strip(),
            sets={name: "null" if value is None else str(value) for name, value in sets.items()},
            kind=kind,
            widen=tuple(self._list(entry, "widen", steps)),
            into='"{}"."{}"'.format(*into) if all(into) else "",
        )

    def _table(self, entry: Mapping[str, Any], name: str, steps: Steps) -> tuple[str, str]:
        system, dot, table = str(entry.get(name, "")).partition(".")
        if system and dot and table:
            return system, table
        has = f"{name} {entry.get(name)!r}"
        self._complain((*steps, name), has, "system.table, as netsuite.customer")
        return "", ""

    def _kind(
        self, entry: Mapping[str, Any], sets: Any, steps: Steps, may_keep: bool
    ) -> Kind | None:
        """A deletion stands alone; what is set beside another change belongs to the new row."""
        named: list[Kind] = []
        if entry.get("delete") is True:
            named.append("delete")
        if entry.get("duplicate") is True:
            named.append("duplicate")
        if "insert" in entry:
            named.append("insert")
        if isinstance(sets, dict):
            if sets and named in ([], ["delete"]):
                named.append("set")
            if len(named) == 1:
                return named[0]
            if not named and may_keep:
                return "keep"
        self._complain(
            steps, "no single change", "`set`, `duplicate: true`, `insert` or `delete: true`"
        )
        return None

    def _finds(self, rule: str, entry: Mapping[str, Any], steps: Steps) -> Finds | None:
        named = entry.get("rule", rule)
        if "rule" in entry:
            self._check_rule(named, (*steps, "rule"))
        keys = [entry[name] for name in ("key", "keys") if isinstance(entry.get(name), str)]
        if len(keys) != 1:
            self._complain(steps, "no single key", "`key` (an expression) or `keys` (a query)")
            return None
        mart = self.rules.get(str(named), "")
        return Finds(rule=str(named), mart=mart, key=keys[0].strip(), is_query="keys" in entry)

    def _list(self, entry: Mapping[str, Any], name: str, steps: Steps) -> list[Any]:
        value = entry.get(name, [])
        if isinstance(value, list):
            return value
        self._complain((*steps, name), f"{name} that is no list", "a list")
        return []

    def _is_mapping(self, entry: Any, allowed: set[str], steps: Steps) -> bool:
        if not isinstance(entry, dict):
            self._complain(steps, f"{entry!r}", f"a mapping of {listed(allowed)}")
            return False
        for name in entry:
            if name not in allowed:
                needs = f"one of {listed(allowed)}"
                self._complain((*steps, name), f"the field {name}", needs, nearest(name, allowed))
        return True

    def _check_rule(self, rule: Any, steps: Steps) -> None:
        if rule not in self.rules:
            needs = "a rule of expectations/"
            self._complain(steps, f"the rule {rule}", needs, nearest(str(rule), self.rules))

    def _complain(self, steps: Steps, has: str, needs: str, do: str = "") -> None:
        self._add(self.document.line(*steps), str(steps[0]) if steps else "plants", has, needs, do)

    def _add(self, line: int, where: str, has: str, needs: str, do: str = "") -> None:
        message = complaint(has, needs, do)
        self.problems.append(Problem(file=self.file, line=line, where=where, message=message))

"""Reads the fields of a YAML file by their types; what does not fit is told at its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from customer_truth.errors import Unusable
from customer_truth.files.layers import path_of
from customer_truth.files.lined_yaml import Document, Steps, read_yaml
from customer_truth.files.problem import Problem, clipped, complaint, nearest

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Fields:
    """The fields at one place of a file, where they are some; all places share `problems`."""

    file: Path
    where: str
    document: Document
    problems: list[Problem]
    data: Any
    steps: Steps = ()

    @property
    def _held(self) -> Mapping[str, Any]:
        return self.data if isinstance(self.data, dict) else {}

    def __contains__(self, name: str) -> bool:
        return self._held.get(name) is not None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all fields."""
        return tuple(self._held)

    def text(self, name: str) -> str:
        """A text; empty, and told, where there is none."""
        found = self._held.get(name)
        # A sign without width is no text.
        if isinstance(found, str) and any(s.isprintable() and not s.isspace() for s in found):
            return found
        self.refuse(name, "a text")
        return ""

    def texts(self, name: str, *, may_be_one: bool = False) -> tuple[str, ...]:
        """A list of texts; none where the field is missing."""
        found = self._held.get(name)
        listed = [found] if may_be_one and isinstance(found, str) else found
        if listed is None:
            return ()
        if isinstance(listed, list) and all(isinstance(part, str) for part in listed):
            return tuple(listed)
        self.refuse(name, "a list of texts")
        return ()

    def pairs(self, name: str) -> dict[str, str]:
        """Texts by name; none where the field is missing."""
        found = self._held.get(name)
        if found is None:
            return {}
        if isinstance(found, dict) and all(isinstance(part, str) for part in found.values()):
            return dict(found)
        self.refuse(name, "names, each with a text")
        return {}

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number within bounds; `least`, and told, where there is none."""
        found = self._held.get(name)
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= most:
            return found
        self.refuse(name, f"a whole number from {least} to {most:,}")
        return least

    def number(self, name: str, most: float) -> float:
        """A number above 0 and up to `most`; `most`, and told, where there is none."""
        found = self._held.get(name)
        if isinstance(found, int | float) and not isinstance(found, bool) and 0 < found <= most:
            return found
        self.refuse(name, f"a number above 0, at most {most:,}")
        return most

    def flag(self, name: str) -> bool:
        """True or false; false where the field is missing."""
        found = self._held.get(name, False)
        if not isinstance(found, bool):
            self.refuse(name, "true or false")
        return found is True

    def day(self, name: str) -> date:
        """A day; the first of all, and told, where there is none."""
        found = self._held.get(name)
        if isinstance(found, date) and not isinstance(found, datetime):
            return found
        do = "Write it without quotes." if isinstance(found, str) and _DAY.fullmatch(found) else ""
        self.refuse(name, "a day such as 2026-01-31", do)
        return date.min

    def days(self, name: str) -> tuple[date, ...]:
        """A day, or a list of them with the latest first; none, and told, where there is none."""
        found = self._held.get(name)
        if not isinstance(found, list):
            day = self.day(name)
            return (day,) if day > date.min else ()
        days = [one for one in found if isinstance(one, date) and not isinstance(one, datetime)]
        if not days or len(days) != len(found):
            self.refuse(name, "days such as 2026-01-31")
            return ()
        if days != sorted(days, reverse=True):
            self.refuse(name, "the newest first")
            return ()
        return tuple(days)

    def choice(self, name: str, among: Iterable[str]) -> str:
        """One of some words; the first, and told, where it is none of them."""
        known, found = list(among), self._held.get(name)
        if found in known:
            return str(found)
        self.refuse(name, f"one of {', '.join(known)}", nearest(str(found), known))
        return known[0]

    def part(self, name: str) -> Fields:
        """The fields below a name; without any where it is missing."""
        found = self._held.get(name)
        if found is not None and not isinstance(found, dict):
            self.refuse(name, "fields")
        return self._below(name, found)

    def inside(self, name: str) -> Fields:
        """The fields below a name, whose problems are told with the way to them."""
        return replace(self.part(name), where=f"{self.where}: {name}")

    def parts(self, name: str) -> list[Fields]:
        """The fields of each item of a list; none where the field is missing."""
        found = self._held.get(name)
        if found is None:
            return []
        if not isinstance(found, list):
            self.refuse(name, "a list")
            return []
        listed = Fields(self.file, self.where, self.document, self.problems, found, self._to(name))
        for at, item in enumerate(found):
            if not isinstance(item, dict):
                listed.refuse(at, "fields")
        return [listed._below(at, item) for at, item in enumerate(found) if isinstance(item, dict)]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A list of mappings; none where the field is missing."""
        found = self._held.get(name)
        if found is None and name not in self._held:
            return []
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            self.refuse(name, "a list of rows such as {column: value}")
            return []
        return found

    def known(self, names: Iterable[str]) -> None:
        """Tells every field that is none of these."""
        for name in self._held:
            if name not in names:
                self.tell(name, f"the unknown field {clipped(name)}", f"one of {', '.join(names)}")

    def refuse(self, name: str | int, needs: str, do: str = "") -> None:
        """Tells that a field is not what it has to be."""
        if self._to(name) in self.document.unread:
            return
        found = self._held.get(name) if isinstance(name, str) else self.data[name]
        has = f"no {name}" if found is None else f"{clipped(repr(found), 60)} as {name}"
        self.tell(name, has, needs, do)

    def tell(
        self, name: str | int, has: str, needs: str, do: str = "", lapsed: bool = False
    ) -> None:
        """Tells a problem at the line of a field."""
        line = self.document.line(*self._to(name))
        message = complaint(has, needs, do)
        self.problems.append(
            Problem(file=self.file, line=line, where=self.where, message=message, lapsed=lapsed)
        )

    def _to(self, name: str | int) -> Steps:
        return (*self.steps, name)

    def _below(self, name: str | int, data: Any) -> Fields:
        return Fields(self.file, self.where, self.document, self.problems, data, self._to(name))


def read_fields(root: Path, file: Path, where: str) -> Fields:
    """The fields of a file of the project, whose `problems` begin with what could not be read."""
    document = read_yaml(path_of(root, file))
    problems = [
        Problem(file=file, line=line, where=where, message=complaint(has, needs))
        for line, has, needs in document.problems
    ]
    fields = Fields(file, where, document, problems, document.data)
    if not isinstance(document.data, dict) and not problems:
        fields.tell("", "no fields", "at least one")
    return fields


def refuse_any(problems: Iterable[Problem]) -> None:
    """Raises `Unusable` with the problems, where there are any."""
    if told := [str(problem) for problem in problems]:
        raise Unusable(*told)

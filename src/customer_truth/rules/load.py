"""Reads the rule files of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from customer_truth.engine import engine_root
from customer_truth.files.layers import ADOPTION, files_of, is_of_catalogue, path_of
from customer_truth.files.lined_yaml import Document, read_yaml
from customer_truth.files.problem import Problem, complaint
from customer_truth.registry.adoption import Adoption, read_adoption
from customer_truth.rules.model import Claim, Kind, Order, Rule, Suite, Trace, Wording
from customer_truth.rules.schema import Steps, Violation, plain, violations
from customer_truth.verdict.verdict import Severity

EXPECTATIONS = Path("expectations")
_Check = Callable[[Document], tuple[Violation, ...]]


@dataclass(frozen=True)
class Entry:
    """One rule as it stands in its file, whether or not it is sound."""

    file: Path
    steps: Steps
    fields: Mapping[str, Any]
    suite: Mapping[str, Any]
    document: Document

    @property
    def id(self) -> str | None:
        """The rule's id, if it has one."""
        return self.text("id")

    @property
    def shipped(self) -> Mapping[str, Any]:
        """The fields as the file has them, whatever a home makes of the rule."""
        found: Mapping[str, Any] = self.document.data["rules"][self.steps[-1]]
        return found

    @property
    def where(self) -> str:
        """The rule's name in a message."""
        suite = self.suite.get("suite") or self.file.stem
        return f"rule {self.id}" if self.id else f"rule {int(self.steps[-1]) + 1} of {suite}"

    def text(self, name: str) -> str | None:
        """A field that is a text, else None."""
        found = self.fields.get(name)
        return found if isinstance(found, str) and found.strip() else None

    def line(self, *names: str | int) -> int:
        """The line of a field, or of the rule where the field is missing."""
        return self.document.line(*self.steps, *names)

    def problem(
        self, name: str, has: str, needs: str, do: str = "", lapsed: bool = False
    ) -> Problem:
        """A problem of this rule at the line of that field."""
        message, line = complaint(has, needs, do), self.line(name)
        return Problem(file=self.file, line=line, where=self.where, message=message, lapsed=lapsed)


@dataclass(frozen=True)
class RuleFile:
    """One file of rules: its parts as they stand, and the suite if nothing is wrong in it.

    `unowned` are the rules in which nothing is wrong but their owner.
    """

    file: Path
    document: Document
    fields: Mapping[str, Any]
    entries: tuple[Entry, ...]
    suite: Suite | None
    problems: tuple[Problem, ...]
    unowned: tuple[Entry, ...] = ()

    @property
    def where(self) -> str:
        """The suite's name in a message."""
        return f"suite {self.fields.get('suite') or self.file.stem}"

    def problem(self, name: str, has: str, needs: str, do: str = "") -> Problem:
        """A problem of the suite at the line of that field."""
        message = complaint(has, needs, do)
        line = self.document.line(name)
        return Problem(file=self.file, line=line, where=self.where, message=message)


def load_suites(root: Path, *, are_proven: bool = False) -> tuple[list[Suite], list[Problem]]:
    """The suites of the project, and what is wrong in the shape of their files.

    A suite with a problem holds its sound rules only, so nothing may run while there is one. Files
    that `are_proven` to be sound are not held against their schema again.
    """
    found = read_rule_files(root, are_proven=are_proven)
    suites = [file.suite for file in found if file.suite is not None]
    return suites, [problem for file in found for problem in file.problems]


def read_rule_files(root: Path, *, are_proven: bool = False) -> list[RuleFile]:
    """Every rule file of the project, those of the catalogue first, in the order of their names.

    A rule of the catalogue is as the home adopts it; one that it switched off is left out.
    """
    adoption, _ = read_adoption(root)
    files = files_of(root, EXPECTATIONS, "*.yml", "*.yaml")
    check = _nothing if are_proven else _violations
    read = [_read(root, file, adoption, check) for file in files if file != ADOPTION]
    return [
        file for file in read if file.entries or file.problems or not is_of_catalogue(file.file)
    ]


def read_catalogue() -> list[RuleFile]:
    """The rule files of the catalogue as they ship, whatever a home makes of them."""
    root = engine_root()
    files = files_of(root, EXPECTATIONS, "*.yml", "*.yaml")
    return [_read(root, file, None, _violations) for file in files]


def _read(root: Path, file: Path, adoption: Adoption | None, check: _Check) -> RuleFile:
    document = read_yaml(path_of(root, file))
    fields = document.data if isinstance(document.data, dict) else {}
    rules = fields.get("rules")
    entries = tuple(
        Entry(file, ("rules", at), rule, fields, document)
        for at, rule in enumerate(rules if isinstance(rules, list) else [])
        if isinstance(rule, dict)
    )
    if adoption and is_of_catalogue(file):
        entries = tuple(_adopted(entries, adoption))
    by_steps = {entry.steps: entry for entry in entries}
    suite_name = f"suite {fields.get('suite') or file.stem}"

    def where(steps: Steps) -> str:
        entry = by_steps.get(steps[:2])
        return entry.where if entry else suite_name

    broken: list[tuple[int, str, Violation]] = []
    for line, has, needs in document.problems:
        around = [steps for steps, at in document.lines.items() if len(steps) == 2 and at <= line]
        place = max(around, key=lambda steps: document.lines[steps], default=())
        broken.append((line, where(place), Violation(place, has, needs)))
    if not document.problems or document.data is not None:
        for found in check(document):
            if found.steps in document.unread:
                continue
            broken.append((document.line(*found.steps), where(found.steps), found))
    problems = tuple(
        Problem(file=file, line=line, where=told, message=complaint(v.has, v.needs, v.do))
        for line, told, v in broken
    )
    places = [*(violation.steps for _, _, violation in broken), *document.unread]
    bad = {steps[:2] if steps[:1] == ("rules",) else () for steps in places}
    sound = [entry for entry in entries if entry.steps not in bad]
    suite = None if () in bad or ("rules",) in bad else _suite(file, fields, sound)
    unowned = tuple(entry for entry in entries if _lacks_only_an_owner(entry, broken))
    return RuleFile(file, document, fields, entries, suite, problems, unowned)


# What a home makes of a file of the catalogue changes nothing in the file.
@lru_cache(maxsize=1_000)
def _violations(document: Document) -> tuple[Violation, ...]:
    return tuple(violations(document.data))


def _nothing(document: Document) -> tuple[Violation, ...]:
    return ()


def _adopted(entries: Iterable[Entry], adoption: Adoption) -> Iterator[Entry]:
    for entry in entries:
        if (fields := adoption.adopted(plain(entry.fields), entry.suite)) is not None:
            yield replace(entry, fields=fields)


def owned(file: RuleFile, entry: Entry, owner: str) -> Rule | None:
    """The rule of an unowned entry as if it had this owner; None where its suite is unsound."""
    if file.suite is None:
        return None
    fields = {**file.fields, "rules": []}
    sound = replace(entry, fields={**entry.fields, "owner": owner})
    return _suite(file.file, fields, [sound]).rules[0]


def _lacks_only_an_owner(entry: Entry, broken: list[tuple[int, str, Violation]]) -> bool:
    of_entry = [v for _, _, v in broken if v.steps[:2] == entry.steps]
    return bool(of_entry) and all(
        v.steps[2:3] == ("owner",) or (len(v.steps) == 2 and v.has.startswith("no owner"))
        for v in of_entry
    )


def _suite(file: Path, fields: Mapping[str, Any], entries: list[Entry]) -> Suite:
    shared: dict[str, Any] = {
        "mart": fields["mart"],
        "key": fields["key"],
        "customer": fields.get("customer"),
        "value": fields.get("value"),
        "judged_at": fields.get("judged_at"),
        "trace": _trace(fields.get("trace")),
        "touches_customers": fields.get("touches_customers", True),
        "file": file,
    }
    name = fields["suite"]
    rules = tuple(_rule(entry, suite=name, **shared) for entry in entries)
    return Suite(name=name, rules=rules, **shared)


def _trace(fields: Mapping[str, Any] | None) -> Trace | None:
    return Trace(**{**fields, "record": tuple(fields["record"])}) if fields else None


def _rule(entry: Entry, **shared: Any) -> Rule:
    fields = plain(entry.fields)
    read = dict(_optional(fields))
    return Rule(
        id=fields["id"],
        title=fields["title"],
        broken=fields.get("broken", f"Not so: {fields['title']}").strip(),
        kind=Kind(fields["kind"]),
        owner=fields["owner"],
        severity=Severity(fields["severity"]),
        dimension=fields["dimension"],
        why=fields["why"].strip(),
        fix=fields["fix"].strip(),
        effective_from=date.fromisoformat(fields["effective_from"]),
        lifecycle=fields.get("lifecycle") or entry.suite.get("lifecycle"),
        line=entry.line(),
        **read,
        **shared,
    )


def _optional(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in ("fix_in", "reference", "stage", "stage_means", "decision"):
        yield name, fields.get(name)
    for name in ("when", "must", "in_error"):
        yield name, fields[name].strip() if name in fields else None
    yield "order", _order(fields.get("order"))
    yield "before", tuple(_wordings(fields))
    yield "claims", tuple(Claim(**claim) for claim in fields.get("claims", ()))
    yield "tolerance", float(fields.get("tolerance", 0))
    yield "limits", fields.get("limits", {})
    yield "expect", fields.get("expect")
    until = fields.get("effective_until")
    yield "effective_until", date.fromisoformat(until) if until else None


def _order(fields: Mapping[str, Any] | None) -> Order | None:
    if fields is None:
        return None
    events = {
        name: (said,) if isinstance(said, str) else tuple(said)
        for name in ("of", "to")
        if (said := fields.get(name))
    }
    return Order(**{**fields, **events})


def _wordings(fields: Mapping[str, Any]) -> Iterator[Wording]:
    """The earlier wordings, the newest first; what one does not name was as it is now."""
    for said in sorted(fields.get("before", ()), key=lambda w: str(w["effective_from"]))[::-1]:
        was = {**fields, **said}
        yield Wording(
            effective_from=date.fromisoformat(was["effective_from"]),
            when=was["when"].strip() if "when" in was else None,
            must=was["must"].strip() if "must" in was else None,
            limits=was.get("limits", {}),
        )

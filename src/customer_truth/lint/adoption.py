"""Is the adoption of the catalogue sound: does it name what there is, and does somebody answer?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from customer_truth.definitions.marts import load_marts
from customer_truth.engine import engine_root
from customer_truth.files.fields import Fields, read_fields
from customer_truth.files.layers import ADOPTION, is_of_catalogue
from customer_truth.files.problem import Problem, complaint, listed, nearest
from customer_truth.lint.accountable import one_role
from customer_truth.registry.adoption import OFF, Adoption, Amendment, by_age, section
from customer_truth.registry.load import Registry
from customer_truth.rules.from_registry import registry_rule_ids, registry_suites
from customer_truth.rules.load import Entry, RuleFile, read_catalogue
from customer_truth.rules.schema import A_NAME, is_name, plain

_OWNERS = Path("seeds") / "owners.csv"


def check_adoption(root: Path, registry: Registry, today: date) -> Iterator[Problem]:
    """Every name in the adoption that the catalogue does not know, and another version's.

    So is each day on which nothing can begin as it is said.
    """
    if (adoption := registry.adoption) is None:
        return
    said = read_fields(root, ADOPTION, "adoption")
    said.problems.clear()  # told by whoever reads the registry
    installed = version("customer-truth")
    if adoption.version and adoption.version != installed:
        do = "Look at what it moves: truth upgrade --check. Then adopt it: truth upgrade."
        said.tell("version", f"the catalogue {adoption.version}", f"the engine's {installed}", do)
    if adoption.adopted_on > today:
        has, needs = f"{adoption.adopted_on} as adopted_on", f"{today} or a day before"
        said.tell("adopted_on", has, needs, "A rule may begin later: effective_from.", lapsed=True)
    catalogue = _catalogue(registry)
    _known(said.part("roles"), catalogue.functions, "a function of the catalogue")
    for function, role in adoption.roles.items():
        if not is_name(role):
            said.part("roles").tell(function, f"{role[:80]!r} as a role", A_NAME)
    off = said.part("off")
    for kind in OFF:
        _known(off.part(kind), catalogue.names[kind], f"one of the {kind} of the catalogue")
    rules = said.part("rules")
    _known(rules, catalogue.names["rules"], "a rule of the catalogue")
    for id in rules.names:
        if id in adoption.off.get("rules", {}):
            rules.tell(
                id, f"{id}, which is off", "a rule that is judged", "Take one of the two out."
            )
        if "limits" not in rules.part(id):
            continue
        if id in catalogue.entries:
            _limits(rules.part(id).part("limits"), catalogue.entries[id])
        elif id in catalogue.names["rules"]:
            do = "Change the rows that it follows from."
            rules.part(id).tell("limits", "limits of a derived rule", "a rule with limits", do)
    _begin(said, adoption, catalogue.entries)
    _end(said, adoption, catalogue.entries.values())
    yield from said.problems


def check_roles(files: Iterable[RuleFile], registry: Registry, today: date) -> Iterator[Problem]:
    """Each role that answers for something of the catalogue and that nobody holds, once."""
    if registry.adoption is None:
        return
    on = {row.source_system for row in registry.systems}
    entries = [
        entry
        for file in files
        if is_of_catalogue(file.file)
        for entry in file.entries
        if (system := _of_one_system(entry)) is None or system in on
    ]
    rules = Counter(owner for entry in entries if (owner := entry.text("owner")))
    rows = Counter(role for role in _named_in_rows(registry) if role in registry.awaited)
    held = {owner.role for owner in registry.owners}
    for role in sorted(rules.keys() | rows.keys()):
        if role not in held:
            counted = [(rules[role], "rule"), (rows[role], "row of the registry")]
            told = " and ".join(_counted(count, noun) for count, noun in counted if count)
            needs = f"the one person who answers for {told}"
            do = f"Add the row, or name another role for it under roles in {ADOPTION}."
            message = complaint("no holder", needs, do)
            yield Problem(file=_OWNERS, line=1, where=f"role {role}", message=message)
        elif role in rules and (wrong := one_role(registry, role, today)):
            row = next(owner for owner in registry.owners if owner.role == role)
            message = complaint(wrong.has, wrong.needs, wrong.do)
            yield Problem(
                file=row.file,
                line=row.line,
                where=row.where,
                message=message,
                lapsed=wrong.lapsed,
            )


def _of_one_system(entry: Entry) -> str | None:
    """The one system that a rule is about, if any; nobody answers for one that a company lacks."""
    found = re.fullmatch(r"source_system = '(\w+)'( and (?:(?! or ).)*)?", entry.text("when") or "")
    return found[1] if found else None


@dataclass(frozen=True)
class _Catalogue:
    """What the catalogue can be asked for: its functions, and each kind of name."""

    functions: set[str]
    names: dict[str, set[str]]
    entries: dict[str, Entry]


def _catalogue(registry: Registry) -> _Catalogue:
    files = read_catalogue()
    entries = {entry.id: entry for file in files for entry in file.entries if entry.id}
    whole = replace(registry, adoption=None)
    derived = registry_suites(whole) if not registry.problems else []
    of_rules = [entry.fields.get("owner") for entry in entries.values()]
    of_marts = [mart.owner for mart in load_marts(engine_root())[0].values()]
    lifecycles = {e.fields.get("lifecycle") or e.suite.get("lifecycle") for e in entries.values()}
    references = [*(e.fields for e in entries.values()), *_references(derived)]
    return _Catalogue(
        functions={str(owner) for owner in (*of_rules, *of_marts) if owner},
        names={
            "rules": {*entries, *registry_rule_ids(whole)},
            "suites": {*(str(f.fields.get("suite")) for f in files), *(s.name for s in derived)},
            "sections": {name for rule in references if (name := section(rule))},
            "lifecycles": {str(name) for name in lifecycles if name}
            | {row.lifecycle for row in registry.lifecycles},
        },
        entries=entries,
    )


def _references(suites: Iterable[Any]) -> Iterator[dict[str, str | None]]:
    yield from ({"reference": rule.reference} for suite in suites for rule in suite.rules)


def _known(said: Fields, names: set[str], what: str) -> None:
    for name in said.names:
        if name not in names:
            do = nearest(name, names) or f"There are {listed(names, 40)}."
            said.tell(name, f"the unknown {name[:80]}", what, do)


def _limits(said: Fields, entry: Entry) -> None:
    """A limit that the rule does not name would change nothing without a word."""
    known = entry.fields.get("limits") or {}
    for name in said.names:
        if name not in known:
            do = nearest(name, known) or f"It has {listed(known) or 'none'}."
            said.tell(name, f"the unknown limit {name[:80]}", f"a limit of {entry.id}", do)
        elif isinstance(known[name], str) != isinstance(said.data[name], str):
            said.refuse(name, f"a {'text' if isinstance(known[name], str) else 'number'}")


def _begin(said: Fields, adoption: Adoption, entries: Mapping[str, Entry]) -> None:
    """Days of newest wordings that the rule's own wordings cannot keep."""
    for id, amended in adoption.rules.items():
        if not amended.newest_from:
            continue
        place = said.inside("rules").inside(id)
        first = amended.effective_from or adoption.adopted_on
        if (day := amended.newest_from[-1]) < first:
            name = "effective_from" if amended.effective_from else "adopted_on"
            needs = f"a day on or after {name} {first}"
            place.tell("newest_from", f"{day} as newest_from", needs)
        wordings = len(by_age(plain(entries[id].fields))) if id in entries else 0
        if len(amended.newest_from) > wordings > 0:
            has = f"{_counted(len(amended.newest_from), 'day')} for {_counted(wordings, 'wording')}"
            place.tell(
                "newest_from", has, "at most one day for each wording", "Take the oldest out."
            )


def _end(said: Fields, adoption: Adoption, entries: Iterable[Entry]) -> None:
    """A rule that ends before it begins here would judge nothing without a word."""
    for entry in entries:
        shipped = plain(entry.fields)
        until = shipped.get("effective_until")
        if not until or adoption.adopted(shipped, entry.suite) is None:
            continue
        own = adoption.rules.get(entry.id or "", Amendment()).effective_from
        place = said.inside("rules").inside(entry.id or "") if own else said
        name, first = ("effective_from", own) if own else ("adopted_on", adoption.adopted_on)
        if str(first) > until:
            has = f"{name} {first} for {entry.id}, which ends on {until}"
            do = f"Or switch it off: off: rules: {entry.id}."
            place.tell(name, has, "a day on which it is in force", do)


def _named_in_rows(registry: Registry) -> Iterator[str]:
    for row in registry.rows:
        yield from filter(None, (getattr(row, name, None) for name in ("owner", "decider")))


def _counted(count: int, noun: str) -> str:
    one, space, rest = noun.partition(" ")
    return f"{count} {noun if count == 1 else f'{one}s{space}{rest}'}"

"""What a company makes of the catalogue: `expectations/catalogue.yml` of its home.

It says which role of the company answers where the catalogue names a function, what is switched
off and why, and which limits, severity and first day a rule has here. Nothing else is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from customer_truth.files.fields import Fields, read_fields
from customer_truth.files.layers import ADOPTION, is_thin
from customer_truth.files.problem import Problem
from customer_truth.verdict.verdict import Severity

Limits = Mapping[str, int | float | str]

_FIELDS = ("version", "adopted_on", "roles", "off", "rules")
_AMENDED = ("limits", "severity", "effective_from", "newest_from")
# What can be switched off, and the field of a rule that says whether it belongs there.
OFF = ("sections", "lifecycles", "suites", "rules")


@dataclass(frozen=True)
class Amendment:
    """What the company says of one rule otherwise than the catalogue; None where it does not.

    `effective_from` is the first day of the rule, `newest_from` those of its newest wordings, the
    newest first; what is older begins as the catalogue says.
    """

    limits: Limits | None = None
    severity: Severity | None = None
    effective_from: date | None = None
    newest_from: tuple[date, ...] = ()


@dataclass(frozen=True)
class Adoption:
    """The catalogue as one company adopted it.

    `roles` are the company's by the catalogue's function; one that is not named keeps its name.
    `off` holds, for each of sections, lifecycles, suites and rules, the reason by the name. No
    record is judged by a rule before `adopted_on`, unless the company says so.
    """

    version: str
    adopted_on: date
    roles: Mapping[str, str] = field(default_factory=dict)
    off: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rules: Mapping[str, Amendment] = field(default_factory=dict)

    def role(self, function: str) -> str:
        """The company's role that answers where the catalogue names this one."""
        return self.roles.get(function, function)

    def adopted(self, rule: Mapping[str, Any], suite: Mapping[str, Any]) -> dict[str, Any] | None:
        """The fields of a rule of the catalogue as they hold here; None where it is off.

        `rule` are its fields with days as text, `suite` those of its suite.
        """
        if any(name in self.off.get(kind, {}) for kind, name in belongs_to(rule, suite)):
            return None
        amendment = self.rules.get(rule["id"], Amendment())
        fields = dict(rule)
        if isinstance(owner := rule.get("owner"), str):
            fields["owner"] = self.role(owner)
        if amendment.severity:
            fields["severity"] = amendment.severity.value
        if amendment.limits:
            # The limits of the company hold for as long as it has the rule, in each wording.
            fields = _limited(fields, amendment.limits)
            if "before" in rule:
                fields["before"] = [_limited(one, amendment.limits) for one in rule["before"]]
        if amendment.newest_from:
            fields = _dated(fields, amendment.newest_from)
        return _begun(fields, amendment.effective_from, self.adopted_on)


def read_adoption(root: Path) -> tuple[Adoption | None, list[Problem]]:
    """What the project adopts, and what is wrong with it; None of a flat project.

    Where there are problems, a part that cannot be read adopts the catalogue as it ships.
    """
    if not is_thin(root):
        return None, []
    fields = read_fields(root, ADOPTION, "adoption")
    fields.known(_FIELDS)
    off = fields.inside("off")
    off.known(OFF)
    rules = fields.inside("rules")
    adoption = Adoption(
        version=fields.text("version"),
        adopted_on=fields.day("adopted_on"),
        roles=fields.pairs("roles"),
        off={kind: _reasons(off.inside(kind)) for kind in off.names if kind in OFF},
        rules={name: _amendment(rules.inside(name)) for name in rules.names},
    )
    return adoption, fields.problems


def _reasons(kind: Fields) -> dict[str, str]:
    reasons = {}
    for name in kind.names:
        said = kind.inside(name)
        said.known(("because",))
        reasons[name] = said.text("because")
    return reasons


def _amendment(said: Fields) -> Amendment:
    said.known(_AMENDED)
    if not any(name in said for name in _AMENDED):
        said.tell("", "nothing for the rule", f"one of {', '.join(_AMENDED)}")
    return Amendment(
        limits=_limits(said.inside("limits")) if "limits" in said else None,
        severity=Severity(said.choice("severity", Severity)) if "severity" in said else None,
        effective_from=said.day("effective_from") if "effective_from" in said else None,
        newest_from=said.days("newest_from") if "newest_from" in said else (),
    )


def _limits(said: Fields) -> dict[str, int | float | str]:
    for name in said.names:
        if isinstance(said.data[name], bool) or not isinstance(said.data[name], int | float | str):
            said.refuse(name, "a number or a text")
    return {name: said.data[name] for name in said.names}


def section(rule: Mapping[str, Any]) -> str | None:
    """The section of the catalogue that a rule stands in, as its reference tells: CRM of CRM-09."""
    reference = rule.get("reference")
    return reference.partition("-")[0] if isinstance(reference, str) else None


def belongs_to(
    rule: Mapping[str, Any], suite: Mapping[str, Any]
) -> Iterator[tuple[str, str | None]]:
    """Each kind of what can be switched off, and what of it a rule belongs to."""
    yield "rules", rule.get("id")
    yield "suites", suite.get("suite")
    yield "lifecycles", rule.get("lifecycle") or suite.get("lifecycle")
    yield "sections", section(rule)


def _limited(wording: Mapping[str, Any], own: Limits) -> dict[str, Any]:
    """A wording with the company's limits, as far as it names them."""
    limits = wording.get("limits", {})
    kept = {name: limit for name, limit in own.items() if name in limits}
    return {**wording, "limits": {**limits, **kept}} if kept else dict(wording)


def by_age(rule: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every wording of a rule as fields, the newest first; of one day, in the order written."""
    wordings = [rule, *rule.get("before", ())]
    return sorted(wordings, key=lambda wording: str(wording["effective_from"]), reverse=True)


def _dated(rule: dict[str, Any], days: Sequence[date]) -> dict[str, Any]:
    """The rule whose newest wordings begin on these days, not before the catalogue's."""
    wordings = [dict(wording) for wording in by_age(rule)]
    for wording, day in zip(wordings, days, strict=False):
        wording["effective_from"] = max(str(wording["effective_from"]), str(day))
    return {**wordings[0], "before": wordings[1:]}


# Behind every day that can be written.
_NEVER = "9999-99"


def _begun(rule: dict[str, Any], said: date | None, adopted_on: date) -> dict[str, Any]:
    """The rule with the wordings that hold on or after its first day here, the newest first."""
    wordings = by_age(rule)
    first = str(said or max(str(wordings[-1]["effective_from"]), str(adopted_on)))
    # A wording ends where the next begins; those that ended by the first day, or by their own,
    # never held here.
    ends = [_NEVER, *(str(wording["effective_from"]) for wording in wordings[:-1])]
    held = [
        wording
        for wording, end in zip(wordings, ends, strict=True)
        if end > max(first, str(wording["effective_from"]))
    ]
    begun = [*held[:-1], {**held[-1], "effective_from": first}]
    fields = {name: part for name, part in begun[0].items() if name != "before"}
    return {**fields, "before": begun[1:]} if begun[1:] else fields

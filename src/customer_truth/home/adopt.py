"""Which part of the catalogue a new home adopts: what its systems can tell of, and who answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from customer_truth.home.proposal import Proposal, Row
from customer_truth.registry.adoption import Adoption, section
from customer_truth.rules.load import Entry, read_catalogue
from customer_truth.rules.schema import plain

_HEAD = """\
# yaml-language-server: $schema=../.truth/expectations/catalogue.schema.json
# What your company makes of the catalogue; nothing else of it is repeated here.
version: {version}
# No record is judged by a rule for what happened before this day, unless the rule says so below.
adopted_on: {day}

# The catalogue's function: the role of your company. Several may be one.
roles:
"""
_OFF = """
# What is switched off. Take a line out to switch it on; truth lint then names what it needs.
off:
"""
_RULES = """
# What you say of a rule otherwise than the catalogue:
#   its_id: {limits: {quiet_days: 14}, severity: info, effective_from: 2027-01-01}
rules: {}
"""


@dataclass(frozen=True)
class Adopted:
    """The adoption of a new home, its rows, and the functions that answer for any of it."""

    adoption: Adoption
    tables: Mapping[str, Sequence[Row]]
    functions: tuple[str, ...]


def adopt(
    proposal: Proposal, systems: Sequence[str], today: date, unfit: Mapping[str, str]
) -> Adopted:
    """Adopts every rule on what the systems can tell of; the rest is off, with the reason.

    `unfit` are the rules that do not fit what is proposed, each with why not.
    """
    entries = [entry for file in read_catalogue() for entry in file.entries]
    own = {str(row["lifecycle"]) for row in proposal.tables["lifecycles"]}
    because = "No connected system covers this yet."
    sections = {name for entry in entries if (name := section(entry.fields))}
    lifecycles = {name for entry in entries if (name := _lifecycle(entry))}
    off = {
        "sections": dict.fromkeys(sorted(sections - proposal.sections), because),
        "lifecycles": dict.fromkeys(sorted(lifecycles - own), because),
        "rules": unfit,
    }
    adoption = Adoption(version("customer-truth"), today, off={k: v for k, v in off.items() if v})
    kept = [entry for entry in entries if _is_adopted(entry, adoption)]
    decisions = {entry.text("decision") for entry in kept}
    rights = [r for r in proposal.tables["decision_rights"] if r["decision"] in decisions]
    tables = {**proposal.tables, "decision_rights": rights}
    rows = [row for table in tables.values() for row in table]
    of_rows = {str(row[name]) for row in rows for name in ("owner", "decider") if name in row}
    functions = of_rows | {owner for entry in kept if (owner := entry.text("owner"))}
    return Adopted(adoption, tables, tuple(sorted(functions)))


def catalogue_file(adopted: Adopted, roles: Mapping[str, str]) -> str:
    """The text of `expectations/catalogue.yml`."""
    adoption = adopted.adoption
    text = _HEAD.format(version=adoption.version, day=adoption.adopted_on)
    text += "".join(f"  {function}: {role}\n" for function, role in roles.items())
    if adoption.off:
        text += _OFF
    for kind, reasons in adoption.off.items():
        text += f"  {kind}:\n"
        text += "".join(f'    {name}: {{because: "{why}"}}\n' for name, why in reasons.items())
    return text + _RULES


def _lifecycle(entry: Entry) -> str | None:
    return entry.text("lifecycle") or entry.suite.get("lifecycle")


def _is_adopted(entry: Entry, adoption: Adoption) -> bool:
    return adoption.adopted(plain(entry.fields), entry.suite) is not None

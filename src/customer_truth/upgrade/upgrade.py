"""What the installed catalogue says otherwise than the adopted one, measured and adopted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from customer_truth.errors import Unusable
from customer_truth.files.definition_files import content_hashes, differing_files
from customer_truth.files.layers import ADOPTION, is_of_catalogue, is_thin
from customer_truth.gate.changed_rules import changed_rules
from customer_truth.gate.gate import Compared, compare
from customer_truth.gate.last_night import adopted_version, lay_out
from customer_truth.gate.parties import Parties
from customer_truth.gate.result import GateResult
from customer_truth.gate.scratch import scratch_folder
from customer_truth.gate.side import Side, load_side
from customer_truth.project import Project
from customer_truth.registry.adoption import Amendment, read_adoption
from customer_truth.rules import Rule
from customer_truth.rules.load import read_catalogue
from customer_truth.upgrade.adopting import adopted_text
from customer_truth.upgrade.days import Days, adopted_days, shipped_days

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Upgrade:
    """From one version of the catalogue to another: the rules that are new, changed and gone.

    `wordings` are, for each changed rule, its fields as they shipped and ship, and what the company
    says of it.
    """

    adopted: str
    installed: str
    new: tuple[Rule, ...]
    changed: tuple[Rule, ...]
    gone: tuple[Rule, ...]
    wordings: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any], Amendment]]


def check_upgrade(
    project: Project, today: date, list_to: Path | None, progress: Progress
) -> GateResult:
    """What adopting the installed catalogue moves on the data of the last night.

    Its new rules are judged from the day that the catalogue gives them, to show what they find.
    """
    adopted, installed = _versions(project.root)
    with scratch_folder() as folder:
        progress("definitions of the last night")
        was = _night_before(project, adopted, folder / "night")
        head = folder / "adopted"
        upgrade = _compared(project.root, was, head, today, (adopted, installed))
        shipped = _first_days()
        days: dict[str, Days] = {r.id: {"effective_from": shipped[r.id]} for r in upgrade.new}
        for rule in upgrade.changed:
            days[rule.id] = shipped_days(*upgrade.wordings[rule.id])
        _write(head, adopted_text(head, installed, days))
        paths = differing_files(was, head)
        told = f"the catalogue {adopted}, adopted"
        return compare(
            project, Compared(told, [was], head, paths, list_to=list_to), folder, progress
        )


def adopt(project: Project, today: date) -> Upgrade:
    """Writes the installed version into the adoption: what is new in it holds from `today`."""
    adopted, installed = _versions(project.root)
    with scratch_folder() as folder:
        was = _night_before(project, adopted, folder / "night")
        head = folder / "adopted"
        upgrade = _compared(project.root, was, head, today, (adopted, installed))
    days: dict[str, Days] = {rule.id: {"effective_from": today} for rule in upgrade.new}
    for rule in upgrade.changed:
        days[rule.id] = adopted_days(*upgrade.wordings[rule.id], today)
    _write(project.root, adopted_text(project.root, installed, days))
    return upgrade


def _versions(root: Path) -> tuple[str, str]:
    """The adopted and the installed version; `Unusable` where nothing can be adopted."""
    if not is_thin(root):
        raise Unusable(
            f"{ADOPTION}: is not there, needs the adopted version. A project that holds the "
            "catalogue itself is upgraded by git."
        )
    adoption, problems = read_adoption(root)
    if adoption is None or problems:
        raise Unusable(*(str(problem) for problem in problems))
    installed = version("customer-truth")
    if adoption.version == installed:
        raise Unusable(
            f"{ADOPTION}: has the installed version {installed} already, needs an earlier one. "
            "There is nothing to adopt."
        )
    return adoption.version, installed


def _night_before(project: Project, adopted: str, folder: Path) -> Path:
    """The definitions of the last night, which must have been one of the adopted version."""
    was = lay_out(project, folder)
    of_night = adopted_version(was)
    if of_night != adopted:
        raise Unusable(
            f"warehouse: has a night of the catalogue {of_night}, needs one of the adopted "
            f"{adopted}. Install that version again and run: truth nightly"
        )
    return was


def _compared(root: Path, was: Path, head: Path, today: date, versions: tuple[str, str]) -> Upgrade:
    """The rules of the last night beside those of the installed catalogue, laid out in `head`."""
    adopted, installed = versions
    for path in content_hashes(root):
        if not is_of_catalogue(Path(path)):
            target = head / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((root / path).read_bytes())
    _write(head, adopted_text(head, installed, {}))
    base, now = load_side(was, today), load_side(head, today)
    criteria = {c.rule for c in changed_rules(Parties(base, now)) if c.criterion and c.rule}
    changed = _of_catalogue(now, criteria & base.rules.keys() & now.rules.keys())
    said = now.registry.adoption.rules if now.registry.adoption else {}
    return Upgrade(
        adopted=adopted,
        installed=installed,
        new=_of_catalogue(now, now.rules.keys() - base.rules.keys()),
        changed=changed,
        gone=_of_catalogue(base, base.rules.keys() - now.rules.keys()),
        wordings={
            id: (base.entries[id].shipped, now.entries[id].shipped, said.get(id, Amendment()))
            for id in (rule.id for rule in changed)
        },
    )


def _of_catalogue(side: Side, ids: Iterable[str]) -> tuple[Rule, ...]:
    rules = (side.rules[id] for id in sorted(ids))
    return tuple(rule for rule in rules if is_of_catalogue(rule.file))


def _first_days() -> Mapping[str, date]:
    """The first day of each rule, as the catalogue ships it."""
    rules = (rule for file in read_catalogue() if file.suite for rule in file.suite.rules)
    return {rule.id: rule.effective_from for rule in rules}


def _write(root: Path, text: str) -> None:
    (root / ADOPTION).write_text(text, "utf-8")

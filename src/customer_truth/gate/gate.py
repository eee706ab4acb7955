"""Gates one change: names it, shows what it moves, and says whether it may be merged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from customer_truth.files.definition_files import BUILT_FROM, is_within
from customer_truth.files.layers import ADOPTION, path_of
from customer_truth.gate.agreement import needed_agreements
from customer_truth.gate.ahead import (
    dated,
    dated_expectations,
    days_to_judge,
    moved_back,
    with_later,
)
from customer_truth.gate.approvals import Approvals
from customer_truth.gate.blocked import Blocked
from customer_truth.gate.change import Change, ChangeKind
from customer_truth.gate.changed_files import changed_files
from customer_truth.gate.changed_registry import changed_registry
from customer_truth.gate.changed_rules import changed_rules
from customer_truth.gate.emptied import emptied
from customer_truth.gate.handed_over import handed_over
from customer_truth.gate.impact import Impact
from customer_truth.gate.last_night import stand_over_adopted
from customer_truth.gate.meaning import says_the_same
from customer_truth.gate.parties import Parties
from customer_truth.gate.policy import Policy, load_policy
from customer_truth.gate.repository import Revision, extract_definitions
from customer_truth.gate.result import EMPTY_LIST, Finding, GateResult, RuleImpact
from customer_truth.gate.scratch import scratch_folder
from customer_truth.gate.side import load_side
from customer_truth.gate.unmeasured import unmeasured
from customer_truth.project import Project

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What is to be gated: the revision, the changed paths, who agreed, where a list goes."""

    base: Revision
    paths: Sequence[str]
    approvals: Approvals
    list_to: Path | None = None


@dataclass(frozen=True)
class Compared:
    """Two states of a project's definitions: where they lie, and the files that differ.

    `before` is where the change began and, where that moved on since, what it is merged into.
    """

    told: str
    before: Sequence[Path]
    head: Path
    paths: Sequence[str]
    approvals: Approvals = field(default_factory=Approvals)
    list_to: Path | None = None


def run_gate(project: Project, asked: Asked, progress: Progress) -> GateResult:
    """The result of one change; `Unusable` where it cannot be gated at all."""
    with scratch_folder() as folder:
        progress("definitions at the base")
        return compare(project, _extracted(project, asked, folder), folder, progress)


def compare(project: Project, asked: Compared, folder: Path, progress: Progress) -> GateResult:
    """What the difference of two states comes to; what is built anew lies below `folder`."""
    return _Gate(project, asked, folder, progress).result()


def _extracted(project: Project, asked: Asked, folder: Path) -> Compared:
    base, root = asked.base, project.root
    before = [folder / "definitions"]
    extract_definitions(root, base.commit, before[0], asked.paths)
    if base.tip != base.commit:
        before.append(folder / "tip")
        extract_definitions(root, base.tip, before[1])
    paths = [*asked.paths, *stand_over_adopted(project, before, folder / "night")]
    return Compared(base.told, before, root, paths, asked.approvals, asked.list_to)


class _Gate:
    """One change on its way through."""

    def __init__(self, project: Project, asked: Compared, folder: Path, progress: Progress) -> None:
        self.project = project
        self.asked = asked
        self.folder = folder
        self.progress = progress
        self.seconds: dict[str, float] = {}

    def result(self) -> GateResult:
        """Compares, measures where something can move, and judges."""
        with self._timed("definitions"):
            self._read_sides()
            changes = self._changes()
        touched = {c.rule for c in changes if c.rule and _may_move(c)}
        moved = GateResult(base="", as_of=None)
        if touched or self._is_built_otherwise():
            moved = self._measured({rule for rule in touched if rule})
        elif self.asked.list_to:
            self.asked.list_to.write_text(EMPTY_LIST, "utf-8")
        impacts = {impact.rule: impact for impact in moved.rules}
        changes = [_by_records(change, impacts) for change in changes]
        agreements = needed_agreements(
            changes, moved.rules, self.policy, self.parties, self.asked.approvals
        )
        blocked = Blocked(self.parties, self.policy, self.asked.approvals)
        return replace(
            moved,
            base=self.asked.told,
            changes=changes,
            agreements=agreements,
            findings=[
                *moved.findings,
                *emptied(moved.rules, self.parties, self.asked.approvals),
                *blocked.findings(changes, moved.rules, agreements),
            ],
            seconds=self.seconds,
        )

    def _measured(self, touched: set[str]) -> GateResult:
        """What moves; what keeps it from being measured is a finding, whatever it is."""
        impact = Impact(
            self.project,
            (self.base, self.head),
            self.folder,
            samples=self.policy.samples,
            list_to=self.asked.list_to,
            progress=self.progress,
            timed=self._timed,
        )
        findings: list[Finding] = []
        try:
            nights = list(self._later(impact.as_of.date(), touched, findings))
            moving = {rule.rule for _, then in nights for rule in then.rules if rule.is_told}
            moved = impact.measured(touched | moving)
        # What a change can contain has no end: it is never more than a change that is not checked.
        except Exception as error:
            findings += unmeasured(error, self.base, self.head)
            return GateResult(base="", as_of=impact.night_of, is_measured=False, findings=findings)
        for on, then in nights:
            moved = with_later(moved, then, on)
        return replace(moved, findings=[*moved.findings, *findings])

    def _later(
        self, night: date, touched: set[str], findings: list[Finding]
    ) -> Iterator[tuple[date, GateResult]]:
        """What moves on later days, as far as dates that differ lead to any; else `findings`."""
        sides, paths = (self.base, self.head), self.asked.paths
        found = dated(*sides, paths, touched)
        for days, one in days_to_judge(found, night).items():
            on, folder = night + timedelta(days=days), self.folder / f"after-{days}"
            self.progress(f"definitions of {on}")
            try:
                then = Impact(
                    self.project,
                    (
                        moved_back(self.base, folder / "definitions-base", days, paths),
                        moved_back(self.head, folder / "definitions-head", days, paths),
                    ),
                    folder,
                    samples=0,
                    list_to=None,
                    progress=self.progress,
                    timed=self._timed,
                    foresees=False,
                )
                yield on, then.measured(dated_expectations(*sides, touched))
            except Exception as error:
                findings += (
                    replace(told, file=Path(one.file), line=one.line, subject=f"the day {on}")
                    for told in unmeasured(error, *sides)
                )

    def _read_sides(self) -> None:
        self.progress("definitions")
        today = datetime.now(UTC).date()
        before = [load_side(folder, today) for folder in self.asked.before]
        self.parties = Parties(before[0], load_side(self.asked.head, today), before[-1])
        self.base, self.head = self.parties.base, self.parties.head
        self.policy: Policy = load_policy(self.asked.before, self.asked.head)

    def _changes(self) -> list[Change]:
        """Every change, each in the words of where it stands."""
        changes = [*changed_rules(self.parties), *changed_registry(self.parties)]
        handed = [*handed_over(self.parties)]
        told = {(change.file, change.line) for change in changes}
        # A contract that names another owner may say more otherwise than that.
        told |= {(change.file, change.line) for change in handed if change.file == ADOPTION}
        files = changed_files(self.parties, self.asked.paths, self.policy.otherwise[0], told)
        return [*changes, *handed, *files]

    def _is_built_otherwise(self) -> bool:
        """Whether the two sides differ in what the marts are made of."""
        made_of = (*BUILT_FROM, "matching", "tests/planted")
        return any(
            is_within(path, made_of)
            and not says_the_same(*(path_of(s.root, Path(path)) for s in (self.base, self.head)))
            for path in self.asked.paths
        )

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[phase] = self.seconds.get(phase, 0) + time.monotonic() - started


def _may_move(change: Change) -> bool:
    """Other words for the same criterion move nothing."""
    return change.criterion or change.kind is not ChangeKind.REWORDED


def _by_records(change: Change, impacts: Mapping[str, RuleImpact]) -> Change:
    """Tightened or loosened is what the records say, not what the text looks like."""
    impact = impacts.get(change.rule or "")
    if not change.criterion or impact is None:
        return change
    kind = {
        (True, False): ChangeKind.TIGHTENED,
        (False, True): ChangeKind.LOOSENED,
        (True, True): ChangeKind.MOVED_BOTH_WAYS,
    }.get((impact.is_tightened, impact.is_loosened))
    if change.kind is ChangeKind.EFFECTIVE_DATE_CHANGED:
        return replace(change, kind=kind) if kind is ChangeKind.LOOSENED else change
    return replace(change, kind=kind) if kind else _without_effect(change)


def _without_effect(change: Change) -> Change:
    is_limit = change.says.startswith("limits:") and "; " not in change.says
    return replace(change, kind=ChangeKind.THRESHOLD_CHANGED if is_limit else ChangeKind.REWORDED)

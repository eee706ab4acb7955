"""A checkpoint: which severity blocks, what is kept, and the verdict on an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from customer_truth.errors import Unusable
from customer_truth.files.fields import read_fields, refuse_any
from customer_truth.files.layers import own_or_shipped, path_of
from customer_truth.files.problem import Problem, complaint
from customer_truth.rules import Rule
from customer_truth.verdict.verdict import Severity, Verdict

if TYPE_CHECKING:
    from customer_truth.expectations import Outcome
    from customer_truth.quality.earlier import Earlier

NIGHTLY = Path("checkpoints") / "nightly.yml"
# A waiver with this in place of a key: the rule may be without records.
ACCEPTED_EMPTY = "no records"
_FIELDS = ("checkpoint", "verdicts", "keep_nights", "samples")
_MOST_NIGHTS, _MOST_SAMPLES = 100_000, 10_000


@dataclass(frozen=True)
class Checkpoint:
    """The policy of one checkpoint file."""

    name: str
    verdicts: Mapping[Severity, Verdict]
    keep_nights: int
    samples: int


@dataclass(frozen=True)
class Judgement:
    """What one rule came to: its verdict and, where it needs words, the reason."""

    verdict: Verdict
    reason: str | None = None


def load_checkpoint(root: Path, name: str) -> Checkpoint:
    """Reads `checkpoints/<name>.yml`; `Unusable` names all that is wrong in it."""
    file = own_or_shipped(root, Path("checkpoints") / f"{name}.yml")
    if not path_of(root, file).exists():
        raise Unusable(f"{file}: has no file, needs the policy. Copy the one shipped.")
    checkpoint, problems = _read(root, file)
    refuse_any(problems)
    return checkpoint


def check_checkpoint(root: Path) -> list[Problem]:
    """Every problem of the checkpoint by which nights are judged."""
    file = own_or_shipped(root, NIGHTLY)
    if not path_of(root, file).exists():
        message = complaint("no file", "the policy of a night", "Copy the one shipped.")
        return [Problem(file=NIGHTLY, line=1, where="checkpoint", message=message)]
    return _read(root, file)[1]


def _read(root: Path, file: Path) -> tuple[Checkpoint, list[Problem]]:
    fields = read_fields(root, file, "checkpoint")
    fields.known(_FIELDS)
    said = fields.part("verdicts")
    said.known([severity.value for severity in Severity])
    verdicts = [Verdict.FAILED, Verdict.WARNED, Verdict.PASSED]
    checkpoint = Checkpoint(
        name=fields.text("checkpoint"),
        verdicts={s: Verdict(said.choice(s.value, verdicts)) for s in Severity},
        keep_nights=fields.whole("keep_nights", 1, _MOST_NIGHTS),
        samples=fields.whole("samples", 0, _MOST_SAMPLES),
    )
    return checkpoint, fields.problems


def judge(checkpoint: Checkpoint, rule: Rule, outcome: Outcome) -> Judgement:
    """The verdict on one rule; nothing to check is `skipped`, shown as such, never green."""
    if outcome.error is not None:
        return Judgement(Verdict.ERRORED, outcome.error)
    if outcome.records == 0 and outcome.unjudged:
        return Judgement(Verdict.NOT_APPLICABLE, outcome.unjudged)
    if outcome.records == 0:
        return Judgement(Verdict.SKIPPED, outcome.nothing)
    verdict, reason = _judged(checkpoint, rule, outcome)
    reasons = [words for words in (reason, outcome.unjudged) if words]
    return Judgement(verdict, "; ".join(reasons) or None)


def _judged(checkpoint: Checkpoint, rule: Rule, outcome: Outcome) -> tuple[Verdict, str | None]:
    counted = outcome.failing - outcome.waived
    if counted <= 0:
        return Verdict.PASSED, f"{outcome.waived} waived" if outcome.waived else None
    share = counted / outcome.records
    if share <= rule.tolerance:
        return Verdict.PASSED, f"{share:.2%} fail, within {rule.tolerance:.2%} tolerated"
    return checkpoint.verdicts[rule.severity], None


def with_unusual(judgement: Judgement, unusual: str | None) -> Judgement:
    """The same with the words for a share of failing records that is not the usual one."""
    if unusual is None:
        return judgement
    reasons = [words for words in (judgement.reason, unusual) if words]
    return replace(judgement, reason="; ".join(reasons))


def judge_vanished(
    checkpoint: Checkpoint, rule: Rule, earlier: Earlier, lacks: str | None = None
) -> Judgement:
    """The verdict on a rule that has no records any more: as bad as if they failed.

    Records that all failed may be gone because they were put right; those that passed are not.
    `lacks` is what the rule asks for and nobody has tonight: a column that an export leaves out
    makes no rule green, or silent.
    """
    before = f"no records; {earlier.records:,} on {earlier.as_of:%Y-%m-%d}"
    reason = f"{lacks}; {before}" if lacks else before
    verdict = checkpoint.verdicts[rule.severity]
    if not earlier.passing or verdict is Verdict.PASSED:
        return Judgement(Verdict.NOT_APPLICABLE if lacks else Verdict.SKIPPED, reason)
    return Judgement(verdict, reason)


def is_in_force(rule: Rule, as_of: datetime) -> bool:
    """A rule without a `judged_at` applies to every record from its first day to its last."""
    if rule.judged_at is not None:
        return True
    today = as_of.date()
    return rule.effective_from <= today and (
        rule.effective_until is None or today <= rule.effective_until
    )

"""A checkpoint: which severity blocks, what is kept, and the verdict on an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from customer_truth.errors import Unusable
from customer_truth.expectations import Outcome
from customer_truth.rules import Rule
from customer_truth.verdict import Severity, Verdict


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
    """Reads `checkpoints/<name>.yml`."""
    path = root / "checkpoints" / f"{name}.yml"
    where = path.relative_to(root)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Checkpoint(
            name=content["checkpoint"],
            verdicts={s: Verdict(content["verdicts"][s.value]) for s in Severity},
            keep_nights=int(content["keep_nights"]),
            samples=int(content["samples"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise Unusable(
            f"{where}: has a policy that cannot be read ({error!r}), needs checkpoint, verdicts "
            "for critical, warning and info, keep_nights and samples. Compare with the one shipped."
        ) from error


def judge(checkpoint: Checkpoint, rule: Rule, outcome: Outcome) -> Judgement:
    """The verdict on one rule; nothing to check is `skipped`, shown as such, never green."""
    if outcome.error is not None:
        return Judgement(Verdict.ERRORED, outcome.error)
    if outcome.records == 0:
        return Judgement(Verdict.SKIPPED, "no records")
    counted = outcome.failing - outcome.waived
    if counted <= 0:
        return Judgement(Verdict.PASSED, f"{outcome.waived} waived" if outcome.waived else None)
    share = counted / outcome.records
    if share <= rule.tolerance:
        return Judgement(Verdict.PASSED, f"{share:.2%} fail, within {rule.tolerance:.2%} tolerated")
    return Judgement(checkpoint.verdicts[rule.severity])


def is_in_force(rule: Rule, as_of: datetime) -> bool:
    """A rule without a `judged_at` applies to every record from its first day to its last."""
    if rule.judged_at is not None:
        return True
    today = as_of.date()
    return rule.effective_from <= today and (
        rule.effective_until is None or today <= rule.effective_until
    )

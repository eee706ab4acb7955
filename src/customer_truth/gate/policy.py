"""The policy of a pull request: who must agree to what, and what is never merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customer_truth.errors import Unusable
from customer_truth.gate.change import ChangeKind
from customer_truth.gate.result import FindingKind
from customer_truth.rules.lined_yaml import Document, read_yaml
from customer_truth.verdict import Severity

FILE = Path("checkpoints") / "pull_request.yml"
_BLOCKABLE = {
    FindingKind.RULE_WITHOUT_OWNER,
    FindingKind.CRITICAL_LOOSENED,
    FindingKind.WAIVER_BY_REQUESTER,
    FindingKind.WAIVER_WITHOUT_END,
    FindingKind.NEVER_SEEN_RED,
    FindingKind.CLOSED_RECORDS,
    FindingKind.UNSOUND,
    FindingKind.CODEOWNERS,
}


@dataclass(frozen=True)
class Policy:
    """`agreement` names parts of a change or roles; `newly_failing` are records a rule."""

    agreement: Mapping[ChangeKind, tuple[str, ...]]
    otherwise: str
    blocked: frozenset[str]
    newly_failing: Mapping[Severity, int]
    samples: int


def load_policy(base: Path, head: Path) -> Policy:
    """The policy at the base of a change; the change's own only where it brings the first one."""
    root = base if (base / FILE).is_file() else head
    if not (root / FILE).is_file():
        raise Unusable(f"{FILE}: has no file, needs the policy. Copy the one shipped.")
    document = read_yaml(root / FILE)
    problems = [
        f"{FILE}:{line}: has {has}, needs {needs}." for line, has, needs in document.problems
    ]
    data = document.data if isinstance(document.data, dict) else {}
    try:
        policy = _policy(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problems.append(
            f"{FILE}:1: has a policy that cannot be read ({error!r}), needs agreement, otherwise, "
            "blocked, newly_failing and samples. Compare with the one shipped."
        )
        raise Unusable(*problems) from error
    problems += _unknown(document, data)
    if problems:
        raise Unusable(*problems)
    return policy


def _policy(data: Mapping[str, Any]) -> Policy:
    known = {kind.value for kind in ChangeKind}
    said = {str(name): parts for name, parts in data["agreement"].items()}
    return Policy(
        agreement={ChangeKind(n): tuple(map(str, p)) for n, p in said.items() if n in known},
        otherwise=str(data["otherwise"]),
        blocked=frozenset(map(str, data["blocked"])),
        newly_failing={s: int(data["newly_failing"][s.value]) for s in Severity},
        samples=int(data["samples"]),
    )


def _unknown(document: Document, data: Mapping[str, Any]) -> list[str]:
    """A misspelt word would otherwise ask nobody and block nothing, silently."""
    kinds = {kind.value for kind in ChangeKind}
    wrong = [
        *(
            (document.line("agreement", name), name)
            for name in data["agreement"]
            if name not in kinds
        ),
        *(
            (document.line("agreement"), f"nothing on {name}")
            for name in kinds - set(data["agreement"])
        ),
        *(
            (document.line("blocked", at), name)
            for at, name in enumerate(data["blocked"])
            if name not in _BLOCKABLE
        ),
    ]
    return [
        f"{FILE}:{line}: has {name}, needs every kind of change and only known ones: "
        f"{', '.join(sorted(kinds | _BLOCKABLE))}."
        for line, name in sorted(wrong)
    ]

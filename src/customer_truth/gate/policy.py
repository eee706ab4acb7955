"""The policy of a pull request: who must agree to what, and what is never merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from customer_truth.errors import Unusable
from customer_truth.gate.change import ChangeKind
from customer_truth.gate.result import FindingKind
from customer_truth.rules.lined_yaml import Document, read_yaml
from customer_truth.verdict import Severity

# The parts that the policy may name beside the roles of owners.csv.
PARTS = (
    *("owner", "owner_before", "owner_after"),
    *("decider", "decider_after", "records_owner"),
)
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
    """`agreement` names parts of a change or roles; `newly_failing` are records a rule.

    `otherwise` are the roles asked where a change has nobody of its own: one, or one of each of two
    policies that hold.
    """

    agreement: Mapping[ChangeKind, tuple[str, ...]]
    otherwise: tuple[str, ...]
    blocked: frozenset[str]
    newly_failing: Mapping[Severity, int]
    samples: int

    def stricter(self, other: Policy) -> Policy:
        """What both ask, taken together."""

        def together(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
            return tuple(dict.fromkeys([*first, *second]))

        return Policy(
            agreement={
                kind: together(self.agreement[kind], other.agreement[kind]) for kind in ChangeKind
            },
            otherwise=together(self.otherwise, other.otherwise),
            blocked=self.blocked | other.blocked,
            newly_failing={s: min(self.newly_failing[s], other.newly_failing[s]) for s in Severity},
            samples=self.samples,
        )


def load_policy(before: Sequence[Path], head: Path) -> Policy:
    """The policy of the places `before` a change, what is stricter of each.

    The change's own counts only where it brings the first one.
    """
    kept = [root for root in before if (root / FILE).is_file()] or [head]
    policies = [_read(root) for root in dict.fromkeys(kept)]
    return reduce(Policy.stricter, policies)


def _read(root: Path) -> Policy:
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
    said = {str(name): tuple(map(str, parts)) for name, parts in data["agreement"].items()}
    otherwise = str(data["otherwise"])
    return Policy(
        # A kind that an older policy does not know is not harmless.
        agreement={kind: said.get(kind.value, (otherwise,)) for kind in ChangeKind},
        otherwise=(otherwise,),
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
            (document.line("blocked", at), name)
            for at, name in enumerate(data["blocked"])
            if name not in _BLOCKABLE
        ),
    ]
    return [
        f"{FILE}:{line}: has {name}, needs only kinds that are known: "
        f"{', '.join(sorted(kinds | _BLOCKABLE))}."
        for line, name in sorted(wrong)
    ]

"""The policy of a pull request: who must agree to what, and what is never merged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from customer_truth.errors import Unusable
from customer_truth.files.fields import Fields, read_fields, refuse_any
from customer_truth.files.layers import is_thin
from customer_truth.files.problem import Problem, clipped, complaint, nearest
from customer_truth.files.table import read_table
from customer_truth.gate.change import ChangeKind
from customer_truth.gate.result import FindingKind
from customer_truth.registry.rows import Owner
from customer_truth.verdict.verdict import Severity

# The parts that the policy may name beside the roles of owners.csv.
PARTS = (
    *("owner", "owner_before", "owner_after"),
    *("decider", "decider_after", "records_owner", "approver"),
)
FILE = Path("checkpoints") / "pull_request.yml"
OWNERS = Path("seeds") / "owners.csv"
_FIELDS = ("checkpoint", "agreement", "otherwise", "blocked", "newly_failing", "samples")
_MOST = 2**31 - 1
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


# Without one, the next change would bring its own.
_MISSING = Problem(
    file=FILE,
    line=1,
    where="policy",
    message=complaint("no file", "the policy of a pull request", "Copy the one shipped."),
)


def load_policy(before: Sequence[Path], head: Path) -> Policy:
    """The policy of the places `before` a change, what is stricter of each.

    The change's own counts only where it brings the first one.
    """
    kept = [root for root in before if (root / FILE).is_file()] or [head]
    policies = [_read(root) for root in dict.fromkeys(kept)]
    return reduce(Policy.stricter, policies)


def check_policy(root: Path) -> list[Problem]:
    """Every problem of the policy; broken, it would stop the gate of every later change."""
    if not (root / FILE).is_file():
        return [_MISSING] if is_thin(root) else []
    owners = read_table(root, OWNERS, Owner).rows
    return _fields(root, {owner.role for owner in owners})[1]


def _read(root: Path) -> Policy:
    if not (root / FILE).is_file():
        raise Unusable(f"{FILE}: has no file, needs the policy. Copy the one shipped.")
    policy, problems = _fields(root)
    refuse_any(problems)
    return policy


def _fields(root: Path, roles: Collection[str] = ()) -> tuple[Policy, list[Problem]]:
    """The policy and its problems; where `roles` are known, only they and the parts are named."""
    fields = read_fields(root, FILE, "policy")
    fields.known(_FIELDS)
    said, newly = fields.part("agreement"), fields.part("newly_failing")
    newly.known([severity.value for severity in Severity])
    # A misspelt word would otherwise ask nobody and block nothing, silently.
    said.known(sorted(ChangeKind))
    otherwise, blocked = fields.text("otherwise"), fields.texts("blocked")
    for name in ("agreement", "blocked"):
        if name not in fields:
            fields.refuse(name, "it", "Compare with the one shipped.")
    for word in blocked:
        if word not in _BLOCKABLE:
            needs = f"one of {', '.join(sorted(_BLOCKABLE))}"
            fields.tell("blocked", f"in blocked {clipped(word)}", needs, nearest(word, _BLOCKABLE))
    # A kind that an older policy does not know is not harmless.
    parts = {k: said.texts(k) if k in said else (otherwise,) for k in ChangeKind}
    if roles:
        for kind in filter(said.__contains__, parts):
            _refuse_unknown(said, kind.value, parts[kind], {*PARTS, *roles})
        _refuse_unknown(fields, "otherwise", [otherwise], set(roles))
    policy = Policy(
        agreement=parts,
        otherwise=(otherwise,),
        blocked=frozenset(blocked),
        newly_failing={s: newly.whole(s.value, 0, _MOST) for s in Severity},
        samples=fields.whole("samples", 0, _MOST),
    )
    return policy, fields.problems


def _refuse_unknown(fields: Fields, name: str, among: Iterable[str], known: set[str]) -> None:
    """A misspelt role falls to whom the policy asks otherwise, which nobody meant."""
    for word in among:
        if word and word not in known:
            has = f"the unknown {clipped(word)} in {name}"
            needs = "roles of owners.csv" if name == "otherwise" else "parts or roles of owners.csv"
            fields.tell(name, has, needs, nearest(word, known))

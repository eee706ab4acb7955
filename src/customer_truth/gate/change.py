"""One change of a definition, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class ChangeKind(StrEnum):
    """What sort of change it is; the policy names the same words."""

    RULE_ADDED = "rule_added"
    RULE_REMOVED = "rule_removed"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    MOVED_BOTH_WAYS = "moved_both_ways"
    REWORDED = "reworded"
    FIGURES_CHANGED = "figures_changed"
    CLAIMS_CHANGED = "claims_changed"
    RULE_ENDED = "rule_ended"
    OWNER_CHANGED = "owner_changed"
    SEVERITY_CHANGED = "severity_changed"
    THRESHOLD_CHANGED = "threshold_changed"
    EFFECTIVE_DATE_CHANGED = "effective_date_changed"
    STAGE_ADDED = "stage_added"
    STAGE_CHANGED = "stage_changed"
    STAGE_REMOVED = "stage_removed"
    STAGE_REMAPPED = "stage_remapped"
    TRANSITION_ADDED = "transition_added"
    TRANSITION_CHANGED = "transition_changed"
    TRANSITION_REMOVED = "transition_removed"
    WAIVER_ADDED = "waiver_added"
    WAIVER_EXTENDED = "waiver_extended"
    WAIVER_CHANGED = "waiver_changed"
    WAIVER_REMOVED = "waiver_removed"
    HOLDER_CHANGED = "holder_changed"
    DECISION_RIGHT_CHANGED = "decision_right_changed"
    MATCH_DECISION_CHANGED = "match_decision_changed"
    REGISTRY_CHANGED = "registry_changed"
    CHECKPOINT_CHANGED = "checkpoint_changed"
    MATCHING_CHANGED = "matching_changed"
    MODEL_CHANGED = "model_changed"
    EXAMPLES_CHANGED = "examples_changed"
    TOOL_CHANGED = "tool_changed"

    @property
    def words(self) -> str:
        """The kind as a person reads it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, kw_only=True)
class Party:
    """A role whose agreement may be needed, with the one person who holds it."""

    role: str
    person: str | None
    handle: str | None
    deputy: str | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What changed, where it stands, and who has a part in it.

    `parties` are by the part they play: owner, owner_before, owner_after, decider, decider_after,
    records_owner, approver. Where none of them answered for the place before, `asks_otherwise` asks
    whom the policy names otherwise as well. A changed criterion is `REWORDED` until its records say
    otherwise; `criterion` marks it.
    """

    kind: ChangeKind
    subject: str
    says: str
    file: Path
    line: int
    parties: Mapping[str, tuple[Party, ...]] = field(default_factory=dict)
    rule: str | None = None
    criterion: bool = False
    asks_otherwise: bool = False

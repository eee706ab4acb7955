"""What a site tells beside the night's rules: definitions, examples, and where the marts are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from customer_truth.definitions.load import Definitions
from customer_truth.planted.rows import Examples
from customer_truth.registry.rows import Waiver

_ENDING_WITHIN = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Company:
    """The definitions that the night judged by, and the schema of the marts that it judged."""

    definitions: Definitions
    examples: Mapping[str, Examples] = field(default_factory=dict)
    marts_schema: str

    def ending_waivers(self, rule_ids: set[str], on: date) -> Sequence[Waiver]:
        """The waivers of some rules that end within thirty days, the soonest first."""
        rows = self.definitions.registry.waivers
        mine = [w for w in rows if w.rule in rule_ids and on <= w.expires_on <= on + _ENDING_WITHIN]
        return sorted(mine, key=lambda waiver: (waiver.expires_on, waiver.waiver_id))

"""The machine's copy of a gated change: JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from customer_truth.gate.result import GateResult


def gate_as_json(result: GateResult) -> dict[str, Any]:
    """The result as JSON-ready data; money is in the company's currency."""
    return {
        "base": result.base,
        "as_of": result.as_of,
        "verdict": result.verdict.value,
        "measured": result.is_measured,
        "newly_failing": result.newly_failing,
        "newly_passing": result.newly_passing,
        "contradictions": {"opened": result.opened, "closed": result.closed},
        "findings": [_plain(finding) for finding in result.findings],
        "changes": [_plain(change) for change in result.changes],
        "rules": [_plain(rule) for rule in [*result.moving, *_still(result)]],
        "owners": [_plain(owner) for owner in result.owners],
        "positions": [_plain(move) for move in result.moves],
        "forecast": [_plain(total) for total in result.forecast],
        "marts": [_plain(mart) for mart in result.marts],
        "agreements": [
            {
                "role": agreement.party.role,
                "person": agreement.party.person,
                "handle": agreement.party.handle,
                "reasons": list(agreement.reasons),
                "given_by": agreement.given_by,
            }
            for agreement in result.agreements
        ],
        "seconds": {phase: round(spent, 2) for phase, spent in result.seconds.items()},
    }


def _still(result: GateResult) -> list[Any]:
    return [rule for rule in result.rules if not rule.is_told]


def _plain(part: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in asdict(part).items()}


def _value(value: Any) -> Any:
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _value(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_value(part) for part in value]
    return value

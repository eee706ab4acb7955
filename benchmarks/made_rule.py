"""A rule as a file of definitions would say it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from customer_truth.rules import Kind, Rule
from customer_truth.verdict.verdict import Severity


def made_rule(id: str, must: str, **told: Any) -> Rule:
    """A rule on the mart `records`; what is not told is made up."""
    fields: dict[str, Any] = {
        "title": f"Rule {id} says what must hold for every record of its kind",
        "broken": f"Records that break rule {id}",
        "kind": Kind.INVARIANT,
        "owner": "sales_operations",
        "severity": Severity.WARNING,
        "dimension": "completeness",
        "why": "A record that does not hold to it misleads whoever reads it.",
        "fix": "Put the record right in the system that it comes from.",
        "effective_from": date(2024, 1, 1),
        "suite": "records",
        "mart": "records",
        "key": "record_id",
        "customer": "customer_id",
        "value": "amount",
        "judged_at": None,
        "file": Path("expectations/records.yml"),
        "line": 1,
    }
    return Rule(id=id, must=must, **fields | told)

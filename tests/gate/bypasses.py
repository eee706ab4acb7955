"""Ways around the gate that only a night can show: each change, who agreed, what comes of it.

Amara (aokafor) answers for the tool; eve wrote the change and fay is her friend.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.unit.gate.bypasses import Bypass, appended, replaced

TOOL = "customer_truth_owner"
CRITICAL = "critical_rule_loosened_without_its_owner"
_DERIVED = "src/customer_truth/rules/registry_rules.yml"
_IN_TWO_DAYS = datetime.now(UTC).date() + timedelta(days=2)
OWNERS = (
    *(TOOL, "customer_master_steward", "sales_operations", "marketing_operations", "controller"),
    *("compensation_manager", "transport_planning", "service_operations"),
)
EVERYBODY = (
    *("aokafor", "twilk", "dmarsh", "nhaddad", "bkowal", "paalders", "rlindqvist", "kasante"),
    "isolheim",
)


def ends_every_rule(root: Path) -> None:
    """Lets every rule of every file end in two days."""
    for path in sorted((root / "expectations").glob("*.yml")):
        text = path.read_text("utf-8")
        ended = re.sub(
            r"^(    effective_from: .*)$",
            rf"\1\n    effective_until: {_IN_TWO_DAYS}",
            text,
            flags=re.MULTILINE,
        )
        path.write_text(ended, "utf-8")


# They build both sides once for each day that they name.
SLOW = {"every rule ends in two days", "a mart that leaves out what is entered from next year on"}
BYPASSES = (
    Bypass(
        "the checker judges fewer records",
        replaced(
            "src/customer_truth/criteria/rule_sql.py",
            'return " and ".join([*conditions, *self._in_force(now)]) or "true"',
            'return " and ".join([*conditions, *self._in_force(now), "1 = 0"])',
        ),
        TOOL,
        ("aokafor",),
        kind="tool_changed",
        says=("what the tool itself does differently is not measured",),
    ),
    Bypass(
        "the rules that follow from the registry judge fewer records",
        replaced(_DERIVED, "must: is_allowed_move\n", "must: is_allowed_move or amount is null\n"),
        TOOL,
        ("aokafor",),
        kind="tool_changed",
    ),
    Bypass(
        "every rule ends in two days",
        ends_every_rule,
        OWNERS,
        EVERYBODY,
        (CRITICAL,),
        kind="rule_ended",
        says=("rules will judge differently later",),
    ),
    Bypass(
        "a step allowed from next year on",
        appended(
            "seeds/stage_transitions.csv",
            "opportunity,qualification,proposal,false,2027-03-01,\n",
        ),
        "sales_operations",
        ("dmarsh",),
        kind="transition_added",
        says=("deal_skips_no_stage: ", "newly passing", "1 rule will judge differently later"),
    ),
    Bypass(
        "a mart that leaves out what is entered from next year on",
        replaced(
            "models/marts/lifecycle/leads.sql",
            "select * from described\n",
            "select * from described where coalesce(qualified_at < '2027-01-01', true)\n",
        ),
        ("marketing_operations", "sales_operations", "compensation_manager", TOOL),
        ("nhaddad", "dmarsh", "paalders", "aokafor"),
        kind="model_changed",
        says=("leads: rows: 913 fewer by 2027-12-31", "9 rules will judge differently later"),
    ),
)

"""Salesforce ids in one form: those of 15 signs with the three that the system itself puts behind.

Lists and old integrations show the short form. It tells small and capital letters apart; the three
signs say for five of them each which are capitals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from customer_truth.dialects import Spelling
    from customer_truth.extracts.contract import Column, Table

_SYSTEM = "salesforce"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OTHERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_SIGNS = _CAPITALS + "012345"
# Each sign behind the pattern of five that it stands for, the first letter counting least.
_PATTERNS = "".join(
    "".join("u" if number >> place & 1 else "l" for place in range(5)) + sign
    for number, sign in enumerate(_SIGNS)
)


def holds_salesforce_ids(table: Table, column: Column) -> bool:
    """Whether a column holds ids of Salesforce's records: its own, or those that it points at."""
    if column.data_type != "text":
        return False
    points_at = (each.table_id(table.system) for each in column.references if not each.field)
    if any(id.startswith(f"{_SYSTEM}.") for id in points_at):
        return True
    survivors = (ending.into for ending in table.ends)
    return table.system == _SYSTEM and column.name in (*table.key, *survivors)


def of_18_signs(value: str, spelling: Spelling) -> str:
    """SQL of a text without blanks around it, a Salesforce id in its long form."""
    id = f"nullif({spelling.trimmed(value)}, '')"
    short = f"nullif({spelling.trimmed(value, briefly=True)}, '')"
    letters = "u" * len(_CAPITALS) + "l" * len(_OTHERS)
    ends = []
    for first in (1, 6, 11):
        five = f"translate(substr({short}, {first}, 5), '{_CAPITALS}{_OTHERS}', '{letters}')"
        ends.append(f"substr('{_PATTERNS}', strpos('{_PATTERNS}', {five}) + 5, 1)")
    is_short = f"length({id}) = 15 and strpos({short}, ':') = 0"
    return f"case when {is_short} then {short} || {' || '.join(ends)} else {id} end"

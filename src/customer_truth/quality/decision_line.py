"""The row that decides on a contradiction, ready for the file of decisions."""

from __future__ import annotations

import zlib
from datetime import date

from customer_truth.text.csv_line import csv_line


def decision_line(
    rule: str, record_key: str, stands: str, by: str, on: date, *, times_reopened: int = 0
) -> str:
    """The line of seeds/decisions.csv by which claim `stands`; its reason is left to be written.

    The same contradiction, the same id; one that came back after a decision has another.
    """
    named = f"{rule}~{record_key}~{times_reopened}".encode()
    decision_id = f"D-{zlib.crc32(named):08x}"
    return csv_line((decision_id, rule, record_key, stands, "", by, on)).removesuffix("\n")

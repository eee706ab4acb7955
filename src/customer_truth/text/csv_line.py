"""A row as a line of CSV that every reader takes for one row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable


def csv_line(cells: Iterable[object]) -> str:
    """The line, with its end; the values stay as they are, and none is written as nothing."""
    line = io.StringIO()
    # Python quotes only the line breaks that its own lines end with; readers break at both.
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"

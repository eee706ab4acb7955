"""CSV that people open in a spreadsheet: no cell of it is run as a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import IO

from customer_truth.sql.text import quoted
from customer_truth.text.csv_line import csv_line

# A spreadsheet looks past blanks and quotes, and takes full-width and small signs for plain ones.
# The blanks are written out, since engines do not agree on what a blank is. Where its own separator
# is a semicolon, a spreadsheet begins a cell behind each of them and a row at each line break.
_SIGNS = "=+@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212\\-"
_BLANKS = (
    "\t-\r\x1c- \u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
_STARTS_A_FORMULA = rf"((?:^|[;\t\r\n])[{_BLANKS}\"']*)([{_SIGNS}])"
_STARTS_BLANK = r"^([\t\r\n])"


class Sheet:
    """Writes rows to an open file."""

    def __init__(self, file: IO[str], header: Iterable[str]) -> None:
        self._file = file
        file.write(csv_line(header))

    def write(self, rows: Iterable[Iterable[object]]) -> None:
        """Adds rows."""
        self._file.writelines(csv_line(map(_cell, row)) for row in rows)


def cell_sql(column: str) -> str:
    """SQL for a text column as a cell, for lists that the engine writes itself."""
    formula, blank = map(quoted, (_STARTS_A_FORMULA, _STARTS_BLANK))
    told = rf"regexp_replace({column}, {formula}, '\1''\2', 'g')"
    return rf"regexp_replace({told}, {blank}, '''\1')"


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if not isinstance(value, str):
        return value
    return re.sub(_STARTS_BLANK, r"'\1", re.sub(_STARTS_A_FORMULA, r"\1'\2", value))

"""Names for what files call otherwise: such that every engine, file and rule can use them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from customer_truth.rules.schema import is_name

_LONGEST = 40
# What staging and marts add to the columns of a table.
_OURS = {
    *("source_system", "record_id", "record_key", "has_key", "copy_number", "copies", "one"),
    *("unreadable_columns", "repeated_key", "repeated_has_key", "as_of"),
}


def folded(text: str) -> str:
    """A text as a name in lower case, of letters, digits and _; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    ascii_only = plain.encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")[:_LONGEST].strip("_")
    return f"n_{name}" if name[:1].isdigit() else name


def column_names(connection: Connection, headers: Iterable[str]) -> Mapping[str, str]:
    """A name of its own for each header, none a word of SQL."""
    words = connection.exec_driver_sql(
        "select keyword_name from duckdb_keywords() where keyword_category <> 'unreserved'"
    )
    taken = {*words.scalars(), *_OURS}
    names: dict[str, str] = {}
    for place, header in enumerate(headers, 1):
        wanted = folded(header) or f"column_{place}"
        if wanted in taken or not is_name(wanted):
            wanted = f"{wanted}_value"
        names[header] = unused(wanted, {*taken, *names.values()})
    return names


def unused(wanted: str, taken: Iterable[str]) -> str:
    """The name, or with a number behind it where it is taken."""
    known = set(taken)
    numbered = (f"{wanted}_{number}" for number in range(2, len(known) + 3))
    return next(name for name in (wanted, *numbered) if name not in known)

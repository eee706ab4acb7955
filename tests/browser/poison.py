"""Makes a demo company hostile: scripts, quotes, direction marks, length and emoji in its names."""

from __future__ import annotations

from pathlib import Path

import duckdb

SCRIPT = "<script>document.title='pwned'</script>"
IMAGE = "\"'><img src=x onerror=\"document.title='pwned'\">"
_TEXTS = (
    SCRIPT,
    IMAGE,
    "{{ 7 * 7 }}${7 * 7}",
    "\u202eright to left\u202c \u0639\u0645\u064a\u0644",
    "Y" * 10_000,
    "\U0001f600 K\u00e4se \U0001f468\u200d\U0001f469\u200d\U0001f467",
)
_NAMES = {
    "salesforce/account": "name",
    "salesforce/contact": "last_name",
    "salesforce/opportunity": "name",
    "hubspot/company": "property_name",
    "netsuite/customer": "companyname",
    "zendesk/organization": "name",
}
_KEYS = {"spreadsheets/bonus_payments": "bonus_id", "spreadsheets/glossary": "entry_id"}


def poison(raw: Path) -> None:
    """Rewrites the extracts below `raw`; every hostile text stands in every file's column."""
    for file, column in _NAMES.items():
        texts = ", ".join(f"'{text.replace(chr(39), chr(39) * 2)}'" for text in _TEXTS)
        _rewrite(raw / f"{file}.parquet", column, f"[{texts}][1 + row_number() over () % 6]")
    for file, column in _KEYS.items():
        told = (SCRIPT + IMAGE).replace("'", "''")
        _rewrite(raw / f"{file}.parquet", column, f"'{told}' || {column}")


def _rewrite(path: Path, column: str, value: str) -> None:
    fresh = path.with_suffix(".fresh")
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * replace ({value} as {column}) from '{path}') "
            f"to '{fresh}' (format parquet)"
        )
    fresh.replace(path)

"""DuckDB's quick way to number the copies of a record gives what the plain one gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hand_made import HandMade

NIGHT = HandMade()
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        st.booleans(),
        st.sampled_from([None, "deleted"]),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=8,
)
Row = tuple[str, bool, str | None, int | None]


def numbered(way: str, rows: list[Row]) -> list[tuple[object, ...]]:
    said = " union all ".join(
        f"select {place} as number, '{key}' as record_key, {has_key} as has_key, "
        f'{_text(ended)} as "ended because", {clock or "cast(null as integer)"} as clock, '
        "cast(null as text) as unreadable_columns"
        for place, (key, has_key, ended, clock) in enumerate(rows)
    )
    return NIGHT.rows(
        f"with keyed as ({said}), repeated as ({{{{ {way}__repeated_keys([]) }}}}) "
        f"select number, copy_number, copies from "
        f"({{{{ {way}__numbered_copies([], 'clock', ['number']) }}}}) as numbered order by 1"
    )


def _text(value: str | None) -> str:
    return "cast(null as text)" if value is None else f"'{value}'"


@settings(max_examples=60, deadline=None)
@given(ROWS.filter(bool))
def test_copies_are_numbered_as_on_every_engine(rows: list[Row]) -> None:
    assert numbered("duckdb", rows) == numbered("default", rows)

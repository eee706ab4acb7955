"""The quick ways in which DuckDB cleans a text give what the plain ones give."""

from __future__ import annotations

import duckdb
from hypothesis import example, given, settings
from hypothesis import strategies as st

from customer_truth.dialects import SPELLINGS
from customer_truth.dialects.spelling import Spelling
from customer_truth.sql.text import BLANKS
from tests.hand_made import HandMade

NIGHT = HandMade()
DUCKDB = SPELLINGS["duckdb"]
# What stands beside a blank as one sign to those who read it: accents, joined pictures, controls.
SIGNS = st.sampled_from(
    [*BLANKS, *"aZ~!0.", "é", "\u0301", "\u200d", "👩", "\x01", "\x7f", "\u2028"]
)
TEXTS = st.none() | st.text(SIGNS, max_size=5)


def said(sql: str, text: str | None) -> str | None:
    (found,) = duckdb.execute(f"select {sql} from (select ?::varchar as said)", [text]).fetchall()
    answer: str | None = found[0]
    return answer


@given(TEXTS)
@example("a\u200b")
@example("a\u0301 ")
def test_blanks_around_a_text_go_whatever_stands_beside_them(text: str | None) -> None:
    assert said(DUCKDB.trimmed("said"), text) == said(Spelling.trimmed(DUCKDB, "said"), text)


@given(TEXTS | st.from_regex(r"\A[0-9]{1,3}[.]?0*\Z"))
def test_only_decimals_that_say_nothing_are_cut_off(text: str | None) -> None:
    plain = Spelling.plain_text(DUCKDB, "said")
    assert said(DUCKDB.plain_text("said"), text) == said(plain, text)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_models_cut_the_blanks_that_extracts_cut(text: str | None) -> None:
    given = "cast(null as text)" if text is None else NIGHT.engine.spelling.text(text)
    extracted, modelled = NIGHT.row(
        f"select {NIGHT.engine.spelling.trimmed('said')}, {{{{ trimmed('said') }}}} "
        f"from (select {given} as said) as given"
    )
    assert extracted == modelled

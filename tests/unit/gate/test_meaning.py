"""Comments and layout are no change; whatever is in doubt is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_truth.gate.meaning import same_data, says_the_same


def _says_the_same(folder: Path, ending: str, was: str, now: str) -> bool:
    paths = [folder / f"{side}.{ending}" for side in ("was", "now")]
    for path, text in zip(paths, (was, now), strict=True):
        path.write_text(text, "utf-8")
    return says_the_same(*paths)


@pytest.mark.parametrize(
    ("ending", "was", "now"),
    [
        ("sql", "select 1", "-- a remark\nselect  1 /* one */\n"),
        ("sql", "select 'a -- b'", "select 'a -- b' -- it's a remark\n"),
        ("sql", "{{ ref('x') }}", "{# it's a remark #}\n{{ ref('x') }}"),
        ("yml", "a: 1\nb: [x]\n", "# a remark\nb:\n  - x\na: 1\n"),
        ("csv", "a,b\n1,2\n3,4\n", 'a,b\n"3",4\n1,2\n'),
    ],
)
def test_comment_and_layout_are_no_change(ending: str, was: str, now: str, tmp_path: Path) -> None:
    assert _says_the_same(tmp_path, ending, was, now)


@pytest.mark.parametrize(
    ("ending", "was", "now"),
    [
        ("sql", "select 'a  b'", "select 'a b'"),
        ("sql", "select 'a'", "select 'a -- b'"),
        ("sql", "select 1", "select 1 -- {{ run_query('drop table x') }}"),
        ("sql", "select 1", "select 1 /* {% do evil() %} */"),
        ("sql", "select 'it''s' -- a", "select 'it''s --' -- a"),
        ("sql", r"select e'\' -- 1", r"select e'\' -- 2"),
        ("sql", "select $$ -- 1 $$", "select $$ -- 2 $$"),
        ("sql", "select 'a{# ' #}' -- 1'", "select 'a{# ' #}' -- 2'"),
        ("yml", "a: true", "a: 1"),
        ("yml", "a: 1", "a: '1'"),
        ("yml", "a: [", "a: [ "),
        ("yml", "a: [x, y]", "a: [y, x]"),
        ("csv", "a,b\n1,2\n", "b,a\n1,2\n"),
        ("csv", "a\n1\n", "a\n1\n1\n"),
        ("py", "x = 1", "x = 1 # a remark"),
    ],
)
def test_what_may_say_something_else_is_a_change(
    ending: str, was: str, now: str, tmp_path: Path
) -> None:
    assert not _says_the_same(tmp_path, ending, was, now)


_DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 1) | st.sampled_from(["", "0", "1", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=6,
)


@given(_DATA, _DATA)
def test_data_is_the_same_only_where_it_is_written_the_same(was: object, now: object) -> None:
    def shown(value: object) -> object:
        if isinstance(value, dict):
            return {name: shown(value[name]) for name in sorted(value)}
        return [shown(one) for one in value] if isinstance(value, list) else repr(value)

    assert same_data(was, now) is (repr(shown(was)) == repr(shown(now)))

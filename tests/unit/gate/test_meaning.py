"""Comments and layout are no change; whatever is in doubt is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_truth.gate.meaning import same_data, says_the_same, statements


def _says_the_same(folder: Path, ending: str, was: str, now: str) -> bool:
    paths = [folder / f"{side}.{ending}" for side in ("was", "now")]
    for path, text in zip(paths, (was, now), strict=True):
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return says_the_same(*paths)


@pytest.mark.parametrize(
    ("ending", "was", "now"),
    [
        ("sql", "select 1", "-- a remark\nselect  1 /* one */\n"),
        ("sql", "select 'a -- b'", "select 'a -- b' -- it's a remark\n"),
        ("sql", "{{ ref('x') }}", "{# it's a remark #}\n{{ ref('x') }}"),
        ("sql", "select a\nb", "select a /* {# x #} */ b -- {# it's /* #} one"),
        ("sql", "select {{ f('x') }}", "select {{f('x')}}\r\n"),
        ("sql", "select 'a{# ' #}' -- 1'", "select 'a{# ' #}' -- 2'"),
        ("sql", "select '{{ x }} - a'", "select '{{ x }} - a' -- one"),
        ("sql", "{% if x %} 1 {% endif %}", "{% if x %}\n  1\n{% endif %} -- one"),
        ("yml", "a: 1\nb: [x]\n", "# a remark\nb:\n  - x\na: 1\n"),
        ("csv", "a,b\n1,2\n3,4\n", 'a,b\n"3",4\n1,2\n'),
        ("csv", "a,b\n1,2\n", "a,b\r\n1,2\r\n"),
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
        ("sql", "select '{# it's #}a' -- 1'", "select 'a{# ' #}b'"),
        ("sql", "a /* /* b */ left -- */\n join", "a /* /* b */ left\n join"),
        ("sql", "a /* b */ left join", "a /* /* b */ left -- */ */\n join"),
        ("sql", "a /* b */ left join", "a /*/* b */ left join"),
        ("sql", "where a", "where -- one\r 1 = 0 and\n a"),
        ("sql", "where a", "where -- one\u2028 1 = 0 and\n a"),
        ("sql", "where a", "where -- one\x85 1 = 0 and\n a"),
        ("sql", "where a", "where -- one\v 1 = 0 and\n a"),
        ("sql", "where a", "where -- one\f 1 = 0 and\n a"),
        ("sql", "where a", "where -- one\0 1 = 0 and\n a"),
        ("sql", "select a b", "select a\u00a0b"),
        ("sql", "select a b", "select a\u200bb"),
        ("sql", "select 1 -- \udcff", "select 1 -- \udcfe"),
        ("sql", "-- {{ x }}\n where a", "-- {{ x }} where a"),
        ("sql", "-- {% if x %}\n where a {% endif %}", "-- {% if x %} where a {% endif %}"),
        ("sql", "-- {# x #}\n where a", "-- {# x\n #} where a"),
        ("sql", "select a b", "select a{# x #}b"),
        ("sql", "select a b", "select a {#- x -#} b"),
        ("sql", "select 1 - -1", "select 1 -{# x #}-1"),
        ("sql", "select 1 -{{ x }}- /* a */", "select 1 -{{ x }}- /* a\n b -- */"),
        ("sql", "{{ '/*' }} -- */ a", "{{ '/*' }} -- */ b"),
        ("sql", "{{ '-' ~ '-' }} /* a */", "{{ '-' ~ '-' }} /* a\n b -- */"),
        ("sql", "{{ '\\x2d-' }} /* a */", "{{ '\\x2d-' }} /* a\n b -- */"),
        ("sql", '{{ "\'" }} -- a', '{{ "\'" }} -- b'),
        ("sql", "{% if x %}'{% endif %} -- 1'", "{% if x %}'{% endif %} -- 2'"),
        ("sql", "{% raw %}{# 1 #}{% endraw %}", "{% raw %}{# 2 #}{% endraw %}"),
        ("sql", "select {{ '{# 1 #}' }}", "select {{ '{# 2 #}' }}"),
        ("sql", "select {{ f('a b') }}", "select {{ f('a  b') }}"),
        ("sql", "select $x$ ' $x$ -- 1'", "select $x$ ' $x$ -- 2'"),
        ("sql", "select $\u201c$ ' $\u201c$ -- 1'", "select $\u201c$ ' $\u201c$ -- 2'"),
        ("sql", "select 1 /* a", "select 1 /* a "),
        ("sql", "select 'a", "select 'a "),
        ("sql", "select {{ 'a", "select {{ 'a "),
        ("sql", 'select "a  b"', 'select "a b"'),
        ("yml", "a: true", "a: 1"),
        ("yml", "a: 1", "a: '1'"),
        ("yml", "a: [", "a: [ "),
        ("yml", "a: [x, y]", "a: [y, x]"),
        ("csv", "a,b\n1,2\n", "b,a\n1,2\n"),
        ("csv", "a\n1\n", "a\n1\n1\n"),
        ("csv", "a\n1\n2\n", "a\n1\n2\r\n"),
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


def test_compiled_sql_is_compared_in_the_same_way() -> None:
    was = "select a, 'x  y' from t where b"
    assert statements(was) == statements("-- one\nselect a, 'x  y'\nfrom t /* two */ where b\n")
    assert statements(was) != statements(was.replace("x  y", "x y"))
    assert statements("select $$ -- 1 $$") != statements("select $$ -- 2 $$")

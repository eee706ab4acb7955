"""Whatever stands in the files, lint answers with problems and never with a traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lint_project import FILES, RULES, TODAY, VISITS, make_project

from customer_truth.lint import lint
from customer_truth.rules.load import load_suites

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates()
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)


def places(data: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every part of a document."""
    keys = (
        list(data) if isinstance(data, dict) else range(len(data) if isinstance(data, list) else 0)
    )
    return [way, *(place for key in keys for place in places(data[key], (*way, key)))]


def replaced(data: Any, way: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at the end of the way."""
    if not way:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[way[0]] = replaced(data[way[0]], way[1:], value)
    return copy


@settings(max_examples=150, deadline=None)
@given(data=st.data(), name=st.sampled_from([RULES, VISITS]), value=ANYTHING)
def test_any_value_in_any_field_of_a_yaml_file(data: st.DataObject, name: str, value: Any) -> None:
    document = yaml.safe_load(FILES[name])
    way = data.draw(st.sampled_from(places(document)))
    with tempfile.TemporaryDirectory() as folder:
        root = make_project(Path(folder))
        text = yaml.safe_dump(replaced(document, way, value), allow_unicode=True)
        (root / name).write_text(text, encoding="utf-8")
        lint(root, TODAY)
        load_suites(root)


SEEDS = [name for name in FILES if name.startswith("seeds/")]


@settings(max_examples=150, deadline=None)
@given(data=st.data(), name=st.sampled_from(SEEDS), value=st.text(max_size=12))
def test_any_text_in_any_cell_of_a_seed(data: st.DataObject, name: str, value: str) -> None:
    lines = FILES[name].splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    cells = lines[at].split(",")
    cells[data.draw(st.integers(0, len(cells) - 1))] = value
    lines[at] = ",".join(cells)
    with tempfile.TemporaryDirectory() as folder:
        root = make_project(Path(folder))
        (root / name).write_text("\n".join(lines) + "\n", encoding="utf-8", errors="replace")
        lint(root, TODAY)


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(sorted(FILES)), content=st.binary(max_size=60))
def test_any_bytes_as_any_file(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = make_project(Path(folder))
        (root / name).write_bytes(content)
        lint(root, TODAY)

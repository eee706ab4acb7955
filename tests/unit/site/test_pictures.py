"""Charts bring nothing along but shapes: no script, no style, and text stays text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from customer_truth.site import pictures
from customer_truth.site.render import percent, whole

_HOSTILE = "</svg><script>alert(1)</script>"


@pytest.mark.parametrize("draw", [pictures.lines, pictures.bars])
def test_picture_is_bare_and_named(draw: object) -> None:
    svg = draw(_HOSTILE, ["May", _HOSTILE], [(_HOSTILE, [0.25, None]), ("b", [0.5, 0.1])], percent)  # type: ignore[operator]
    read = ElementTree.fromstring(str(svg))
    assert read.get("role") == "img"
    assert read.get("aria-label") == _HOSTILE
    names = {element.tag.split("}")[-1] for element in read.iter()}
    assert names.isdisjoint({"script", "style", "defs", "foreignObject", "image"})
    assert not [e for e in read.iter() if "style" in e.attrib or "onload" in e.attrib]
    assert "<script" not in str(svg)


def test_every_series_is_drawn_and_a_long_time_keeps_few_labels() -> None:
    labels = [f"day {number}" for number in range(60)]
    svg = str(pictures.lines("t", labels, [("a", list(range(60))), ("b", [1] * 60)], whole))
    assert "serie-0" in svg and "serie-1" in svg
    assert 2 <= svg.count(">day ") <= 10
    assert ">day 59<" in svg

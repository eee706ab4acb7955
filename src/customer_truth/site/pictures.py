"""Charts as inline SVG: drawn by pygal, coloured by the site's own style sheet alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from xml.etree import ElementTree

import pygal
from markupsafe import Markup
from pygal.style import Style

Series = tuple[str, Sequence[float | None]]
_SVG = "{http://www.w3.org/2000/svg}"


def lines(
    title: str, labels: Sequence[str], series: Sequence[Series], told: Callable[[float], str]
) -> Markup:
    """Lines over time; `told` says a value in words. Legend and figures stand beside it as text."""
    chart = pygal.Line(**_SHARED, height=260, x_labels=_few(labels), truncate_label=-1)
    return _drawn(chart, title, series, told)


def bars(
    title: str, labels: Sequence[str], series: Sequence[Series], told: Callable[[float], str]
) -> Markup:
    """Lying bars, one group a label from the top, all from zero."""
    height = 60 + 22 * len(series) * len(labels)
    # pygal begins at the bottom.
    upward = [(name, list(values)[::-1]) for name, values in series]
    options = {**_SHARED, "height": height, "margin_left": 24}
    chart = pygal.HorizontalBar(**options, x_labels=list(labels)[::-1])
    return _drawn(chart, title, upward, told)


_SHARED: dict[str, Any] = {
    "js": (),
    # Room for letters as large as a phone needs them.
    "style": Style(label_font_size=17),
    "css": (),
    "width": 860,
    "show_legend": False,
    "margin": 8,
    "margin_right": 36,
    "max_scale": 6,
    "dots_size": 2,
    "include_x_axis": True,
    "explicit_size": False,
    "disable_xml_declaration": True,
}


def _few(labels: Sequence[str]) -> list[str]:
    """Every label where they fit, else some with nothing between."""
    step = -(-len(labels) // 8) or 1
    last = len(labels) - 1
    return [label if (last - at) % step == 0 else "" for at, label in enumerate(labels)]


def _drawn(
    chart: Any, title: str, series: Sequence[Series], told: Callable[[float], str]
) -> Markup:
    chart.value_formatter = told
    for name, values in series:
        chart.add(name, list(values))
    tree = chart.render_tree()
    _leave_bare(tree)
    tree.set("role", "img")
    tree.set("aria-label", title)
    tree.attrib.pop("id", None)
    svg = ElementTree.tostring(tree, encoding="unicode")
    return Markup(svg.replace("ns0:", "").replace(":ns0", ""))


def _leave_bare(tree: Any) -> None:
    """Without scripts, styles, comments and what only pygal's own script would show."""
    for parent in list(tree.iter()):
        for child in list(parent):
            kind = child.tag if isinstance(child.tag, str) else "comment"
            name = kind.removeprefix(_SVG)
            hidden = child.get("class") in ("desc value", "desc x centered", "desc y centered")
            if name in ("defs", "style", "script", "comment", "title", "desc") or hidden:
                parent.remove(child)
            child.attrib.pop("style", None)

"""Writes another version into `expectations/catalogue.yml`, and leaves all else as it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from customer_truth.errors import Unusable
from customer_truth.files.layers import ADOPTION
from customer_truth.upgrade.days import Days


def adopted_text(root: Path, version: str, days: Mapping[str, Days]) -> str:
    """The adoption of `version`; `days` are the fields that it adds to rules, by their ids.

    `Unusable` where the text cannot be changed in that alone.
    """
    was = (root / ADOPTION).read_bytes().decode("utf-8")
    said: list[tuple[tuple[str, ...], Any]] = [(("version",), version)]
    said += [
        (("rules", id, name), day) for id, fields in days.items() for name, day in fields.items()
    ]
    try:
        text, meant = was, yaml.safe_load(was)
        if days and "rules" not in meant:
            # So that each of them gets a line of its own.
            said.insert(0, (("rules",), None))
        for steps, value in said:
            text = _with(text, steps, value)
            _put(meant, steps, value)
        is_meant = yaml.safe_load(text) == meant
    except yaml.YAMLError:
        is_meant = False
    if not is_meant:
        raise Unusable(
            f"{ADOPTION}: has parts that cannot be changed each by itself, needs every rule "
            "written out. Take out what repeats another part (& and *), and run it again."
        )
    return text


def _put(data: dict[str, Any], steps: tuple[str, ...], value: Any) -> None:
    for step in steps[:-1]:
        if data.get(step) is None:
            data[step] = {}
        data = data[step]
    data[steps[-1]] = value


def _with(text: str, steps: tuple[str, ...], value: Any) -> str:
    """The text with a value at that place, changed nowhere else."""
    node: Any = yaml.compose(text, yaml.SafeLoader)
    inside: Any = None
    for at, step in enumerate(steps):
        held = {key.value: found for key, found in node.value} if _is_mapping(node) else {}
        if step not in held:
            for name in reversed(steps[at + 1 :]):
                value = {name: value}
            return _Text(text).with_entry(node, inside, f"{step}: {_flow(value)}")
        inside, node = node, held[step]
    return text[: node.start_mark.index] + _flow(value) + text[node.end_mark.index :]


class _Text:
    """A text, and how its lines end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def with_entry(self, node: Any, inside: Any, entry: str) -> str:
        """The text with another entry in the mapping `node`, which lies in the one `inside`."""
        start, end = node.start_mark.index, node.end_mark.index
        is_empty = not node.value or node.tag == "tag:yaml.org,2002:null"
        if _is_mapping(node) and not is_empty:
            if not node.flow_style:
                return self._with_line(_end(node), node.start_mark.column, entry)
            gap = "" if self.text[start + 1] in "\r\n" else " "
            return f"{self.text[: start + 1]}{entry},{gap}{self.text[start + 1 :]}"
        if inside is None or inside.flow_style or not is_empty:
            return f"{self.text[:start]}{{{entry}}}{self.text[end:]}"
        kept = self.text[:start].rstrip(" ")
        self.text = kept + self.text[end:]
        return self._with_line(len(kept), inside.start_mark.column + 2, entry)

    def _with_line(self, after: int, indent: int, entry: str) -> str:
        """The text with a line below the one that `after` lies in."""
        at = self.text.find("\n", len(self.text[:after].rstrip())) + 1
        above = self.text[:at] if at else self.text + self.newline
        return f"{above}{' ' * indent}{entry}{self.newline}{self.text[at:] if at else ''}"


def _is_mapping(node: Any) -> bool:
    return isinstance(node, yaml.MappingNode)


def _end(node: Any) -> int:
    """Where the last part of a node ends; a block itself ends only where the next part begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _flow(value: Any) -> str:
    """A value as it stands in one line."""
    written = yaml.safe_dump(
        value, default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True
    )
    return written.removesuffix("\n").removesuffix("\n...")

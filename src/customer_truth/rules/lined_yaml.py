"""Reads YAML and remembers the line of every field, for messages that lead to the place."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Steps = tuple[str | int, ...]


@dataclass
class Document:
    """The data of one YAML file, the line of each part, and what could not be read."""

    data: Any = None
    lines: dict[Steps, int] = field(default_factory=dict)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    unread: set[Steps] = field(default_factory=set)

    def line(self, *steps: str | int) -> int:
        """The line of that part, or of the nearest part around it that exists."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)


def read_yaml(path: Path) -> Document:
    """The document in `path`; problems are (line, has what, needs what)."""
    document = Document()
    try:
        loader = _Loader(path.read_text(encoding="utf-8-sig"))
        node = loader.get_single_node()
    except UnicodeDecodeError:
        document.problems.append((1, "bytes that are no text", "UTF-8"))
        return document
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        told = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = mark.line + 1 if mark else 1
        document.problems.append((line, f"broken YAML ({told})", "sound YAML"))
        return document
    if node is not None:
        document.data = _Walk(loader, document).value(node, ())
    return document


class _Walk:
    def __init__(self, loader: Any, document: Document) -> None:
        self.loader = loader
        self.document = document
        self.inside: set[int] = set()

    def value(self, node: Any, steps: Steps) -> Any:
        self.document.lines.setdefault(steps, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, steps)
        if id(node) in self.inside:
            self.refuse(node, "a part that contains itself", "a tree")
            return None
        self.inside.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item, (*steps, at)) for at, item in enumerate(node.value)]
            return self.mapping(node, steps)
        finally:
            self.inside.discard(id(node))

    def mapping(self, node: Any, steps: Steps) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                self.refuse(key_node, "a field whose name is a list", "a plain name")
            elif key in read:
                first = self.document.lines[*steps, key]
                self.refuse(key_node, f"the field {key} twice (also line {first})", "it once")
            else:
                self.document.lines[*steps, key] = key_node.start_mark.line + 1
                read[key] = self.value(value_node, (*steps, key))
        return read

    def scalar(self, node: Any, steps: Steps) -> Hashable:
        try:
            made: Hashable = self.loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            self.document.unread.add(steps)
            self.refuse(node, f"{node.value!r}", "a value that exists (a date, a number, a text)")
            return None
        return made

    def refuse(self, node: Any, has: str, needs: str) -> None:
        self.document.problems.append((node.start_mark.line + 1, has, needs))

"""The one reader of YAML: it remembers the line of every field, and is bounded in what it reads.

Every file of definitions comes through here, so none can cost more time or memory than its size
allows: no alias multiplies it, no nesting exhausts the stack, no number is larger than engines
hold. What YAML reads otherwise than a person does (`no` as false, `010` as 8, `1:30` as 90, a tag,
a merge key) is refused rather than guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from customer_truth.files.problem import clipped
from customer_truth.files.text_file import LONGEST_TEXT, UnreadableError, read_text

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Steps = tuple[str | int, ...]

LARGEST_FILE = 4_000_000
_MOST_PARTS = 100_000
_DEEPEST = 40
_MOST_PROBLEMS = 100
_MOST_KEPT = 1_000  # three times the files of the demo company
_TAG = "tag:yaml.org,2002:"
_PLAIN: Any = yaml.SafeLoader("")
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_BROKEN = re.compile(r"[-+]?[0-9]*\.[0-9]*([eE][-+][0-9]+)?")


@dataclass(eq=False)
class Document:
    """The data of one YAML file, the line of each part, and what could not be read.

    Whoever reads the same text gets the same document, so none is ever changed.
    """

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
    """The document in `path`; problems are (line, has what, needs what).

    A file that is not there is `FileNotFoundError`.
    """
    try:
        text = read_text(path, LARGEST_FILE)
    except UnreadableError as error:
        return _unread(1, error.has, error.needs)
    return _document(text)


# A command reads a file for its rules, for what they follow from and for whoever adopts them.
@lru_cache(maxsize=_MOST_KEPT)
def _document(text: str) -> Document:
    document = Document()
    try:
        document.data = _Reader(text, document).document()
    except _StoppedError as stopped:
        return _unread(stopped.line, stopped.has, stopped.needs)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        told = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = mark.line + 1 if mark else 1
        return _unread(line, f"broken YAML ({clipped(told)})", "valid YAML")
    return document


def _unread(line: int, has: str, needs: str) -> Document:
    """Nothing of a file that cannot be read to its end counts."""
    return Document(problems=[(line, has, needs)])


class _StoppedError(Exception):
    """Nothing further can be read of a file."""

    def __init__(self, event: Any, has: str, needs: str) -> None:
        super().__init__(has)
        self.line, self.has, self.needs = event.start_mark.line + 1, has, needs


@dataclass(frozen=True)
class _Anchored:
    """A part that aliases may repeat, and how many parts it is."""

    value: Any
    parts: int


class _Reader:
    """Makes data of the parser's events, one after the other."""

    def __init__(self, text: str, document: Document) -> None:
        self.events = _Loader(text)
        self.read = document
        self.parts = 0
        self.anchors: dict[str, _Anchored | None] = {}

    def document(self) -> Any:
        self.events.get_event()  # the stream's start
        if self.events.check_event(yaml.StreamEndEvent):
            return None
        self.events.get_event()
        data = self.value(self.events.get_event(), ())
        self.events.get_event()
        further = self.events.get_event()
        if not isinstance(further, yaml.StreamEndEvent):
            raise _StoppedError(further, "broken YAML (a second document)", "one")
        return data

    def value(self, event: Any, steps: Steps) -> Any:
        self.read.lines.setdefault(steps, event.start_mark.line + 1)
        if isinstance(event, yaml.AliasEvent):
            return self.repeated(event)
        self.count(event, 1)
        if len(steps) > _DEEPEST:
            raise _StoppedError(event, f"more than {_DEEPEST} levels of nesting", "fewer")
        return self.made(event, steps) if event.anchor is None else self.anchored(event, steps)

    def anchored(self, event: Any, steps: Steps) -> Any:
        if event.anchor in self.anchors:
            raise _StoppedError(event, f"the anchor &{clipped(event.anchor)} twice", "it once")
        before = self.parts
        self.anchors[event.anchor] = None
        value = self.made(event, steps)
        self.anchors[event.anchor] = _Anchored(value, self.parts - before + 1)
        return value

    def made(self, event: Any, steps: Steps) -> Any:
        if event.tag is not None:
            tag = clipped(event.tag.replace(_TAG, "!!"))
            self.refuse(event, f"the tag {tag}", "a plain value", steps)
        if isinstance(event, yaml.ScalarEvent):
            return None if event.tag else self.scalar(event, steps)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(steps)
        return self.mapping(steps)

    def repeated(self, event: Any) -> Any:
        """What an anchor named; it counts as often as it is repeated."""
        name = clipped(event.anchor)
        if event.anchor not in self.anchors:
            raise _StoppedError(event, f"the alias *{name}, which no anchor defines", "its anchor")
        anchored = self.anchors[event.anchor]
        if anchored is None:
            self.refuse(event, "a part that contains itself", "a tree")
            return None
        self.count(event, anchored.parts)
        return anchored.value

    def sequence(self, steps: Steps) -> list[Any]:
        read: list[Any] = []
        while not isinstance(event := self.events.get_event(), yaml.SequenceEndEvent):
            read.append(self.value(event, (*steps, len(read))))
        return read

    def mapping(self, steps: Steps) -> dict[str, Any]:
        read: dict[str, Any] = {}
        while not isinstance(name := self.events.get_event(), yaml.MappingEndEvent):
            key = self.key(name, steps)
            known = key is None or key in read
            if key is not None and known:
                first = self.read.lines[*steps, key]
                has = f"the field {clipped(key)} twice (also line {first})"
                self.refuse(name, has, "it once")
            place: Steps = (*steps, "?") if key is None or known else (*steps, key)
            self.read.lines.setdefault(place, name.start_mark.line + 1)
            value = self.value(self.events.get_event(), place)
            if key is not None and not known:
                read[key] = value
        return read

    def key(self, event: Any, steps: Steps) -> str | None:
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
            self.refuse(event, "the merge key <<", "the fields written out")
            return None
        if isinstance(event, yaml.ScalarEvent) and event.tag is None and event.anchor is None:
            self.count(event, 1)
            return self.text(event, steps)
        self.value(event, (*steps, "?"))
        self.refuse(event, "a field whose name is a list", "a plain name")
        return None

    def text(self, event: Any, steps: Steps) -> str | None:
        if len(event.value) <= LONGEST_TEXT:
            return str(event.value)
        has = f"a text of {len(event.value):,} characters"
        self.refuse(event, has, f"at most {LONGEST_TEXT:,}", steps)
        return None

    def scalar(self, event: Any, steps: Steps) -> Any:
        text = self.text(event, steps)
        if text is None or not event.implicit[0]:
            return text
        tag = _tag(text)
        reads = _SCALARS.get(tag)
        if reads is None:
            return text
        try:
            return reads(text)
        except (ValueError, KeyError, OverflowError):
            needs = _NEEDS.get(tag, "a value that exists, or quotes around it")
            self.refuse(event, clipped(repr(text)), needs, steps)
            return None

    def count(self, event: Any, parts: int) -> None:
        self.parts += parts
        if self.parts > _MOST_PARTS:
            needs = f"at most {_MOST_PARTS:,}, aliases counted as often as they repeat something"
            raise _StoppedError(event, "too many parts", needs)

    def refuse(self, event: Any, has: str, needs: str, steps: Steps | None = None) -> None:
        self.read.problems.append((event.start_mark.line + 1, has, needs))
        if steps is not None:
            self.read.unread.add(steps)
        if len(self.read.problems) >= _MOST_PROBLEMS:
            has = f"{_MOST_PROBLEMS} values that cannot be read, the last {has}"
            raise _StoppedError(event, has, needs)


# The same few words and types stand in every file.
@lru_cache(maxsize=10_000)
def _tag(text: str) -> str:
    """What YAML takes a text without quotes for."""
    tag: str = _PLAIN.resolve(yaml.ScalarNode, text, (True, False))
    return tag.removeprefix(_TAG)


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> float:
    if not _BROKEN.fullmatch(text) or not math.isfinite(number := float(text)):
        raise ValueError(text)
    return number


def _moment(text: str) -> Any:
    node = yaml.ScalarNode(f"{_TAG}timestamp", text)
    return _PLAIN.construct_yaml_timestamp(node)


def _sign(text: str) -> Any:
    raise ValueError(text)


_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "null": lambda text: None,
    "bool": lambda text: {"true": True, "false": False}[text.lower()],
    "int": _whole,
    "float": _decimal,
    "timestamp": _moment,
    "merge": _sign,
    "value": _sign,
}
_NEEDS = {
    "bool": "true, false, or quotes around the word",
    "int": "a plain number of at most 18 digits, or quotes around a text",
    "float": "a plain number such as 0.5, or quotes around a text",
    "timestamp": "a day or a moment that exists, or quotes around a text",
}

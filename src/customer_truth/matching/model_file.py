"""Reads a model file, and says at its line what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from customer_truth.errors import Unusable
from customer_truth.files.layers import own_or_shipped, path_of
from customer_truth.files.lined_yaml import Document, Steps, read_yaml
from customer_truth.files.problem import Problem, clipped, complaint, listed, nearest
from customer_truth.matching.model import (
    DIFFERENT,
    Block,
    BlockField,
    Comparison,
    Level,
    Model,
)

CUSTOMERS = Path("matching") / "customers.yml"

_MODEL = ("model", "prior", "suspected_from", "most_sharing", "block_on", "train_on", "comparisons")
_COMPARISON = ("field", "column", "identifies", "common_among", "unless_equal", "levels")
_LEVEL = ("is", "m", "u")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WORDS = re.compile(r"(?P<measure>[a-z_]+)(?: (?P<limit>0\.\d+|\d+))?|swapped with (?P<other>\w+)")
_BLOCK_FIELD = re.compile(r"(?P<column>\w+)(?:(?P<may_lack>\?)| last (?P<last>[1-9]\d?))?")
_MEASURES = {
    "equal": "{left} = {right}",
    # Engines differ in the last digits.
    "jaro_winkler": "round(jaro_winkler_similarity({left}, {right}), 12) >= {limit}",
    "levenshtein": "levenshtein({left}, {right}) <= {limit}",
    "damerau_levenshtein": "damerau_levenshtein({left}, {right}) <= {limit}",
    "last": "right({left}, {limit}) = right({right}, {limit})",
    # One of the two is too short to hold an area code.
    "local": (
        "least(length({left}), length({right})) < 9 "
        "and right({left}, {limit}) = right({right}, {limit})"
    ),
    "first": "left({left}, {limit}) = left({right}, {limit})",
}
_SUM_MAY_MISS_BY = 0.001


def load_model(root: Path, file: Path | None = None) -> Model:
    """The model of the nights or of `file`, or `Unusable` with everything that is wrong in it."""
    model, problems = read_model(root, file or own_or_shipped(root, CUSTOMERS))
    if model is None or problems:
        raise Unusable(*map(str, problems))
    return model


def check_model(root: Path) -> Iterator[Problem]:
    """Every problem of the model that the nights use; it must name all weights."""
    file = own_or_shipped(root, CUSTOMERS)
    if not path_of(root, file).is_file():
        message = complaint("no model", "one", "Compare with the one shipped.")
        yield Problem(file=CUSTOMERS, line=1, where="model", message=message)
        return
    model, problems = read_model(root, file)
    yield from problems
    for comparison in model.comparisons if model and not problems else ():
        if any(level.m is None or level.u is None for level in comparison.levels):
            do = "Take them from: truth matches --train"
            message = complaint(f"for {comparison.field} no m or no u", "both", do)
            yield Problem(file=file, line=1, where="model", message=message)


def read_model(root: Path, file: Path) -> tuple[Model | None, list[Problem]]:
    """The model, where its file can be read, and its problems; `m` and `u` may be left out."""
    reader = _Reader(file, read_yaml(path_of(root, file)))
    model = reader.model()
    return model, reader.problems


@dataclass
class _Reader:
    file: Path
    document: Document
    problems: list[Problem] = field(default_factory=list)

    def model(self) -> Model | None:
        for line, has, needs in self.document.problems:
            self._tell(line, has, needs)
        data = self.document.data
        if not isinstance(data, dict):
            if not self.problems:
                self._complain((), "no fields", listed(_MODEL))
            return None
        self._known(
            data, (), _MODEL, ("model", "prior", "suspected_from", "block_on", "comparisons")
        )
        comparisons = tuple(self._comparisons(data.get("comparisons")))
        columns = {comparison.column for comparison in comparisons}
        self._check_swaps(comparisons, columns)
        self._check_unless_equal(comparisons)
        return Model(
            name=str(data.get("model")),
            prior=self._share(data, (), "prior") or 0.5,
            suspected_from=self._share(data, (), "suspected_from") or 0.5,
            most_sharing=self._whole(data, (), "most_sharing", least=2) or 20,
            block_on=tuple(self._blocks(data, columns)),
            train_on=tuple(self._keys(data, "train_on", columns)),
            comparisons=comparisons,
        )

    def _comparisons(self, found: Any) -> Iterator[Comparison]:
        seen: set[str] = set()
        for at, data in enumerate(self._list(found, ("comparisons",))):
            steps: Steps = ("comparisons", at)
            if not self._is_mapping(data, steps):
                continue
            self._known(data, steps, _COMPARISON, ("field", "levels"))
            name = self._name(data, steps, "field", data.get("field"))
            if name in seen:
                self._complain((*steps, "field"), f"the field {name} twice", "it once")
            seen.add(name)
            column = self._name(data, steps, "column", data.get("column", name))
            levels = tuple(self._levels(data.get("levels"), (*steps, "levels"), column))
            self._check_levels(levels, (*steps, "levels"), name)
            yield Comparison(
                field=name,
                column=column,
                levels=levels,
                identifies=data.get("identifies") is True,
                common_among=self._whole(data, steps, "common_among", least=1),
                unless_equal=tuple(map(str, _listed(data.get("unless_equal", [])))),
            )

    def _levels(self, found: Any, steps: Steps, column: str) -> Iterator[Level]:
        for at, data in enumerate(self._list(found, steps)):
            here: Steps = (*steps, at)
            if not self._is_mapping(data, here):
                continue
            self._known(data, here, _LEVEL, ("is",))
            words = str(data.get("is"))
            condition = condition_of(words, column)
            if condition is None:
                measures = [*(f"{m} N" for m in _MEASURES if m != "equal"), "swapped with COLUMN"]
                needs = f"equal, different or one of {', '.join(measures)}"
                self._complain((*here, "is"), f"the answer '{words}'", needs)
                continue
            yield Level(
                words, condition, self._share(data, here, "m"), self._share(data, here, "u")
            )

    def _check_levels(self, levels: tuple[Level, ...], steps: Steps, name: str) -> None:
        words = [level.words for level in levels]
        if words[-1:] != [DIFFERENT] or words.count(DIFFERENT) != 1:
            self._complain(steps, f"for {name} no '{DIFFERENT}' at the end", "it as the last level")
        for letter in ("m", "u"):
            shares = [getattr(level, letter) for level in levels]
            if None in shares:
                continue
            if abs(sum(shares) - 1) > _SUM_MAY_MISS_BY:
                self._complain(steps, f"for {name} an {letter} of {sum(shares):g} in all", "1")

    def _check_swaps(self, comparisons: Iterable[Comparison], columns: Iterable[str]) -> None:
        for at, comparison in enumerate(comparisons):
            for number, level in enumerate(comparison.levels):
                other = level.words.removeprefix("swapped with ")
                if other != level.words and other not in columns:
                    has = f"the column {other}, which nothing compares"
                    steps = ("comparisons", at, "levels", number)
                    self._complain(steps, has, "a compared column", nearest(other, columns))

    def _check_unless_equal(self, comparisons: tuple[Comparison, ...]) -> None:
        equal = {c.field for c in comparisons if "equal" in [level.words for level in c.levels]}
        for at, comparison in enumerate(comparisons):
            for other in comparison.unless_equal:
                if other not in equal:
                    steps = ("comparisons", at, "unless_equal")
                    has = f"in unless_equal {clipped(other)}"
                    self._complain(
                        steps, has, "a field with the answer equal", nearest(other, equal)
                    )

    def _keys(
        self, data: dict[str, Any], name: str, columns: Iterable[str]
    ) -> Iterator[tuple[str, ...]]:
        for at, found in enumerate(self._list(data.get(name, []), (name,), may_be_empty=True)):
            for column in _listed(found):
                if not isinstance(column, str) or column not in columns:
                    do = nearest(str(column), columns)
                    has = f"in {name} the column {clipped(str(column))}, which nothing compares"
                    self._complain((name, at), has, "a compared column", do)
            yield tuple(map(str, _listed(found)))

    def _blocks(self, data: dict[str, Any], columns: Iterable[str]) -> Iterator[Block]:
        lines = self._list(data.get("block_on"), ("block_on",)) if "block_on" in data else []
        for at, line in enumerate(lines):
            read = [_BLOCK_FIELD.fullmatch(str(one)) for one in _listed(line)]
            fields = tuple(
                BlockField(one["column"], int(one["last"] or 0) or None, bool(one["may_lack"]))
                for one in read
                if one
            )
            for one, found in zip(_listed(line), read, strict=True):
                if found is None or found["column"] not in columns:
                    do = nearest(found["column"] if found else str(one), columns)
                    has = f"in block_on the column {clipped(str(one))}, which nothing compares"
                    self._complain(("block_on", at), has, "a compared column", do)
            if not any(not one.may_lack for one in fields):
                has = "in block_on a line of fields that may all be lacking"
                self._complain(("block_on", at), has, "one that both records know")
            yield Block(fields)

    def _known(
        self, data: dict[str, Any], steps: Steps, names: tuple[str, ...], needed: tuple[str, ...]
    ) -> None:
        for name in data:
            if name not in names:
                do = nearest(name, names)
                self._complain((*steps, name), f"the field {name}", f"one of {listed(names)}", do)
        for name in needed:
            if data.get(name) is None:
                self._complain(steps, f"no {name}", "it")

    def _list(self, found: Any, steps: Steps, may_be_empty: bool = False) -> list[Any]:
        if not isinstance(found, list) or not (found or may_be_empty):
            self._complain(steps, f"{found!r}", "a list")
            return []
        return found

    def _is_mapping(self, data: Any, steps: Steps) -> bool:
        if isinstance(data, dict):
            return True
        self._complain(steps, f"{data!r}", "fields")
        return False

    def _name(self, data: dict[str, Any], steps: Steps, field: str, name: Any) -> str:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self._complain((*steps, field), f"the {field} {name!r}", "a name in lower case")
        return str(name)

    def _share(self, data: dict[str, Any], steps: Steps, name: str) -> float | None:
        value = data.get(name)
        if value is None:
            return None
        try:
            share = float(value)  # YAML takes 1e-6 for a text
        except (TypeError, ValueError):
            share = 0.0
        if not 0 < share < 1:
            self._complain((*steps, name), f"{name} {value!r}", "a number between 0 and 1")
            return None
        return share

    def _whole(self, data: dict[str, Any], steps: Steps, name: str, least: int) -> int | None:
        value = data.get(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self._complain((*steps, name), f"{name} {value!r}", f"a whole number from {least}")
        return None

    def _complain(self, steps: Steps, has: str, needs: str, do: str = "") -> None:
        self._tell(self.document.line(*steps), has, needs, do)

    def _tell(self, line: int, has: str, needs: str, do: str = "") -> None:
        message = complaint(has, needs, do)
        self.problems.append(Problem(file=self.file, line=line, where="model", message=message))


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def condition_of(words: str, column: str) -> str | None:
    """The SQL of a level over `<column>_l` and `<column>_r`; None where nobody knows it."""
    if words == DIFFERENT:
        return "else"
    found = _WORDS.fullmatch(words)
    if found is None:
        return None
    left, right = f'"{column}_l"', f'"{column}_r"'
    if other := found["other"]:
        return f'{left} = "{other}_r" and "{other}_l" = {right}'
    measure = _MEASURES.get(found["measure"])
    if measure is None or ("{limit}" in measure) != (found["limit"] is not None):
        return None
    return measure.format(left=left, right=right, limit=found["limit"])

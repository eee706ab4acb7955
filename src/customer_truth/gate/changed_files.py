"""What changed in the files that are neither rules nor registry: models, policies, the tool."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from customer_truth.files.definition_files import CODEOWNERS, definitions_among, is_within
from customer_truth.files.layers import files_of, path_of
from customer_truth.files.lined_yaml import read_yaml
from customer_truth.gate import codeowners
from customer_truth.gate.ahead import names_odd_days
from customer_truth.gate.change import Change, ChangeKind, Party
from customer_truth.gate.code import brings_code
from customer_truth.gate.meaning import differing_lines, same_data, says_the_same
from customer_truth.gate.parties import Parties

_KINDS: Mapping[str, ChangeKind] = {
    "checkpoints": ChangeKind.CHECKPOINT_CHANGED,
    "matching": ChangeKind.MATCHING_CHANGED,
    "models": ChangeKind.MODEL_CHANGED,
    "macros": ChangeKind.MODEL_CHANGED,
    "tests/planted": ChangeKind.EXAMPLES_CHANGED,
    "tests/data": ChangeKind.MODEL_CHANGED,
    "dbt_project.yml": ChangeKind.MODEL_CHANGED,
    "seeds": ChangeKind.REGISTRY_CHANGED,
    "expectations": ChangeKind.REWORDED,
}
_NOUNS = {"checkpoints": "checkpoint", "macros": "macros", "tests/data": "data test"}


@dataclass(frozen=True)
class _File:
    """One changed file on both sides."""

    path: str
    was: Path
    now: Path

    @property
    def is_plain(self) -> bool:
        """Whether the change leaves a file of its own there, neither a link nor a program."""
        is_linked = self.now.parent.resolve() != self.now.parent.absolute()
        return not (is_linked or self.now.is_symlink() or self.now.is_dir())


def changed_files(
    parties: Parties, paths: Sequence[str], otherwise: str, told: Collection[tuple[Path, int]]
) -> Iterator[Change]:
    """At least one change a file, unless it says the same or its rows and rules are `told`."""
    finder = _FileChanges(parties)
    for path in paths:
        file = _File(path, *(path_of(s.root, Path(path)) for s in (parties.base, parties.head)))
        if path == CODEOWNERS and codeowners.follows(parties.head, otherwise):
            continue
        place = next((name for name in _KINDS if is_within(path, [name])), None)
        if place is None or not definitions_among([path]) or not file.is_plain:
            yield finder.of_tool(file)
        elif not says_the_same(file.was, file.now) and not _is_told(file, told):
            yield from finder.of_definition(place, file)


def _is_told(file: _File, told: Collection[tuple[Path, int]]) -> bool:
    """Whether its rules or rows say all that differs.

    A row may read as it did and be written otherwise, and whoever answers for the row beside it has
    no word for that.
    """
    lines = {line for path, line in told if path == Path(file.path)}
    if file.now.suffix != ".csv":
        return bool(lines)
    differing = differing_lines(file.was, file.now)
    return bool(lines) and {number for is_new, number, _ in differing if is_new} <= lines


class _FileChanges:
    def __init__(self, parties: Parties) -> None:
        self.parties = parties

    def of_tool(self, file: _File) -> Change:
        """A file that nobody knows to be harmless: it may be code that a night runs."""
        return self._change(ChangeKind.TOOL_CHANGED, f"file {file.path}", file)

    def of_definition(self, place: str, file: _File) -> Iterator[Change]:
        """What a definition that is neither rule nor row says otherwise."""
        if place == "dbt_project.yml" and not _differ_in_variables_alone(file):
            yield self.of_tool(file)
            return
        root = self.parties.base.root
        macros = [path_of(root, name) for name in files_of(root, Path("macros"), "**/*.sql")]
        is_built = place == "models" or (place == "seeds" and file.now.suffix != ".csv")
        if is_built and brings_code(file.was, file.now, macros):
            yield self._change(ChangeKind.TOOL_CHANGED, f"code in {file.path}", file)
        kind, subject = _KINDS[place], _subject(place, file.path)
        if place == "models" and file.now.suffix != ".sql":
            yield from self._of_contracts(subject, file)
            return
        owners: tuple[Party, ...] = ()
        if is_within(file.path, ["models/marts"]):
            owners = self.parties.mart_owners(PurePosixPath(file.path).stem)
        elif place == "tests/planted":
            owners = self._owners_of_examples(file)
        yield self._change(kind, subject, file, parties={"owner": owners} if owners else {})

    def _of_contracts(self, subject: str, file: _File) -> Iterator[Change]:
        """A file of contracts: the owner of each mart in it that is declared otherwise."""
        before, after = _models(file.was), _models(file.now)
        names = [
            name
            for name in before.blocks.keys() | after.blocks.keys()
            if not same_data(before.blocks.get(name), after.blocks.get(name))
        ]
        owners: list[Party] = []
        is_owned = same_data(before.rest, after.rest)
        for name in sorted(names):
            found = self.parties.mart_owners(name)
            is_owned = is_owned and bool(found)
            owners += found
        parties = {"owner": tuple(dict.fromkeys(owners))} if owners else {}
        kind = ChangeKind.MODEL_CHANGED
        yield self._change(kind, subject, file, parties=parties, asks_otherwise=not is_owned)

    def _owners_of_examples(self, file: _File) -> tuple[Party, ...]:
        """The owners of the rules whose planted rows differ; none where others differ as well."""
        before, after = (_fields(path) for path in (file.was, file.now))
        rules = [
            name
            for name in sorted(before.keys() | after.keys())
            if not same_data(before.get(name), after.get(name))
        ]
        owners = [self.parties.rule_owners(rule) for rule in rules]
        return tuple(dict.fromkeys(p for found in owners for p in found)) if all(owners) else ()

    def _change(
        self,
        kind: ChangeKind,
        subject: str,
        file: _File,
        *,
        parties: Mapping[str, tuple[Party, ...]] | None = None,
        asks_otherwise: bool = False,
    ) -> Change:
        was, now = (_text(path) for path in (file.was, file.now))
        says = _said(was, now) if file.is_plain else "a link or a folder"
        if kind is ChangeKind.TOOL_CHANGED:
            says += "; what it moves is not measured"
        elif file.now.suffix == ".sql" and names_odd_days(file.was, file.now):
            says += "; what it moves on later days is not measured"
        return Change(
            kind=kind,
            subject=subject,
            says=says,
            file=Path(file.path),
            line=_first_difference(was, now),
            parties=parties or {},
            asks_otherwise=asks_otherwise,
        )


def _subject(place: str, path: str) -> str:
    stem = PurePosixPath(path).stem
    if place == "models":
        return f"mart {stem}" if is_within(path, ["models/marts"]) else f"model {stem}"
    if place == "tests/planted":
        return f"examples of {stem}"
    return f"{_NOUNS.get(place, place)} {stem}" if place in _NOUNS else path


@dataclass(frozen=True)
class _Declared:
    """What a schema file declares: each model by its name, and the rest of the file."""

    blocks: Mapping[str, Any]
    rest: Any


def _models(path: Path) -> _Declared:
    fields = _fields(path)
    models = fields.get("models")
    blocks = [one for one in models if isinstance(one, dict)] if isinstance(models, list) else []
    named = {str(one.get("name")): one for one in blocks}
    # A name that stands twice hides one of its blocks, so the list itself is compared.
    rest = {name: part for name, part in fields.items() if name != "models"}
    return _Declared(named, {**rest, "models": models if len(named) != len(blocks) else None})


def _differ_in_variables_alone(file: _File) -> bool:
    """Variables are the company's settings; the rest of a project says what code runs."""
    before, after = (_without_variables(_fields(path)) for path in (file.was, file.now))
    return bool(before) and same_data(before, after)


def _without_variables(project: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in project.items() if name != "vars"}


def _fields(path: Path) -> Mapping[str, Any]:
    data = read_yaml(path).data if path.is_file() else None
    return data if isinstance(data, dict) else {}


def _text(path: Path) -> list[str] | None:
    return path.read_text("utf-8", "replace").splitlines() if path.is_file() else None


def _said(was: list[str] | None, now: list[str] | None) -> str:
    if was is None or now is None:
        return "removed" if now is None else f"added, {_lines(len(now))}"
    if was == now:
        return "other bytes or another file mode"
    kept = set(was) & set(now)
    gone, come = (sum(line not in kept for line in side) for side in (was, now))
    return f"{_lines(come)} in, {_lines(gone)} out"


def _lines(count: int) -> str:
    return f"{count:,} line{'' if count == 1 else 's'}"


def _first_difference(was: list[str] | None, now: list[str] | None) -> int:
    if was is None or now is None:
        return 1
    pairs = enumerate(zip(was, now, strict=False), 1)
    same = min(len(was), len(now))
    return next((number for number, (a, b) in pairs if a != b), max(1, min(same + 1, len(now))))

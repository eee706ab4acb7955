"""What is wrong with planted rows: files of no suite, unknown rules, groups and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from customer_truth.definitions.marts import Mart
from customer_truth.files.fields import Fields, read_fields
from customer_truth.files.layers import is_of_catalogue
from customer_truth.files.problem import Problem, clipped, complaint, nearest
from customer_truth.planted.rows import (
    DERIVED,
    GROUPS,
    PlantedRow,
    planted_files,
    rows_of,
)
from customer_truth.registry.load import Registry
from customer_truth.rules.from_registry import SCOPES, registry_suites, wordings
from customer_truth.rules.load import RuleFile

_WHERE = "planted rows"


@dataclass(frozen=True)
class _Suite:
    """What rows may speak of: each rule's mart, None where its own file is what to mend."""

    marts: Mapping[str, Mart | None]
    file: Path
    is_read: bool = True


def check_planted(
    root: Path, files: Sequence[RuleFile], registry: Registry, marts: Mapping[str, Mart]
) -> Iterator[Problem]:
    """Every problem of the planted rows of a project; the engine's are held against its own."""
    suites = dict(_suites(files, registry, marts))
    for path in planted_files(root):
        if is_of_catalogue(path):
            continue
        fields = read_fields(root, path, _WHERE)
        if (suite := suites.get(path.stem)) is not None:
            if suite.is_read:
                _check(fields, suite)
        elif not fields.problems:
            do = nearest(path.stem, suites) or "Rename or remove the file."
            message = complaint("a name that no suite has", "the name of a suite", do)
            fields.problems.append(Problem(file=path, line=1, where=_WHERE, message=message))
        yield from fields.problems
    if (root / DERIVED).exists():
        fields = read_fields(root, DERIVED, _WHERE)
        fields.known(SCOPES)
        for scope in SCOPES:
            said = {id: marts.get(mart) for id, mart in wordings(scope).items()}
            _check(fields.part(scope), _Suite(said, Path("the catalogue")))
        yield from fields.problems


def _suites(
    files: Sequence[RuleFile], registry: Registry, marts: Mapping[str, Mart]
) -> Iterator[tuple[str, _Suite]]:
    for file in files:
        mart = marts.get(str(file.fields.get("mart")))
        ids = {entry.id: mart for entry in file.entries if entry.id}
        # A file that cannot be read is told as such; its rules are no unknown ones for that.
        name = str(file.fields.get("suite") or file.file.stem)
        yield name, _Suite(ids, file.file, is_read=not file.document.problems)
    for suite in registry_suites(registry):
        derived = {rule.id: marts.get(suite.mart) for rule in suite.rules}
        yield suite.name, _Suite(derived, suite.file)


def _check(rules: Fields, suite: _Suite) -> None:
    for rule in rules.names:
        if rule not in suite.marts:
            do = nearest(rule, suite.marts)
            rules.tell(rule, f"the unknown rule {clipped(rule)}", f"a rule of {suite.file}", do)
        groups, mart = rules.part(rule), suite.marts.get(rule)
        if rule in suite.marts:
            groups.known(tuple(GROUPS))
        for row in rows_of(groups):
            if mart is not None:
                _check_columns(groups, row, mart)


def _check_columns(rule: Fields, row: PlantedRow, mart: Mart) -> None:
    for column in row.values:
        if column not in mart.columns:
            line = rule.document.line(*rule.steps, row.group, row.number - 1, column)
            needs, do = f"one of the mart {mart.name}", nearest(column, mart.columns)
            message = complaint(f"the unknown column {clipped(column)}", needs, do)
            rule.problems.append(Problem(file=rule.file, line=line, where=_WHERE, message=message))

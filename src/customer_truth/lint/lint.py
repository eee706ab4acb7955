"""Are the definitions sound? Every problem at once, without a warehouse, in under a second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from customer_truth.checkpoint import check_checkpoint
from customer_truth.definitions.marts import Mart, load_marts
from customer_truth.extracts.contract import check_contracts
from customer_truth.extracts.present import made_for
from customer_truth.files.layers import ADOPTION, is_of_catalogue
from customer_truth.files.problem import Problem, complaint
from customer_truth.lint.accountable import Fault, one_role
from customer_truth.lint.adoption import check_adoption, check_roles
from customer_truth.lint.commitments import check_commitments
from customer_truth.lint.contradictions import check_decided
from customer_truth.lint.currencies import check_currency_rates
from customer_truth.lint.decisions import check_decisions, check_systems
from customer_truth.lint.derived import check_derived
from customer_truth.lint.entities import (
    check_entities,
    check_known_records,
    check_registered,
    check_switches,
)
from customer_truth.lint.files import check_files
from customer_truth.lint.fix_places import check_fix_places
from customer_truth.lint.matching import check_match_decisions, check_survivorship
from customer_truth.lint.meanings import check_meanings
from customer_truth.lint.names import check_names
from customer_truth.lint.outcomes import (
    check_complaint_kinds,
    check_function_kpis,
    check_pause_reasons,
)
from customer_truth.lint.own_macros import check_own_macros
from customer_truth.lint.own_marts import check_own_marts
from customer_truth.lint.owners import check_owners
from customer_truth.lint.rules import check_rules
from customer_truth.lint.service import (
    check_budgets,
    check_cost_rates,
    check_exception_kinds,
    check_otif,
)
from customer_truth.lint.stages import check_stages
from customer_truth.lint.waivers import check_waivers
from customer_truth.lint.words import check_words
from customer_truth.matching.model_file import check_model
from customer_truth.planted.check import check_planted
from customer_truth.project import check_settings
from customer_truth.registry.load import Registry, load_registry
from customer_truth.rules.from_registry import registry_rule_ids
from customer_truth.rules.load import EXPECTATIONS, RuleFile, read_rule_files

_MOST_OF_A_FILE = 100


def lint_now(root: Path, raw: Path) -> list[Problem]:
    """Every problem as of now.

    A demo's extracts are of one day for good: there only what no other day mends is a problem, as
    for its nights.
    """
    made = made_for(raw)
    if made is None:
        return lint(root, datetime.now(UTC).date())
    return [problem for problem in lint(root, made.date()) if not problem.lapsed]


def lint(root: Path, today: date) -> list[Problem]:
    """Every problem of the project's definitions on that day, in the order of their places."""
    registry = load_registry(root)
    marts, broken_marts = load_marts(root)
    files = read_rule_files(root)
    problems = [*registry.problems, *broken_marts, *_none(files), *_unread(root, files)]
    problems += check_settings(root)
    problems += check_own_macros(root)
    problems += check_own_marts(root, marts)
    problems += check_contracts(root)
    problems += check_checkpoint(root)
    problems += [problem for file in files for problem in file.problems]
    adopted = [*check_adoption(root, registry, today)]
    problems += adopted
    if any(not problem.lapsed for problem in adopted) or any(
        problem.file == ADOPTION for problem in registry.problems
    ):
        # What does not hold as it was meant would be told rule by rule too.
        return _ordered([*registry.problems, *adopted])
    if not registry.is_read:
        # Whatever refers to a table that could not be read would be told as wrong too.
        return _ordered(problems)
    problems += check_planted(root, files, registry, marts)
    problems += check_roles(files, registry, today)
    problems += check_owners(registry, today)
    problems += check_decisions(registry, today)
    problems += check_systems(registry, today)
    problems += check_registered(root, registry)
    problems += check_known_records(root, registry)
    problems += check_entities(root)
    problems += check_switches(root)
    problems += check_stages(registry, today)
    problems += check_meanings(registry, today)
    problems += check_words(registry)
    problems += check_match_decisions(registry, today)
    problems += check_survivorship(registry, marts)
    problems += check_model(root)
    problems += check_exception_kinds(registry)
    problems += check_budgets(registry, today)
    problems += check_cost_rates(registry, today)
    problems += check_currency_rates(registry)
    problems += check_otif(registry, today)
    problems += check_pause_reasons(registry, today)
    problems += check_complaint_kinds(registry)
    problems += check_function_kpis(registry, today)
    problems += check_commitments(registry, today)
    derived = registry_rule_ids(registry)
    problems += check_names(registry, marts, derived)
    ids = {entry.id for file in files for entry in file.entries if entry.id} | set(derived)
    problems += check_waivers(registry, ids, today)
    problems += check_decided(files, registry, today)
    problems += _mart_owners(marts, registry, today)
    problems += check_derived(registry, marts)
    problems += check_rules(files, registry, marts, derived, today)
    problems += check_fix_places(root, files, registry)
    told = {problem.file for problem in problems}
    problems += [problem for problem in check_files(root) if problem.file not in told]
    return _ordered(problems)


def _ordered(problems: Sequence[Problem]) -> list[Problem]:
    ordered = sorted(set(problems), key=lambda p: (p.file, p.line, p.where, p.message))
    return list(_bounded(ordered))


def _bounded(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The first problems of each file, and how many more it has: nobody mends 3,001 at once."""
    for _, of_file in groupby(problems, lambda problem: problem.file):
        first, rest = (found := list(of_file))[:_MOST_OF_A_FILE], found[_MOST_OF_A_FILE:]
        yield from first
        if rest:
            message = complaint(
                f"{len(rest):,} more problems", "none", "Correct those above first."
            )
            yield replace(first[-1], where="file", message=message, code=None)


def _unread(root: Path, files: list[RuleFile]) -> Iterator[Problem]:
    """A file of rules that nothing reads would lose its rules without a word."""
    # Editors read the schema of the adoption.
    read = {
        root / ADOPTION,
        root / ADOPTION.with_suffix(".schema.json"),
        *(root / file.file for file in files),
    }
    for path in sorted((root / EXPECTATIONS).rglob("*")):
        if path.is_file() and path not in read and not path.name.startswith("."):
            message = complaint("a file that nothing reads", "*.yml in expectations/ itself")
            file = path.relative_to(root)
            yield Problem(file=file, line=1, where="expectations", message=message)


def _none(files: list[RuleFile]) -> Iterator[Problem]:
    if not files:
        message = complaint("no rule file", "at least one", "Nothing checked is an error.")
        yield Problem(file=EXPECTATIONS, line=1, where="expectations", message=message)


def _mart_owners(marts: Mapping[str, Mart], registry: Registry, today: date) -> Iterator[Problem]:
    for mart in marts.values():
        if is_of_catalogue(mart.file):
            continue
        none = Fault("no owner", "exactly one", "Name the role in config.meta.owner.")
        wrong = one_role(registry, mart.owner, today) if mart.owner else none
        if wrong:
            yield Problem(
                file=mart.file,
                line=mart.line,
                where=f"mart {mart.name}",
                message=complaint(wrong.has, wrong.needs, wrong.do),
                lapsed=wrong.lapsed,
            )

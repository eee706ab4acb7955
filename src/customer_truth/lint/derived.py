"""Can the rules that follow from the registry be evaluated on the mart that they are about?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from customer_truth.definitions.marts import Mart
from customer_truth.files.problem import Problem, complaint
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.predicate import parse
from customer_truth.registry.load import Registry
from customer_truth.rules.from_registry import registry_suites
from customer_truth.rules.model import Suite


def check_derived(registry: Registry, marts: Mapping[str, Mart]) -> Iterator[Problem]:
    """Every column that they need and their mart lacks; of a sound registry only."""
    for suite in registry_suites(registry) if not registry.problems else ():
        mart = marts.get(suite.mart)
        if mart is None:
            has = f"rules about {suite.mart}, which has no contract"
            message = complaint(has, "one in models/marts", "Compare with the one shipped.")
            yield Problem(file=suite.file, line=1, where="derived rules", message=message)
        else:
            yield from _on_its_mart(suite, mart)


def _on_its_mart(suite: Suite, mart: Mart) -> Iterator[Problem]:
    where = f"mart {mart.name}"
    for column in (suite.key, suite.customer, suite.value, suite.judged_at):
        if column is not None and column not in mart.columns:
            message = complaint(f"no column {column}", "it for the rules of the registry")
            yield Problem(file=mart.file, line=mart.line, where=where, message=message)
    for rule in suite.rules:
        for text in filter(None, (rule.when, rule.must)):
            try:
                parse(text, mart.types, rule.limits)
            except PredicateError as error:
                has = f"for the rule {rule.id} {error.has}"
                message = complaint(has, error.needs, error.do)
                yield Problem(file=mart.file, line=mart.line, where=where, message=message)

"""The names that a shell completes: those of the project in the folder where it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path


def rules(incomplete: str) -> list[str]:
    """Ids of rules."""
    return _known(_rules, incomplete)


def roles(incomplete: str) -> list[str]:
    """Roles of owners.csv."""
    return _known(_roles, incomplete)


def _known(names: Callable[[Path], Iterable[str]], incomplete: str) -> list[str]:
    from customer_truth.errors import Unusable
    from customer_truth.project import find_root

    try:
        return sorted(n for n in names(find_root(Path.cwd())) if n.startswith(incomplete))
    except Unusable:
        return []


def _rules(root: Path) -> Iterable[str]:
    from customer_truth.definitions.load import every_suite

    return [rule.id for suite in every_suite(root) for rule in suite.rules]


def _roles(root: Path) -> Iterable[str]:
    from customer_truth.registry import load_registry

    return {row.role for row in load_registry(root).owners}

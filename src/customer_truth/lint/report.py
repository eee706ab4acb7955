"""How a check says what is wrong with a row."""

from __future__ import annotations

from customer_truth.files.problem import Problem, complaint
from customer_truth.files.row import Row


def at(row: Row, has: str, needs: str, do: str = "", lapsed: bool = False) -> Problem:
    """A problem at the place of a row of the registry."""
    message = complaint(has, needs, do)
    return Problem(file=row.file, line=row.line, where=row.where, message=message, lapsed=lapsed)

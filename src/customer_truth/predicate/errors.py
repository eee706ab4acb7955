"""Why a text is not a criterion."""

from __future__ import annotations

from customer_truth.files.problem import complaint


class PredicateError(ValueError):
    """A text that is not a row predicate: what it has, what it needs, and the next step."""

    def __init__(self, has: str, needs: str, do: str = "") -> None:
        super().__init__(complaint(has, needs, do))
        self.has = has
        self.needs = needs
        self.do = do

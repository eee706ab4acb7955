"""What is wrong, as figures for people: records, money and customers, each counted once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from customer_truth.text.counted import counted


class Scope(StrEnum):
    """What figures are of: a decision is the contradictions of one rule that wait for it."""

    NIGHT = "night"
    OWNER = "owner"
    RULE = "rule"
    DECIDER = "decider"
    DECISION = "decision"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What some open exceptions come to; money is in the company's currency, `currency`.

    `in_error` is what is wrong itself in `records_in_error` of the `records`; None where no rule
    can say it. `yearly_business` is that of the customers of whom it is known; None where it is of
    none, and `business_not_known` counts the others.
    """

    records: int = 0
    in_error: float | None = None
    records_in_error: int = 0
    customers_touched: int = 0
    yearly_business: float | None = None
    business_not_known: int = 0
    currency: str | None = None

    @property
    def costliest_first(self) -> tuple[float, float]:
        """Sorts by what is in error, then by the customers' yearly business."""
        return -(self.in_error or 0), -(self.yearly_business or 0)

    @property
    def in_error_words(self) -> str:
        """`12,300 USD in error`; nothing where no rule can say it."""
        return "" if self.in_error is None else f"{self._money(self.in_error)} in error"

    @property
    def customers_words(self) -> str:
        """`38 customers touched`; nothing where there is none."""
        return (
            f"{counted(self.customers_touched, 'customer')} touched"
            if self.customers_touched
            else ""
        )

    @property
    def business_words(self) -> str:
        """`1,200,000 USD a year, and 3 customers whose yearly business is not known`."""
        if self.yearly_business is None:
            return "yearly business not known" if self.business_not_known else ""
        known = f"{self._money(self.yearly_business)} a year"
        if not self.business_not_known:
            return known
        others = counted(self.business_not_known, "customer")
        return f"{known}, and {others} whose yearly business is not known"

    @property
    def words(self) -> str:
        """All of it in one line; nothing where nothing can be said."""
        touched = ", ".join(filter(None, (self.customers_words, self.business_words)))
        return "; ".join(filter(None, (self.in_error_words, touched)))

    def _money(self, amount: float) -> str:
        return f"{amount:,.0f} {self.currency or ''}".rstrip()


NOTHING_OPEN = Figures()


@dataclass(frozen=True)
class Checks:
    """How often a record was held against a rule, and how often it passed; waived ones did not."""

    made: int
    passed: int

    @property
    def percent(self) -> str:
        """`99.94%`, rounded down: only where all passed it is a hundred."""
        return f"{10_000 * self.passed // self.made / 100:.2f}%" if self.made else ""

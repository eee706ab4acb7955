"""The truth gap: each function's green beside the customers whose whole month was good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from markupsafe import Markup
from sqlalchemy import Connection, column, select, table

from customer_truth.site import pictures
from customer_truth.site.render import exact, words

_TOGETHER = "together"
_SHOWN = ("month_on", "function", "customer_count", "green_count", "green_share", "whole_share")


@dataclass(frozen=True, kw_only=True)
class Month:
    """One function's month; shares are of the customers it speaks of."""

    month_on: date
    function: str
    customer_count: int
    green_count: int
    green_share: float | None
    whole_share: float | None

    @property
    def gap(self) -> float | None:
        """How much greener the function is than the months were; a share of nothing is unknown."""
        if self.green_share is None or self.whole_share is None:
            return None
        return self.green_share - self.whole_share


@dataclass(frozen=True)
class TruthGap:
    """The months that are over, the oldest first."""

    months: Sequence[Month]

    @cached_property
    def functions(self) -> list[str]:
        """The functions that report, without what they say together."""
        return sorted({month.function for month in self.months} - {_TOGETHER})

    @cached_property
    def newest(self) -> list[Month]:
        """The last month: each function, the widest gap first."""
        last = max(month.month_on for month in self.months)
        mine = [m for m in self.months if m.month_on == last and m.function != _TOGETHER]
        return sorted(mine, key=lambda m: (m.gap is None, -(m.gap or 0)))

    @cached_property
    def together(self) -> Month | None:
        """The last month of the customers of whom every function is green."""
        told = [month for month in self.months if month.function == _TOGETHER]
        return told[-1] if told else None

    @cached_property
    def by_month(self) -> list[Month]:
        """What the functions say together, the newest month first."""
        return [month for month in self.months if month.function == _TOGETHER][::-1]

    @cached_property
    def moved(self) -> list[tuple[Month, Month | None]]:
        """Each function's last month and the one before it, the widest gap first."""
        days = sorted({month.month_on for month in self.months})
        before = days[-2] if len(days) > 1 else None
        earlier = {month.function: month for month in self.months if month.month_on == before}
        return [(month, earlier.get(month.function)) for month in self.newest]

    def picture(self) -> Markup:
        """Each function's green share, and the whole customer's, month by month."""
        days = sorted({month.month_on for month in self.months})
        by = {(month.month_on, month.function): month for month in self.months}

        def shares(function: str, field: str) -> list[float | None]:
            months = (by.get((day, function)) for day in days)
            return [getattr(month, field) if month else None for month in months]

        series = [("The customer's whole month", shares(_TOGETHER, "whole_share"))]
        series += [(words(name), shares(name, "green_share")) for name in self.functions]
        title = "Share of customers: good by each function's own figure, and good as a whole month"
        return pictures.lines(title, [f"{day:%b %Y}" for day in days], series, exact)


def read_truth_gap(connection: Connection, marts_schema: str) -> TruthGap | None:
    """The gap of every month that is over; None where no function reports."""
    scorecards = table("function_scorecards", *map(column, _SHOWN), schema=marts_schema)
    query = select(*(scorecards.c[name] for name in _SHOWN)).order_by(
        scorecards.c.month_on, scorecards.c.function
    )
    months = [Month(**row) for row in connection.execute(query).mappings()]
    return TruthGap(months) if months else None

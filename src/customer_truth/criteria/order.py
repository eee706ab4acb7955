"""Compiles a constraint of DECLARE to two window expressions over the rows of a mart.

`activated` holds on the rows whose event the constraint judges; one that only the future can
decide is not judged yet. `holds` says whether the constraint is kept there.
Source of the vocabulary: Pesic, Schonenberg, van der Aalst, "DECLARE: Full Support for
Loosely-Structured Processes", EDOC 2007.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from customer_truth.rules.model import Order, Trace
from customer_truth.sql.text import quoted

BEFORE = "rows between unbounded preceding and 1 preceding"
UNTIL_HERE = "rows between unbounded preceding and current row"
AFTER = "rows between 1 following and unbounded following"


@dataclass(frozen=True)
class OrderColumns:
    """The SQL of one order rule: where it is activated, and where it then holds."""

    activated: str
    holds: str


def order_columns(order: Order, trace: Trace, as_of: datetime) -> OrderColumns:
    """The window expressions of `order` on the events that `trace` names, as of a moment (UTC)."""
    return _Windows(order, trace, as_of).columns()


class _Windows:
    """The pieces that the templates are put together from."""

    def __init__(self, order: Order, trace: Trace, as_of: datetime) -> None:
        self.order = order
        self.at = f'"{trace.at}"'
        self.event = f'"{trace.event}"'
        self.night = f"timestamp '{as_of:%Y-%m-%d %H:%M:%S.%f}'"
        records = ", ".join(f'"{name}"' for name in trace.record)
        moments = ", ".join(f'"{name}"' for name in (trace.at, trace.position) if name)
        self.whole = f"partition by {records}"
        self.ordered = f"{self.whole} order by {moments}"
        self.of = self._is_one_of(order.of)
        self.to = self._is_one_of(order.to)

    def columns(self) -> OrderColumns:
        activated, holds = getattr(self, f"_{self.order.template}")()
        return OrderColumns(activated, holds)

    def _is_one_of(self, events: tuple[str, ...]) -> str:
        if not events:
            return "false"
        listed = ", ".join(map(quoted, events))
        return f"coalesce({self.event} in ({listed}), false)"

    def _count(self, condition: str, frame: str = "") -> str:
        window = f"{self.ordered} {frame}" if frame else self.whole
        return f"coalesce(sum(case when {condition} then 1 else 0 end) over ({window}), 0)"

    def _moment_of_to(self, aggregate: str, frame: str) -> str:
        moments = f"case when {self.to} then {self.at} end"
        return f"{aggregate}({moments}) over ({self.ordered} {frame})"

    def _beside(self, function: str, expression: str) -> str:
        return f"{function}({expression}) over ({self.ordered})"

    def _by(self, moment: str) -> str:
        """The last moment that still counts after `moment`."""
        minutes = round((self.order.within_hours or 0) * 60)
        return f"{moment} + interval '{minutes} minutes'"

    def _init(self) -> tuple[str, str]:
        return f"row_number() over ({self.ordered}) = 1", self.of

    def _absence(self) -> tuple[str, str]:
        return self.of, f"{self._count(self.of, UNTIL_HERE)} <= {self.order.at_most}"

    def _precedence(self) -> tuple[str, str]:
        latest = self._moment_of_to("max", BEFORE)
        if self.order.within_hours is None:
            return self.of, f"{latest} is not null"
        return self.of, f"coalesce({self.at} <= {self._by(latest)}, false)"

    def _response(self) -> tuple[str, str]:
        first = self._moment_of_to("min", AFTER)
        due = self._by(self.at)
        return f"{self.of} and ({first} is not null or {due} < {self.night})", f"{first} <= {due}"

    def _chain_precedence(self) -> tuple[str, str]:
        is_to = f"coalesce({self._beside('lag', self.to)}, false)"
        if self.order.within_hours is None:
            return self.of, is_to
        return self.of, f"{is_to} and {self.at} <= {self._by(self._beside('lag', self.at))}"

    def _chain_response(self) -> tuple[str, str]:
        following, is_to = self._beside("lead", self.at), self._beside("lead", self.to)
        if self.order.within_hours is None:
            return f"{self.of} and {following} is not null", is_to
        due = self._by(self.at)
        decided = f"({following} is not null or {due} < {self.night})"
        return f"{self.of} and {decided}", f"{is_to} and {following} <= {due}"

    def _not_succession(self) -> tuple[str, str]:
        return self.of, f"{self._count(self.to, AFTER)} = 0"

    def _not_coexistence(self) -> tuple[str, str]:
        return self.of, f"{self._count(self.to)} = 0"

"""The windows page: promise, plan and actual of each depot, and what its exceptions may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from sqlalchemy import Connection, text

from customer_truth.site import pictures
from customer_truth.site.render import whole

_DEPOTS = """
select coalesce(s.depot_id, 'none') as depot,
    count(*) as windows,
    sum(case when w.planned_hours is null then 1 else 0 end) as unplanned,
    sum(case when w.differs_from_plan like '%sales%' then 1 else 0 end) as sales_differs,
    sum(case when w.differs_from_plan like '%customer%' then 1 else 0 end) as customer_differs,
    sum(case when w.differs_from_plan like '%erp%' then 1 else 0 end) as erp_differs,
    sum(case when not w.is_feasible then 1 else 0 end) as infeasible,
    sum(w.judged_count) as judged,
    sum(w.inside_count) as inside
from {marts}.window_promises as w
left join {marts}.customer_sites as s on w.site_id = s.site_id
group by coalesce(s.depot_id, 'none')
order by depot
"""
_BUDGETS = """
select depot_id as depot, kind, active_site_count as sites, exception_count as exceptions, share,
    largest_share, expires_on, budget_is_in_force, cost
from {marts}.depot_exceptions order by depot_id, kind
"""


@dataclass(frozen=True, kw_only=True)
class _AtDepot:
    depot: str

    @property
    def name(self) -> str:
        """The depot without its system."""
        return self.depot.split(":")[-1]


@dataclass(frozen=True, kw_only=True)
class DepotWindows(_AtDepot):
    """The windows of one depot: sites by weekday, and the arrivals of the last eight weeks."""

    windows: int
    unplanned: int
    sales_differs: int
    customer_differs: int
    erp_differs: int
    infeasible: int
    judged: int
    inside: int

    @property
    def otherwise(self) -> int:
        """How often somebody names other hours than the plan."""
        return self.sales_differs + self.customer_differs + self.erp_differs

    @property
    def outside(self) -> int:
        """The judged arrivals outside the hours of their day."""
        return self.judged - self.inside

    @property
    def inside_share(self) -> float | None:
        """Of the judged arrivals, those inside the hours of their day."""
        return self.inside / self.judged if self.judged else None


@dataclass(frozen=True, kw_only=True)
class Budget(_AtDepot):
    """What one kind of exception takes of a depot's sites, and what it may take."""

    kind: str
    sites: int
    exceptions: int
    share: float | None
    largest_share: float | None
    expires_on: date | None
    budget_is_in_force: bool
    cost: float | None

    @property
    def says(self) -> str:
        """The state in words."""
        if self.largest_share is None:
            return "no budget"
        if not self.budget_is_in_force:
            return "budget ended"
        return "over budget" if (self.share or 0) > self.largest_share else "within budget"


@dataclass(frozen=True)
class WindowsPage:
    """Every depot; counts only."""

    depots: Sequence[DepotWindows]
    budgets: Sequence[Budget]

    def picture(self) -> Markup | None:
        """Where somebody names other hours than the plan, and where trucks come outside of them.

        Of the depots where either is so; None where it is nowhere.
        """
        shown = [depot for depot in self.depots if depot.otherwise or depot.outside]
        if not shown:
            return None
        return pictures.bars(
            "By depot: windows for which somebody names other hours, and arrivals outside",
            [depot.name for depot in shown],
            [
                ("Other hours named", [depot.otherwise for depot in shown]),
                ("Arrivals outside", [depot.outside for depot in shown]),
            ],
            whole,
        )


def read_windows(connection: Connection, marts_schema: str) -> WindowsPage | None:
    """The page's figures; None where no site has a window."""
    depots = [
        DepotWindows(depot=row["depot"], **{n: int(v or 0) for n, v in row.items() if n != "depot"})
        for row in connection.execute(text(_DEPOTS.format(marts=marts_schema))).mappings()
    ]
    if not depots:
        return None
    budgets = [
        Budget(**{**row, "budget_is_in_force": bool(row["budget_is_in_force"])})
        for row in connection.execute(text(_BUDGETS.format(marts=marts_schema))).mappings()
    ]
    return WindowsPage(depots, budgets)

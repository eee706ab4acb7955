"""The picture of the delivery windows shows where something is wrong, and nothing else."""

from __future__ import annotations

from customer_truth.site.windows_page import DepotWindows, WindowsPage


def _depot(name: str, *, sales_differs: int = 0, inside: int = 90) -> DepotWindows:
    return DepotWindows(
        depot=f"route_planner:{name}",
        windows=50,
        unplanned=0,
        sales_differs=sales_differs,
        customer_differs=0,
        erp_differs=0,
        infeasible=0,
        judged=90,
        inside=inside,
    )


def test_the_picture_leaves_out_the_depots_where_all_is_as_planned() -> None:
    depots = [_depot("CALM"), _depot("OTHER", sales_differs=2), _depot("LATE", inside=80)]
    svg = str(WindowsPage(depots, []).picture())
    assert ">OTHER<" in svg and ">LATE<" in svg
    assert "CALM" not in svg


def test_where_all_is_as_planned_there_is_no_picture() -> None:
    assert WindowsPage([_depot("CALM")], []).picture() is None

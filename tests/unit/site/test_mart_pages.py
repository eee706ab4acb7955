"""A mart's lineage as a picture: systems, staging models, the mart, and nothing above another."""

from __future__ import annotations

from itertools import pairwise

from customer_truth.lineage.ancestry import Staging
from customer_truth.site.mart_pages import draw_lineage


def test_boxes_of_a_column_stand_below_each_other_inside_the_picture() -> None:
    stagings = [Staging(name=f"stg_{at}", tables=(f"{at}.t", "shared.t")) for at in range(5)]
    drawn = draw_lineage("customers", [*stagings, Staging(name="stg_none", tables=())])
    for kind, number in (("system", 6), ("staging", 6), ("mart", 1)):
        column = sorted((box for box in drawn.boxes if box.kind == kind), key=lambda box: box.y)
        assert len(column) == number
        for above, below in pairwise(column):
            assert above.y + above.height < below.y
        assert column[-1].y + column[-1].height < drawn.height
        assert all(box.x + box.width <= drawn.width for box in column)


def test_each_system_leads_to_its_staging_models_and_each_of_them_to_the_mart() -> None:
    stagings = [Staging(name="stg_a", tables=("crm.a", "crm.b")), Staging(name="stg_b", tables=())]
    drawn = draw_lineage("customers", stagings)
    assert len(drawn.ways) == 1 + 2

"""A mart's page: its lineage as a picture in which nothing lies above another, and its columns."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from site_night import RESULTS, night

from customer_truth.definitions.marts import Column, Mart
from customer_truth.lineage.ancestry import Staging
from customer_truth.site.mart_pages import MartPage, draw_lineage
from customer_truth.site.render import environment, write_page


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


def test_a_column_is_described_where_its_contract_says_what_it_is(tmp_path: Path) -> None:
    columns = {
        "amount": Column(name="amount", data_type="integer", safe=True, description="<b>Price"),
        "note": Column(name="note", data_type="text", safe=False),
    }
    mart = Mart(
        **{"name": "deals", "description": "One row per deal.", "owner": None, "line": 1},
        **{"columns": columns, "file": Path("deals.yml")},
    )
    page = MartPage(mart=mart, person=None, lines=[], ancestry=None, picture=None)
    path = tmp_path / "deals.html"
    write_page(environment(), "mart.html", path, run=night(RESULTS), page=page, roles=set())
    _, amount, note = path.read_text("utf-8").rsplit('<th scope="row">', 2)
    assert "&lt;b&gt;Price" in amount
    assert 'class="sub"' not in note

"""A deal's stages are those of the pipeline that it was in when it entered them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.hand_made import HandMade

START = datetime(2026, 5, 4, 9)


def deal(stages: dict[int, str], pipelines: dict[int, str], *, is_held: bool = True) -> HandMade:
    """A deal of HubSpot; stages and pipelines by the day on which it entered them."""
    made = HandMade(systems=("hubspot",))
    if is_held:
        held = {"deal_id": 7, "deal_pipeline_id": "7788", "property_createdate": START}
        made.raw("hubspot.deal", held)
    for day, stage in stages.items():
        moved = START + timedelta(days=day)
        made.raw("hubspot.deal_stage", {"deal_id": 7, "value": stage, "_fivetran_start": moved})
    for day, pipeline in pipelines.items():
        made.raw(
            "hubspot.deal_property_history",
            {
                "deal_id": 7,
                "name": "pipeline",
                "value": pipeline,
                "timestamp": START + timedelta(days=day),
            },
        )
    return made


def pipelines(made: HandMade) -> list[tuple[Any, ...]]:
    found = made.read(
        "stg_hubspot__stage_changes", "changed_at", "pipeline", where="lifecycle = 'opportunity'"
    )
    return [row[1:] for row in found]


FIVE = {0: "a", 5: "b", 9: "c", 20: "501", 30: "502"}


def test_each_stage_of_a_deal_is_of_the_pipeline_of_its_moment() -> None:
    made = deal(FIVE, {0: "default", 20: "7788"})
    assert pipelines(made) == [("default",)] * 3 + [("7788",)] * 2


def test_a_pipeline_written_a_moment_after_the_stage_is_the_stage_s() -> None:
    made = deal({0: "a", 20: "501"}, {0: "default"})
    late = START + timedelta(days=20, milliseconds=300)
    row = {"deal_id": 7, "name": "pipeline", "value": "7788", "timestamp": late}
    made.raw("hubspot.deal_property_history", row)
    assert pipelines(made) == [("default",), ("7788",)]


def test_without_a_history_a_stage_is_of_the_pipeline_that_has_it() -> None:
    made = deal(FIVE, {})
    for stage in FIVE.values():
        pipeline = "7788" if stage.isdigit() else "default"
        made.raw("hubspot.deal_pipeline_stage", {"stage_id": stage, "pipeline_id": pipeline})
    assert pipelines(made) == [("default",)] * 3 + [("7788",)] * 2


def test_a_deal_of_which_only_today_is_known_is_in_its_pipeline_of_today() -> None:
    assert pipelines(deal({0: "501"}, {})) == [("7788",)]


def test_a_stage_change_of_a_deal_that_nobody_holds_is_kept() -> None:
    """A night of changes whose records are in no table is not a night without changes."""
    assert len(pipelines(deal(FIVE, {}, is_held=False))) == 5

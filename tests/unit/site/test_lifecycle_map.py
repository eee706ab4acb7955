"""The picture of a lifecycle: stages in a row, moves ahead above it, moves back below."""

from __future__ import annotations

import re

from customer_truth.site.lifecycle_map import Arc, Move, draw_map

STAGES = [("new", 3, False), ("open", 5, False), ("solved", 1, False), ("closed", 90, True)]


def _move(before: str, after: str, count: int, is_documented: bool = True) -> Move:
    return Move(before=before, after=after, count=count, is_documented=is_documented)


def _peak(arc: Arc) -> float:
    return float(re.findall(r"C\S+ (\S+)", arc.path)[0])


def test_moves_ahead_run_above_the_stages_and_moves_back_below() -> None:
    drawn = draw_map(STAGES, [_move("new", "open", 10), _move("solved", "new", 2)])
    top = drawn.nodes[0].y
    by_end = {arc.move.after: arc for arc in drawn.arcs}
    assert _peak(by_end["open"]) < top
    assert _peak(by_end["new"]) > top + drawn.node_height


def test_everything_stays_inside_the_picture() -> None:
    moves = [_move(a, b, 1) for a, _, _ in STAGES for b, _, _ in STAGES if a != b]
    drawn = draw_map(STAGES, moves)
    assert len(drawn.arcs) == 12
    for arc in drawn.arcs:
        assert 0 < arc.x < drawn.width
        assert 8 < arc.y < drawn.height
    for node in drawn.nodes:
        assert node.x + drawn.node_width <= drawn.width
        assert node.y + drawn.node_height <= drawn.height


def test_what_was_made_more_often_is_wider_and_drawn_last() -> None:
    moves = [_move("new", "open", 1000), _move("open", "solved", 3), _move("new", "solved", 40)]
    drawn = draw_map(STAGES, moves)
    assert [arc.move.count for arc in drawn.arcs] == [3, 40, 1000]
    widths = [arc.width for arc in drawn.arcs]
    assert widths == sorted(widths) and widths[0] < widths[-1]


def test_width_is_in_proportion_and_a_label_stands_beside_its_line() -> None:
    drawn = draw_map(STAGES, [_move("new", "open", 1000), _move("solved", "new", 250)])
    rare, often = drawn.arcs
    assert often.width == 4 * rare.width
    assert often.y < _top_of(often) - often.width / 2
    assert rare.y > _top_of(rare) + rare.width / 2


def test_a_way_that_was_documented_only_later_is_drawn_twice_side_by_side() -> None:
    drawn = draw_map(STAGES, [_move("new", "open", 9), _move("new", "open", 4, False)])
    first, second = drawn.arcs
    assert first.path != second.path
    assert abs(first.y - second.y) > 10


def _top_of(arc: Arc) -> float:
    """Where the curve is farthest from the stages: three quarters of the way to its handles."""
    edge = float(arc.path.split()[1])
    return edge + (_peak(arc) - edge) * 3 / 4


def test_move_of_a_stage_that_is_no_longer_in_force_is_left_out() -> None:
    assert draw_map(STAGES, [_move("long_gone", "open", 7)]).arcs == []
    assert draw_map(STAGES, []).width > 0

"""The reviews of a code host become approvals, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from customer_truth.errors import Unusable
from customer_truth.gate.approvals import from_github, read_approvals

_HEAD = "a" * 40


def _review(who: str | None, state: str, commit: str = _HEAD) -> dict[str, Any]:
    user = {"login": who} if who else None
    return {
        "user": user,
        "state": state,
        "commit_id": commit,
        "submitted_at": "2026-11-26T08:00:00Z",
    }


@pytest.mark.parametrize(
    ("reviews", "by"),
    [
        ([_review("dm", "APPROVED")], ["dm"]),
        ([_review("dm", "COMMENTED")], []),
        ([_review("dm", "APPROVED"), _review("dm", "COMMENTED")], ["dm"]),
        ([_review("dm", "APPROVED"), _review("dm", "CHANGES_REQUESTED")], []),
        ([_review("dm", "APPROVED"), _review("dm", "DISMISSED")], []),
        ([_review("dm", "CHANGES_REQUESTED"), _review("dm", "APPROVED")], ["dm"]),
        ([_review("dm", "APPROVED", "b" * 40)], []),
        ([_review("dm", "APPROVED"), _review("dm", "APPROVED", "b" * 40)], []),
        ([_review("Author", "APPROVED")], []),
        ([_review(None, "APPROVED")], []),
    ],
)
def test_last_word_on_the_very_commit_counts(reviews: list[dict[str, Any]], by: list[str]) -> None:
    made = from_github(reviews, "author", _HEAD)
    assert [given["by"] for given in made["approvals"]] == by


def test_file_made_from_reviews_is_read_without_the_author(tmp_path: Path) -> None:
    path = tmp_path / "approvals.json"
    path.write_text(json.dumps({"author": "DM", "approvals": [{"by": "dm"}, {"by": "IS"}]}))
    assert read_approvals(path).by == {"is"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"author": "x", "approvals": [{}]}',
        '{"author": null, "approvals": [{"by": "dm"}]}',
        '{"author": "", "approvals": [{"by": "dm"}]}',
        '{"author": "dm", "author": "x", "approvals": [{"by": "dm"}]}',
        '{"author": "x", "approvals": {"by": "dm"}}',
        '{"author": "x", "approvals": [{"by": null}]}',
        '{"author": "x", "approvals": [{"by": "b\u212a"}]}',
        '{"author": "x", "approvals": ["dm"]}',
        "[" * 100_000,
    ],
)
def test_unreadable_file_says_what_it_needs(text: str, tmp_path: Path) -> None:
    path = tmp_path / "approvals.json"
    path.write_text(text)
    with pytest.raises(Unusable, match=r"needs .*author.*approvals"):
        read_approvals(path)


def test_handle_is_the_same_however_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "approvals.json"
    given = [{"by": "@DM"}, {"by": " bk "}, {"by": "bk"}, {"by": "helper[bot]"}, {"by": "is"}]
    path.write_text(json.dumps({"author": "@Bk", "approvals": given}))
    assert read_approvals(path).by == {"dm", "is"}


def test_approval_of_another_commit_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "approvals.json"
    given = [{"by": "dm", "commit": _HEAD}, {"by": "is", "commit": "b" * 40}, {"by": "bk"}]
    path.write_text(json.dumps({"author": "eve", "approvals": given}))
    assert read_approvals(path, _HEAD).by == {"dm", "bk"}
    assert read_approvals(path, None).by == {"bk"}


def test_program_approves_nothing() -> None:
    by_kind = _review("helper", "APPROVED")
    by_kind["user"]["type"] = "Bot"
    made = from_github([by_kind, _review("helper[bot]", "APPROVED")], "author", _HEAD)
    assert made["approvals"] == []


@pytest.mark.parametrize("reviews", [{"message": "Not Found"}, [1], [{"user": {"login": "x"}}]])
def test_other_data_than_reviews_is_refused(reviews: Any) -> None:
    with pytest.raises(Unusable, match="reviews: have a shape"):
        from_github(reviews, "author", _HEAD)


@pytest.mark.parametrize(
    "reviews",
    [
        {},
        {"user": 1},
        "",
        "APPROVED",
        None,
        0,
        [[]],
        [None],
        [{}],
        [{"user": {"login": None}, "state": "APPROVED", "commit_id": _HEAD}],
        [{"user": {"login": 7}, "state": "APPROVED", "commit_id": _HEAD}],
        [{"user": "dm", "state": "APPROVED", "commit_id": _HEAD}],
        [{"user": {"login": "dm"}, "state": "APPROVED"}],
    ],
)
def test_reviews_of_another_shape_are_never_an_empty_file(reviews: Any) -> None:
    with pytest.raises(Unusable, match=r"^reviews: have a shape that cannot be read"):
        from_github(reviews, "author", _HEAD)

"""Who agreed: read from a file that the code host's review data is turned into."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customer_truth.errors import Unusable

_SHAPE = '{"author": "handle", "approvals": [{"by": "handle"}]}'


@dataclass(frozen=True)
class Approvals:
    """Handles on the code host, in lower case; the author's own approval never counts."""

    author: str | None = None
    by: frozenset[str] = frozenset()


def read_approvals(path: Path) -> Approvals:
    """The approvals of a file, or `Unusable`."""
    try:
        data = json.loads(path.read_text("utf-8"))
        author = str(data["author"]).lower()
        by = frozenset(str(given["by"]).lower() for given in data["approvals"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(
            f"{path}: has no approvals that can be read ({error!r}), needs {_SHAPE}. "
            "Make it from the reviews: truth approvals --help"
        ) from error
    return Approvals(author, by - {author})


def from_github(reviews: Any, author: str, commit: str) -> Mapping[str, Any]:
    """The approvals file of GitHub's list of reviews (REST, oldest first).

    The last word of each reviewer counts, and only on the commit that is to be merged. Raises
    `Unusable` where the list is of another shape.
    """
    last: dict[str, Mapping[str, Any]] = {}
    try:
        for review in reviews:
            if review["user"] and review["state"] in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
                last[str(review["user"]["login"])] = review
        given = [
            {"by": login, "commit": review["commit_id"], "at": review.get("submitted_at")}
            for login, review in sorted(last.items())
            if review["state"] == "APPROVED" and review["commit_id"] == commit
        ]
    except (KeyError, TypeError) as error:
        raise Unusable(
            f"reviews: have a shape that cannot be read ({error!r}), need the list that "
            "GitHub's REST interface gives for a pull request's reviews."
        ) from error
    return {
        "author": author,
        "approvals": [one for one in given if one["by"].lower() != author.lower()],
    }

"""Who agreed: read from a file that the code host's review data is turned into."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customer_truth.errors import Unusable

# Reviews that are a word for or against; a comment leaves the word of before.
_WORDS = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
_SHAPE = '{"author": "handle", "approvals": [{"by": "handle"}]}'


@dataclass(frozen=True)
class Approvals:
    """Handles on the code host, in lower case; the author's own approval never counts."""

    author: str | None = None
    by: frozenset[str] = frozenset()


def read_approvals(path: Path, commit: str | None = None) -> Approvals:
    """The approvals of a file, or `Unusable`.

    `commit` is the one that is gated; None where the working tree holds something else than any.
    An approval that names a commit is of that one alone; one that names none is of what is there.
    """
    try:
        data = json.loads(path.read_text("utf-8"), object_pairs_hook=_fields)
        author = _handle(data["author"])
        given = [
            _handle(one["by"])
            for one in _listed(data["approvals"])
            if one.get("commit") in (None, commit)
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unusable(
            f"{path}: has no approvals that can be read ({_reason(error)}), needs {_SHAPE}. "
            "Make it from the reviews: truth approvals --help"
        ) from error
    return Approvals(author, frozenset(by for by in given if by != author and not _is_bot(by)))


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A field that stands twice would be read as one of its values, and nobody knows which."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError("a field twice")
    return dict(pairs)


def _listed(data: Any) -> list[dict[str, Any]]:
    if not isinstance(data, list):
        raise TypeError("no list")
    return data


def _handle(said: Any) -> str:
    """A handle in lower case; other letters than a host's may look like it or become it."""
    handle = said.strip().removeprefix("@") if isinstance(said, str) else ""
    if not handle or not handle.isascii():
        raise ValueError("no handle where one is needed")
    return handle.lower()


def _is_bot(handle: str) -> bool:
    """A program holds no role, whatever account it reviews with."""
    return handle.lower().endswith("[bot]")


def _is_program(user: Mapping[str, Any]) -> bool:
    return user.get("type") == "Bot" or _is_bot(user["login"])


def _reason(error: Exception) -> str:
    match error:
        case KeyError():
            return f"no {error.args[0]}"
        case json.JSONDecodeError():
            return f"no JSON: {error.msg} at line {error.lineno}"
        case OSError():
            return error.strerror or "the file cannot be read"
        case ValueError() if error.args and not isinstance(error, UnicodeError):
            return str(error.args[0])
    return "another shape"


def from_github(reviews: Any, author: str, commit: str) -> Mapping[str, Any]:
    """The approvals file of GitHub's list of reviews (REST, oldest first).

    The last word of each reviewer counts, and only on the commit that is to be merged. Raises
    `Unusable` where the list is of another shape.
    """
    last: dict[str, Mapping[str, Any]] = {}
    try:
        for review in _listed(reviews):
            user = review["user"]
            if user and review["state"] in _WORDS and not _is_program(user):
                last[str(user["login"])] = review
        given = [
            {"by": login, "commit": review["commit_id"], "at": review.get("submitted_at")}
            for login, review in sorted(last.items())
            if review["state"] == "APPROVED" and review["commit_id"] == commit
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise Unusable(
            f"reviews: have a shape that cannot be read ({_reason(error)}), need the list that "
            "GitHub's REST interface gives for a pull request's reviews."
        ) from error
    return {
        "author": author,
        "approvals": [one for one in given if one["by"].lower() != author.lower()],
    }

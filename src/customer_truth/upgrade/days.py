"""From which day each wording of a changed rule holds in a home that adopts it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from customer_truth.registry.adoption import Amendment, by_age

Days = Mapping[str, date | list[date]]


def adopted_days(
    was: Mapping[str, Any], now: Mapping[str, Any], said: Amendment, today: date
) -> Days:
    """What the adoption says of a rule that the catalogue ships otherwise than it `was`.

    Its new wordings hold from `today`, or from later where the company put the rule off; those that
    held already keep their days, as `said`.
    """
    day = max(filter(None, (today, said.effective_from, *said.newest_from[:1])))
    if not now.get("before"):
        # Without an earlier wording in the catalogue there is none to hold until then.
        return {"effective_from": day, **({"newest_from": day} if said.newest_from else {})}
    fresh = len(new_wordings(was, now))
    kept = said.newest_from if fresh else said.newest_from[1:]
    # Wordings that the catalogue no longer tells of need no day.
    days = [*[day] * max(fresh, 1), *kept][: len(by_age(now))]
    return {"newest_from": days if days[1:] else day}


def shipped_days(was: Mapping[str, Any], now: Mapping[str, Any], said: Amendment) -> Days:
    """The same with each new wording from the day that the catalogue gives it."""
    fresh = [date.fromisoformat(str(one["effective_from"])) for one in new_wordings(was, now)]
    return {"newest_from": [*fresh, *said.newest_from]} if said.newest_from and fresh else {}


def new_wordings(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The wordings that the catalogue dates after all that it had, the newest first."""
    newest = str(by_age(was)[0]["effective_from"])
    return [one for one in by_age(now) if str(one["effective_from"]) > newest]

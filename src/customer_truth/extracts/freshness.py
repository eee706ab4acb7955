"""How old a raw table may be: what its contract says, and what the company sets for it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from customer_truth.files.fields import Fields, read_fields
from customer_truth.files.lined_yaml import Document
from customer_truth.files.problem import clipped
from customer_truth.project import MARKER

_PERIODS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
_OF_FRESHNESS = ("freshness", "loaded_at_field")
_LONGEST_PERIOD = 100_000


@dataclass(frozen=True)
class Freshness:
    """How long the newest moment on a table's clock may be ago, in dbt's own words."""

    warn_after: timedelta | None = None
    error_after: timedelta | None = None


def own_limits(root: Path) -> Fields:
    """What `vars: freshness` of the settings says of systems and tables, in dbt's words."""
    if not (root / MARKER).is_file():
        return Fields(Path(MARKER), "settings", Document(None), [], None)
    settings = read_fields(root, Path(MARKER), "settings").part("vars").part("freshness")
    return replace(settings, problems=[])


def loaded_at_field(declared: Fields) -> str | None:
    """The clock of a source or table in dbt's word for it."""
    for place in (declared.part("config"), declared):
        if "loaded_at_field" in place:
            return place.text("loaded_at_field")
    return None


def freshness_of(declared: Fields, otherwise: Freshness | None) -> Freshness | None:
    """What a source or table declares; a table has what its source says and it does not."""
    for place in (declared.part("config"), declared):
        for name in place.names:
            meant = difflib.get_close_matches(name, _OF_FRESHNESS, n=1, cutoff=0.8)
            if meant and name not in _OF_FRESHNESS:
                place.tell(name, f"the unknown field {clipped(name)}", meant[0])
        if "freshness" in place.names:
            return limits_of(place, "freshness", otherwise)
    return otherwise


def limits_of(place: Fields, name: str, otherwise: Freshness | None) -> Freshness | None:
    """The limits under a field, `otherwise` for each it lacks; None where it takes them away."""
    if place.data[name] is None:
        return None
    said = place.part(name)
    said.known(("warn_after", "error_after", "filter"))
    if "filter" in said.names and said.data["filter"] is not None:
        # The newest moment is taken over the whole table, so that it is the same for every reader.
        next_step = "Leave the filter out, or name the rows that count in a view of their own."
        said.tell("filter", "a filter", "limits for all rows", next_step)
    limits = otherwise or Freshness()
    return Freshness(
        _period(said, "warn_after", limits.warn_after),
        _period(said, "error_after", limits.error_after),
    )


def _period(said: Fields, name: str, otherwise: timedelta | None) -> timedelta | None:
    if name not in said.names:
        return otherwise
    if said.data[name] is None:
        return None
    if not isinstance(said.data[name], dict):
        said.refuse(name, "{count: 3, period: day}")
        return otherwise
    period = said.part(name)
    period.known(("count", "period"))
    unit = period.choice("period", tuple(_PERIODS))
    return period.whole("count", 1, _LONGEST_PERIOD) * _PERIODS.get(unit, timedelta())

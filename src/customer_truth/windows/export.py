"""The published delivery windows of each site, in the forms that planners and maps read."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Select, and_, column, or_, select, table

from customer_truth.errors import Unusable
from customer_truth.windows.hours import DAY, Window, hours_of
from customer_truth.windows.osm import clock_text, to_osm
from customer_truth.windows.schema_org import is_special, specification, to_schema_org
from customer_truth.windows.vroom import to_vroom

_COLUMNS = (
    *("site_id", "weekday", "opens_minute", "closes_minute", "width_minutes", "is_understood"),
    *("limits", "service_minutes", "time_zone", "on_date", "is_closed", "valid_from", "valid_to"),
)

Row = Mapping[str, Any]


class Form(StrEnum):
    """What the windows are written as."""

    OSM = "osm"
    SCHEMA_ORG = "schema.org"
    VROOM = "vroom"


def windows_query(marts: str, day: date, site: str | None) -> Select[Any]:
    """The understood windows of active sites that are in force on a day, site by site.

    Windows of a single day come along from that day on.
    """
    windows = table("delivery_windows", *map(column, _COLUMNS), schema=marts)
    sites = table("customer_sites", column("site_id"), column("is_active"), schema=marts)
    w = windows.c
    is_in_force = and_(w.valid_from <= day, or_(w.valid_to.is_(None), w.valid_to >= day))
    query = (
        select(*(w[name] for name in _COLUMNS))
        .select_from(windows.join(sites, w.site_id == sites.c.site_id))
        .where(sites.c.is_active, w.is_understood)
        .where(or_(and_(w.on_date.is_(None), is_in_force), w.on_date >= day))
        .where(or_(w.is_closed, w.width_minutes > 0))
    )
    if site is not None:
        query = query.where(w.site_id == site)
    return query.order_by(w.site_id, w.on_date, w.weekday, w.opens_minute)


def site_lines(rows: Iterable[Row], form: Form, day: date) -> Iterator[dict[str, Any]]:
    """One object for each site, from rows that come site by site."""
    written = _WRITERS[form]
    for site_id, group in itertools.groupby(rows, key=lambda row: str(row["site_id"])):
        yield written(site_id, list(group), day)


def _osm(site_id: str, rows: list[Row], day: date) -> dict[str, Any]:
    weekly = _windows(row for row in rows if row["on_date"] is None)
    return {"site_id": site_id, "opening_hours": to_osm(hours_of(weekly)) if weekly else "off"}


def _schema_org(site_id: str, rows: list[Row], day: date) -> dict[str, Any]:
    found = []
    weekly = [row for row in rows if row["on_date"] is None]
    validity = itertools.groupby(sorted(weekly, key=_validity), key=_validity)
    for _, group in validity:
        same = list(group)
        first, last = same[0]["valid_from"], same[0]["valid_to"]
        found.extend(to_schema_org(hours_of(_windows(same)), day, first, last))
    found.extend(_special(row) for row in rows if row["on_date"] is not None)
    return {
        "@context": "https://schema.org",
        "@type": "Place",
        "identifier": site_id,
        "openingHoursSpecification": [one for one in found if not is_special(one)],
        "specialOpeningHoursSpecification": [one for one in found if is_special(one)],
    }


def _vroom(site_id: str, rows: list[Row], day: date) -> dict[str, Any]:
    of_the_day = [row for row in rows if row["on_date"] == day]
    in_force = of_the_day or [row for row in rows if row["on_date"] is None]
    windows = [
        Window(day.isoweekday(), window.opens, window.closes)
        for window in _windows(in_force, to_start_service=True)
        if of_the_day or window.weekday == day.isoweekday()
    ]
    zone = _zone(site_id, rows[0]["time_zone"])
    return {"description": site_id, "time_windows": to_vroom(hours_of(windows), day, zone)}


_WRITERS: dict[Form, Callable[[str, list[Row], date], dict[str, Any]]] = {
    Form.OSM: _osm,
    Form.SCHEMA_ORG: _schema_org,
    Form.VROOM: _vroom,
}


def _windows(rows: Iterable[Row], to_start_service: bool = False) -> list[Window]:
    """The windows that some rows open; where a service must end in time, when it may start."""
    found = []
    for row in rows:
        if row["is_closed"]:
            continue
        closes = row["closes_minute"]
        if to_start_service and row["limits"] == "end_of_service":
            closes -= row["service_minutes"] or 0
        if row["opens_minute"] < closes:
            found.append(Window(row["weekday"] or 0, row["opens_minute"], closes))
    return found


def _special(row: Row) -> dict[str, Any]:
    day = row["on_date"]
    if row["is_closed"]:
        return specification(None, None, day, day)
    opens, closes = clock_text(row["opens_minute"]), clock_text(row["closes_minute"] % DAY)
    return specification(opens, closes, day, day)


def _validity(row: Row) -> tuple[str, str]:
    return str(row["valid_from"]), str(row["valid_to"])


def _zone(site_id: str, name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "")
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise Unusable(
            f"site '{site_id}': has no time zone that is known ('{name or ''}'), needs one such as "
            "Europe/Berlin. Enter it on the site, or name other sites with --site."
        ) from problem

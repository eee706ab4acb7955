"""The published delivery windows of each site, in the forms that planners and maps read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, column, func, not_, or_, select, table

from customer_truth.lookups.alike import as_asked, most_alike
from customer_truth.windows.forms import Form
from customer_truth.windows.hours import MonthDay, Window, hours_of
from customer_truth.windows.osm import MONTHS, clock_text, to_osm, written_times
from customer_truth.windows.schema_org import (
    Specification,
    closing_text,
    specification,
    to_schema_org,
)
from customer_truth.windows.vroom import find_zone, to_vroom

_COLUMNS = (
    *("site_id", "is_weekly", "weekday", "on_date", "is_closed", "is_holiday", "is_understood"),
    *("opens_minute", "closes_minute", "width_minutes", "limits", "service_minutes", "time_zone"),
    *("valid_from", "valid_to", "site_is_active"),
)

Row = Mapping[str, Any]


def windows_query(marts: str, day: date, site: str | None) -> Select[Any]:
    """The windows of active sites that are in force on a day, and their days to come, by site.

    A week that nobody understood is left out; a day whose hours nobody understood is not, for the
    week's hours do not hold on it.
    """
    w = table("delivery_windows", *map(column, _COLUMNS), schema=marts).c
    at = func.coalesce(w.on_date, day)
    is_in_force = and_(
        or_(w.valid_from.is_(None), w.valid_from <= at), or_(w.valid_to.is_(None), w.valid_to >= at)
    )
    query = select(*(w[name] for name in _COLUMNS)).where(w.site_is_active, is_in_force, at >= day)
    query = query.where(or_(not_(w.is_weekly), and_(w.is_understood, w.width_minutes > 0)))
    if site is not None:
        query = query.where(w.site_id == site)
    return query.order_by(w.site_id, w.on_date, w.weekday, w.opens_minute)


def site_alike(connection: Connection, marts: str, asked: str) -> str:
    """A question that offers the site with windows whose id is most like the one asked for."""
    site = table("delivery_windows", column("site_id"), schema=marts).c.site_id
    return most_alike(connection, asked, (as_asked(site, asked), site))


def site_lines(
    rows: Iterable[Row], form: Form, day: date, is_holiday: bool = False
) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Each site with its object, from rows that come site by site.

    None stands where instants are asked for and nobody knows the site's time zone.
    """
    for site_id, group in itertools.groupby(rows, key=lambda row: str(row["site_id"])):
        of_site = list(group)
        if form is Form.VROOM:
            yield site_id, _vroom(site_id, of_site, day, is_holiday)
        elif form is Form.SCHEMA_ORG:
            yield site_id, _schema_org(site_id, of_site, day)
        else:
            yield site_id, _osm(site_id, of_site)


def _osm(site_id: str, rows: list[Row]) -> dict[str, Any]:
    weekly = _windows(row for row in rows if row["is_weekly"])
    written = [to_osm(hours_of(weekly))] if weekly else []
    for day, of_day in itertools.groupby(_dated(rows), key=lambda row: row["on_date"]):
        hours = written_times(sorted(window[1:] for window in _windows(of_day)))
        written.append(f"{day.year} {MONTHS[day.month - 1]} {day.day:02} {hours or 'off'}")
    if any(row["is_holiday"] for row in rows):
        written.append("PH off")
    return {"site_id": site_id, "opening_hours": "; ".join(written) or "off"}


def _schema_org(site_id: str, rows: list[Row], day: date) -> dict[str, Any]:
    regular: list[Specification] = []
    weekly = sorted((row for row in rows if row["is_weekly"]), key=_validity)
    for _, group in itertools.groupby(weekly, key=_validity):
        same = list(group)
        first, last = same[0]["valid_from"], same[0]["valid_to"]
        regular.extend(to_schema_org(hours_of(_windows(same)), day, first, last))
    special = [_of_one_day(row) for row in _dated(rows)]
    if any(row["is_holiday"] for row in rows):
        special.extend(to_schema_org(hours_of([], is_closed_on_holidays=True), day))
    return {
        "@context": "https://schema.org",
        "@type": "Place",
        "identifier": site_id,
        "openingHoursSpecification": regular,
        "specialOpeningHoursSpecification": special,
    }


def _vroom(site_id: str, rows: list[Row], day: date, is_holiday: bool) -> dict[str, Any] | None:
    zone = find_zone(rows[0]["time_zone"])
    if zone is None:
        return None
    of_the_day = [row for row in rows if row["on_date"] == day]
    in_force = of_the_day or [row for row in rows if row["is_weekly"]]
    closed = [row["on_date"] for row in _dated(rows) if row["is_closed"]]
    hours = hours_of(
        _windows(in_force, to_start_service=True),
        (MonthDay(on.month, on.day) for on in closed if on <= day + timedelta(days=1)),
        any(row["is_holiday"] for row in rows),
    )
    holidays = [day] if is_holiday else []
    return {"description": site_id, "time_windows": to_vroom(hours, day, zone, holidays)}


def _dated(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["on_date"] is not None]


def _windows(rows: Iterable[Row], to_start_service: bool = False) -> list[Window]:
    """The windows that some rows open; where a service must end in time, when it may start."""
    found = []
    for row in rows:
        opens, closes = row["opens_minute"], row["closes_minute"]
        if row["is_closed"] or opens is None:
            continue
        if to_start_service and row["limits"] == "end_of_service":
            closes -= row["service_minutes"] or 0
        if opens < closes:
            found.append(Window(row["weekday"], opens, closes))
    return found


def _of_one_day(row: Row) -> Specification:
    day, opens, closes = row["on_date"], row["opens_minute"], row["closes_minute"]
    if row["is_closed"] or opens is None:
        return specification(None, None, day, day)
    return specification(clock_text(opens), closing_text(opens, closes), day, day)


def _validity(row: Row) -> tuple[str, str]:
    return str(row["valid_from"]), str(row["valid_to"])

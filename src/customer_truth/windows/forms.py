"""The forms in which windows are written for other programs."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """What windows are written as."""

    OSM = "osm"
    SCHEMA_ORG = "schema.org"
    VROOM = "vroom"

"""Nights on a few hand-made rows: models and macros as they are, on DuckDB or PostgreSQL."""

from tests.hand_made.night import NIGHT, SYSTEMS, HandMade, Row

__all__ = ["NIGHT", "SYSTEMS", "HandMade", "Row"]

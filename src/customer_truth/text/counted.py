"""A count with its noun, as a person says it."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """`1 record`, `1,250 records`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

"""What one engine says and another one cannot."""

from __future__ import annotations


class Untranslatable(Exception):  # noqa: N818
    """Names the words for which an engine has none that mean the same."""

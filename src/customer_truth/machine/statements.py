"""Breaks off the statements of engines, where this command works with one."""

from __future__ import annotations

import sys


def break_off() -> None:
    """Every statement that runs ends with an error; a command that loaded no engine has none."""
    if engines := sys.modules.get("customer_truth.warehouse.running"):
        engines.break_off()

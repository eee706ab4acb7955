"""Delivery windows: what people type, understood as weekdays and minutes."""

from customer_truth.windows.text import Window, read_windows

__all__ = ["Window", "read_windows"]

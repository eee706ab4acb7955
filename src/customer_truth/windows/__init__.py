"""Delivery windows: what people type, understood as weekdays and minutes."""

from customer_truth.windows.hours import Hours, MonthDay, NotUnderstood, Window
from customer_truth.windows.text import read_hours, understand

__all__ = ["Hours", "MonthDay", "NotUnderstood", "Window", "read_hours", "understand"]

"""Delivery windows: what people type, understood as weekdays and minutes."""

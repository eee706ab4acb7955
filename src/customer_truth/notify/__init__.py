"""The morning's alerts: one digest an owner, only when something is new, and each event once."""

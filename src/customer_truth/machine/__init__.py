"""The machine we run on: its environment, processes, signals, folders and troubles."""

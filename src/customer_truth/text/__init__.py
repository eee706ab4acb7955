"""Texts that leave us: all of a text is seen, and none of it is obeyed."""

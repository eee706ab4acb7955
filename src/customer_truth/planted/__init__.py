"""Planted rows: made-up records that a rule must pass, fail or leave out, and whether it does."""

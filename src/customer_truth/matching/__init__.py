"""Suspected duplicates and missing links: records of different customers that look like one.

Nothing is joined by likeness: a steward decides on each pair. Splink does the scoring, on DuckDB,
with the reviewed weights of the model file.
"""

"""Suspected duplicates and missing links: records of different customers that look like one.

Nothing is joined by likeness: a steward decides on each pair. Splink does the scoring, on DuckDB,
with the reviewed weights of the model file.
"""

from customer_truth.matching.night import explain_pair, match_records, train_on_last_night

__all__ = ["explain_pair", "match_records", "train_on_last_night"]

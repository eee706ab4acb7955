"""Suspected duplicates and missing links: records of different customers that look like one.

Nothing is joined by likeness: a steward decides on each pair. Splink does the scoring, with the
reviewed weights of the model file, on the engine that the warehouse gives.
"""

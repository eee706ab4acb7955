"""Identifiers and contact data: one normal form for each value as typed, or what is wrong with it.

A module a kind, and `kinds` knows them all. Each reads text alone: no network, no clock but for
which currencies circulate.
"""

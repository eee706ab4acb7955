"""Adopting another version of the catalogue, and what that moves."""

"""Criteria: read-only row predicates in portable SQL."""

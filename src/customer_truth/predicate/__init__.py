"""Criteria: read-only row predicates in portable SQL."""

from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.predicate import Predicate, parse, parse_number
from customer_truth.predicate.render import Dialect

__all__ = ["Dialect", "Predicate", "PredicateError", "parse", "parse_number"]

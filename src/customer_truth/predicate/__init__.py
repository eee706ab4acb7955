"""Criteria: read-only row predicates in portable SQL."""

from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.predicate import Predicate, parse
from customer_truth.predicate.render import Dialect

__all__ = ["Dialect", "Predicate", "PredicateError", "parse"]

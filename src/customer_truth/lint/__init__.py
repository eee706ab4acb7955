"""`truth lint`: are the definitions sound, and if not, where and what to do."""

from customer_truth.lint.lint import lint
from customer_truth.registry.problem import Problem

__all__ = ["Problem", "lint"]

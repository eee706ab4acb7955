"""`truth lint`: are the definitions sound, and if not, where and what to do."""

from customer_truth.files.problem import Problem
from customer_truth.lint.lint import lint, lint_now

__all__ = ["Problem", "lint", "lint_now"]

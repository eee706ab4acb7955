"""The rules: what must hold for every record of a mart, and who answers for it."""

from customer_truth.rules.model import Kind, Rule, Suite

__all__ = ["Kind", "Rule", "Suite"]

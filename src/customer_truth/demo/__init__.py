"""The demo company: a clean world, the damage done to it, and the truth about that damage."""

from customer_truth.demo.check import Check, RuleCheck, check
from customer_truth.demo.errors import DemoError
from customer_truth.demo.generate import generate
from customer_truth.demo.plants import Plant, load_plants

__all__ = ["Check", "DemoError", "Plant", "RuleCheck", "check", "generate", "load_plants"]

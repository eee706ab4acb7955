"""Customer Truth: executable definitions of the customer, each with one accountable owner."""

from customer_truth.notebook import OpenProject, open_project

__all__ = ["OpenProject", "open_project"]

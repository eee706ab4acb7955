"""Customer Truth: executable definitions of the customer, each with one accountable owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from customer_truth.notebook import OpenProject, open_project

__all__ = ["OpenProject", "open_project"]


def __getattr__(name: str) -> Any:
    """Loads the notebook's names when asked for, so that the command line starts without them."""
    if name in __all__:
        from customer_truth import notebook

        return getattr(notebook, name)
    raise AttributeError(name)

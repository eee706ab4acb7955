"""What keeps the demo company from being made or checked."""

from customer_truth.errors import Unusable


class DemoError(Unusable):
    """The demo company cannot be made as asked, or a plant cannot be planted."""

"""Order rules: what comes after what in the life of a record, compiled to SQL windows."""

from customer_truth.order.windows import order_columns

__all__ = ["order_columns"]

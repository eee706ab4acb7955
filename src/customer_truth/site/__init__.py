"""The owners' site: static pages, one folder for each owner, published as a whole or not at all."""

from customer_truth.site.company import Company
from customer_truth.site.publish import attempt, make_ready, publish, show, stage
from customer_truth.site.write import write_site

__all__ = ["Company", "attempt", "make_ready", "publish", "show", "stage", "write_site"]

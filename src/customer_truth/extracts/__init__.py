"""The raw tables: what they must look like, whether they do, and how a night reads them."""

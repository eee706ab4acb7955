"""Reviewed files, read within bounds: YAML and CSV by their lines, and what is wrong with them."""

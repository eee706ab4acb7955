"""Reports of a night, one format a file."""

"""What SQL is given: texts, and paths that each name one file."""

"""Which columns of the marts are without a value because the extracts lack what they come from."""

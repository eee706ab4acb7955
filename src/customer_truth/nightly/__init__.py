"""The night: check the extracts, build, evaluate every rule, record, publish the sites."""

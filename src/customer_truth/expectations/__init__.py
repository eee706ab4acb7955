"""Great Expectations on the warehouse's engine, and the criterion expectation."""

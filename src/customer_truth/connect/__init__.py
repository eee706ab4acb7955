"""A system of a company's own: what its files hold, and the definitions that they need."""

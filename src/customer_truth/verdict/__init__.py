"""What a rule, a checkpoint and a night came to, and what of it blocks."""

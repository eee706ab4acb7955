"""Rules become SQL: where one is activated, what must hold there, and what comes after what."""

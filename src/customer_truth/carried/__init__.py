"""What of the last night holds for this one as well, and is carried over instead of built anew."""

"""A company's new home: what its first files say, to be read and agreed to."""

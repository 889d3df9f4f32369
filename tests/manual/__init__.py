"""Which rows of the manual are proven by which tests."""

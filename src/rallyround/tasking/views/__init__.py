"""Input, one action or query, page."""

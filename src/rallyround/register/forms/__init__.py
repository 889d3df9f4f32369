"""The questions of the register's pages, each with its own message for each failure."""

"""The pages of business cases."""

"""The pages of files in and out."""

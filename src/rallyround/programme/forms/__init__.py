"""The questions of the programme's pages, a file for each part."""

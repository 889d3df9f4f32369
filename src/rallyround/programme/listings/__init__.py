"""The lists of the programme, a file for each part."""

"""How a page gets a thing of the programme, and who may; a file for each part."""

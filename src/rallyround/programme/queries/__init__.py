"""What pages read of the programme, a file for each part."""

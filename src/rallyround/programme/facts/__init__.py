"""What the record says of each step that this app keeps."""

"""What the room's pages and jobs read."""

"""What leaves as a file: images of codes."""

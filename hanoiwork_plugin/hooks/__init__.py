"""What comes in from the host: lifecycle, signed events, pressed cards (CONTRACT 3 to 5)."""

"""Time (thời hạn): deadlines, the morning card, outages."""

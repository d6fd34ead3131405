"""Time (thời hạn): reminders, quiet hours, the morning card, outages."""

"""Giving work (giao việc): the gate, what people type, recurrence."""

"""Giving work (giao việc): drafts, the gate, arising and repeating work, objections."""

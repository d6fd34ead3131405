"""Doing work (thực hiện): evidence, requests, the day's decisions."""

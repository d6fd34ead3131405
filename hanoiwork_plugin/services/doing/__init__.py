"""Doing work (thực hiện): progress, evidence, requests, judging, hand-overs."""

"""Rows, queries and the ledger: the only room that speaks SQL."""

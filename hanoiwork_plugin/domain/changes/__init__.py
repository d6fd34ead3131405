"""Dated changes of people (biến động): absences, delegations, transfers."""

"""Dated changes of people (biến động): absences, delegations, transfers, and how things stood then."""

"""Meetings that are due, planned, held and cancelled; what is due for whom; a calendar without names."""

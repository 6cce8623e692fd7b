"""Readings of change: kept when a visit is signed, brought to today when a page is looked at."""

"""Requests that nobody would send in good faith: thousands of them, each repeatable by its seed and number."""

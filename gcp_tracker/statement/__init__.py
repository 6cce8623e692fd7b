"""A statement of change of one child for court and legal planning: numbered, traceable, as PDF and for Word."""

"""Supervision: what is thought and decided about a child, what came of it, and challenge between professionals."""

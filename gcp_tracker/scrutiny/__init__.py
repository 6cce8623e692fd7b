"""Scrutiny: what a chair writes after a conference or review, and the last one beside this one."""

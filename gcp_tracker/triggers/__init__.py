"""Trigger points that fired: shown, and answered by whom the rule names; and the rules that are in force."""

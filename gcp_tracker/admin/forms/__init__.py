"""The forms of this slice: people, teams, settings."""

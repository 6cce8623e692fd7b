"""Plans: what must change for the child, by when, who does what, and whether it does."""

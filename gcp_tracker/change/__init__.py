"""Is life better for this child? Computed from grades over time, by the rules and numpy only."""

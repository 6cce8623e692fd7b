"""What a conference reads: a pack for each kind of reader, prepared, checked, issued and kept as it was read."""

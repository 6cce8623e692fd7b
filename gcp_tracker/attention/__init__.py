"""Which child needs attention and why: worked out from rows and kept readings, put off with a reason."""

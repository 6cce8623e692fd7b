"""The audit: verified, anchored outside the database, and shown."""

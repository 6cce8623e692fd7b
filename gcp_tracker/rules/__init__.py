"""What practice says. Plain Python: no Flask, no SQLAlchemy, and never today's date."""

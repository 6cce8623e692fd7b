"""What browsers refused, by their own reports."""

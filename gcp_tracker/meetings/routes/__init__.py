"""The pages of this slice. Each module below hangs its own on `bp`."""

from gcp_tracker.meetings.routes import calendar, child, lists
from gcp_tracker.meetings.routes.blueprint import bp

__all__ = ["bp", "calendar", "child", "lists"]

"""The pages of this slice. Each module below hangs its own on `bp`."""

from gcp_tracker.engagement.routes import appointments, attendance, child
from gcp_tracker.engagement.routes.blueprint import bp

__all__ = ["appointments", "attendance", "bp", "child"]

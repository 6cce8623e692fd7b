"""The pages of this slice. Each module below hangs its own on `bp`."""

from gcp_tracker.visits.routes import closing, drafting, tablet
from gcp_tracker.visits.routes.blueprint import bp

__all__ = ["bp", "closing", "drafting", "tablet"]

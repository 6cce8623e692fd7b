"""The pages of this slice. Each module below hangs its own on `bp`."""

from gcp_tracker.visits.routes import apart, closing, drafting, goals, tablet
from gcp_tracker.visits.routes.blueprint import bp

__all__ = ["apart", "bp", "closing", "drafting", "goals", "tablet"]

"""The pages of this slice. Each module below hangs its own on `bp`."""

from gcp_tracker.imports.chronologies import routes as chronologies
from gcp_tracker.imports.routes import attendance, half_terms, returns
from gcp_tracker.imports.routes.blueprint import bp

__all__ = ["attendance", "bp", "chronologies", "half_terms", "returns"]

"""The pages of this slice. Each module below hangs its own on `bp`."""

from gcp_tracker.scrutiny.routes import beside, conferences, looking, signing, writing
from gcp_tracker.scrutiny.routes.blueprint import bp

__all__ = ["beside", "bp", "conferences", "looking", "signing", "writing"]

"""The pages of this slice. Each module below hangs its own on `bp`."""

from gcp_tracker.sight.routes import child, cover, deciding, finding, restricting
from gcp_tracker.sight.routes.blueprint import bp

__all__ = ["bp", "child", "cover", "deciding", "finding", "restricting"]

"""Pages of packs, by what is done with one."""

from gcp_tracker.conference.routes import looking, stepping, taking, writing
from gcp_tracker.conference.routes.blueprint import bp

__all__ = ["bp", "looking", "stepping", "taking", "writing"]

"""Pages of plans, by what is done with one."""

from gcp_tracker.plans.routes import actions, closing, looking, writing
from gcp_tracker.plans.routes.blueprint import bp

__all__ = ["actions", "bp", "closing", "looking", "writing"]

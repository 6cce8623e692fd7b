"""The administrator’s pages. Nothing here opens a child’s record, and no link leads to one."""

from gcp_tracker.admin.routes import people, settings, state, teams
from gcp_tracker.admin.routes.blueprint import bp

__all__ = ["bp", "people", "settings", "state", "teams"]

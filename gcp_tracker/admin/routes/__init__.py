"""The administrator’s pages. Nothing here opens a child’s record, and no link leads to one."""

from gcp_tracker.admin.routes import days_off, four_eyes, people, settings, state, teams, trigger_rules
from gcp_tracker.admin.routes.blueprint import bp

__all__ = ["bp", "days_off", "four_eyes", "people", "settings", "state", "teams", "trigger_rules"]

"""Signing in and one’s own account, a module for each kind of page."""

from gcp_tracker.accounts.routes import account, first, front, links, provider
from gcp_tracker.accounts.routes.blueprint import bp

__all__ = ["account", "bp", "first", "front", "links", "provider"]

"""Pages of supervision, by what they are about."""

from gcp_tracker.supervision.routes import decisions, escalations, looking, sessions, signing
from gcp_tracker.supervision.routes.blueprint import bp

__all__ = ["bp", "decisions", "escalations", "looking", "sessions", "signing"]

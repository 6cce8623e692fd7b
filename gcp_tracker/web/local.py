"""What the child’s authority has set for itself, for routes."""

from __future__ import annotations

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.models import Child
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.web import clock
from gcp_tracker.web.access import reading


def settings_for(child: Child) -> Settings:
    """As they are today."""
    return settings_of(reading(), child.authority_id, clock.today())

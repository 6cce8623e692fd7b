"""GCP Tracker: grade a child's care at each visit, keep it, and see whether life is getting better for the child."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

__version__ = "0.1.0"


def create_app(environment: Mapping[str, str] | None = None) -> Flask:
    """The application, configured from `environment` (default: the process's); raises ConfigError on an unsafe one."""
    # Nearly all that is loaded stays, and to search it for what could go is a quarter of a start.
    is_searching = gc.isenabled()
    gc.disable()
    try:
        from gcp_tracker.app import build_app
        from gcp_tracker.cli import said_plainly

        with said_plainly():
            return build_app(environment)
    finally:
        if is_searching:
            gc.enable()

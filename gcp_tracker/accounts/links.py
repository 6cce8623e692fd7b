"""The whole address of a one-time link, as it is shown or sent."""

from __future__ import annotations

from flask import request

from gcp_tracker.accounts.sessions import sign_in_settings


def link_address(token: str) -> str:
    """Where a one-time link leads."""
    return whole_address(f"/welcome/{token}")


def whole_address(path: str) -> str:
    """Where people reach the service by its setting; else by what this page was asked for."""
    return (sign_in_settings().address or request.host_url.rstrip("/")) + path

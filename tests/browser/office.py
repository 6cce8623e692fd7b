"""The administrator’s pages."""

from __future__ import annotations


def office_addresses(authority: int, team: int, person: int) -> list[tuple[str, str, str]]:
    """(endpoint, who, path)."""
    settings, person_page = f"/authorities/{authority}/settings", f"/people/{person}"
    paths = {
        "people": "/people",
        "new_person": "/people/new",
        "person": person_page,
        "work": f"{person_page}/work",
        "name": f"{person_page}/name",
        "end": f"{person_page}/end",
        "link": f"{person_page}/link",
        "disable": f"{person_page}/disable",
        "teams": "/teams",
        "new_team": f"/authorities/{authority}/teams/new",
        "team": f"/teams/{team}",
        "describe_a_team": f"/teams/{team}/describe",
        "settings": settings,
        "setting": f"{settings}/profile_every",
        "describe": f"/authorities/{authority}/describe",
        "days_off": f"/authorities/{authority}/days-off",
        "trigger_rules": f"/authorities/{authority}/trigger-points",
        "state": "/state-of-the-service",
    }
    return [(f"admin.{name}", "grace", path) for name, path in paths.items()]

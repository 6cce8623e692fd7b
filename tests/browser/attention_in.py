"""What needs attention of Leo, and the address of every page of it."""

from __future__ import annotations

from gcp_tracker.attention.of_child import attention_now
from gcp_tracker.models import Child
from gcp_tracker.rules.putting_off import may_be_put_off
from tests.browser.site import Site
from tests.cast import NOW, TODAY


def reason_to_put_off(site: Site) -> str:
    """By its key, as it stands once everything else is there."""
    with site.writing_as(site.cast.chloe) as uow:
        leo = uow.session.get_one(Child, site.cast.leo.id)
        standing = attention_now(uow.session, leo, NOW, TODAY).standing
        return next(reason.key for reason in standing if may_be_put_off(reason))


def attention_addresses(reason: str, worker_id: int, leo: str) -> list[tuple[str, str, str]]:
    """Endpoint, who opens it, and where."""
    return [
        ("attention.reasons", "amira", f"{leo}/attention"),
        ("attention.put_off", "chloe", f"{leo}/attention/{reason}/put-off"),
        ("children.workers_list", "chloe", f"/my-team/workers/{worker_id}"),
        ("children.my_team_paper", "chloe", "/my-team/paper"),
    ]

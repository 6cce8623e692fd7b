"""The lines that supervision, judgements and challenges leave on a child’s page, as that page reads them."""

from __future__ import annotations

from gcp_tracker.models import Child
from gcp_tracker.record.lived_queries import lived_and_decided
from gcp_tracker.supervision.queries import Footprint
from gcp_tracker.unit_of_work import AnySession


def footprint_of(session: AnySession, child: Child) -> Footprint:
    return lived_and_decided(session, child).footprint

"""What a process that sets one paper takes. It is looked at there, where nothing else of the bench is loaded."""

from __future__ import annotations

import resource

from gcp_tracker.conference.pages import Paper, set_pages


def megabytes_to_set(paper: Paper) -> float:
    set_pages(*paper)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

"""What this slice reads: scrutiny of a child, what it looks at, and the chair’s own list."""

from gcp_tracker.scrutiny.queries.chaired import Chaired, chaired_by
from gcp_tracker.scrutiny.queries.part import Scrutinised, scrutinised_in, scrutiny_part
from gcp_tracker.scrutiny.queries.records import (
    held_reviews,
    last_signed,
    scrutiny_of,
    scrutiny_of_child,
    signed_of,
    spell_under,
    written_in,
)

__all__ = [
    "Chaired",
    "Scrutinised",
    "chaired_by",
    "held_reviews",
    "last_signed",
    "scrutinised_in",
    "scrutiny_of",
    "scrutiny_of_child",
    "scrutiny_part",
    "signed_of",
    "spell_under",
    "written_in",
]

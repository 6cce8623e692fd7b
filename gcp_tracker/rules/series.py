"""Series: the care in one home, or by one carer who lives elsewhere, is graded and compared by itself."""

from __future__ import annotations

HOUSEHOLD, CARER = "household", "carer"


def care_of_key(household_id: int | None, carer_id: int | None) -> str:
    """The key of the series that grades of this care belong to; one of the two ids is None."""
    return f"{CARER}-{carer_id}" if household_id is None else f"{HOUSEHOLD}-{household_id}"


def ids_of_care(care_of: str) -> tuple[int | None, int | None]:
    """The household’s id and the carer’s, of a key that `care_of_key` made."""
    kind, _, number = care_of.partition("-")
    return (int(number), None) if kind == HOUSEHOLD else (None, int(number))

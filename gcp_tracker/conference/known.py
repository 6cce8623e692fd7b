"""Whether a paper is a pack of ours, and whether what is kept is still what was issued."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gcp_tracker.conference.composing import hash_of
from gcp_tracker.models import Child, Pack
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.packs import PackState, number_of
from gcp_tracker.unit_of_work import LONDON


@dataclass(frozen=True, slots=True)
class Known:
    """`child` only for whoever may read the child’s packs."""

    pack: Pack
    sentence: str
    is_unchanged: bool
    child: Child | None
    is_replaced: bool


def known_as(pack: Pack, asked: str, *, names: bool) -> Known:
    """Both hashes are worked out anew from what is kept. `asked`: as `queries.asked_of` gives it."""
    same = hash_of(pack.body) == pack.sha256 and hashlib.sha256(pack.pdf or b"").hexdigest() == pack.pdf_sha256
    at = pack.issued_at
    on = long_date(at.astimezone(LONDON).date()) if at else ""
    what = "This file is" if asked == pack.pdf_sha256 else "This is the number of"
    how = "unchanged" if same else "but what is kept of it here is not what was issued. Tell the administrator at once"
    sentence = f"{what} pack {number_of(pack.sha256)}, issued {on}, {how}."
    return Known(pack, sentence, same, pack.child if names else None, pack.state is PackState.REPLACED)

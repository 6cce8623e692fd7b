"""One finding about the file: what somebody should look at before believing the charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Weight = Literal["red", "amber", "calm"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`tag` is one or two words; `visit_id` is where to go on, if anywhere."""

    weight: Weight
    tag: str
    sentence: str
    visit_id: UUID | None = None

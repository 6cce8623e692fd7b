"""What is noted of each of the seven children, so that pages can be asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Record:
    """What there is of one child: ids by the name of a route’s parameter, those of one endpoint before the general."""

    ids: dict[str, Any]
    adults: set[int]
    of_endpoint: dict[str, dict[str, Any]] = field(default_factory=dict)

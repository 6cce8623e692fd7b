"""Brothers and sisters visited together: what may be looked at for one of them while another is graded."""

from __future__ import annotations

from datetime import date

from gcp_tracker.rules.ages import is_adult
from gcp_tracker.rules.instrument import Item

# What is seen of the food, the home and how danger is kept away is often the same room, meal or stairgate for all
# children of a home. Warmth, praise and health are about one child: the reports tell of brothers and sisters in one
# home of whom one was cared for and one was not, on a file that treated them as one.
SHARED_KINDS = frozenset({"physical", "nutritional", "supervision"})


def may_look_at_words(item: Item) -> bool:
    """Whether what was seen for a brother or sister may be looked at for this item. Only the words; a grade never.

    By the kind of neglect that the item bears on first, so that it holds for every instrument.
    """
    return bool(item.kinds) and item.kinds[0] in SHARED_KINDS


def may_be_visited_along(is_named: bool, born_on: date | None, on: date) -> bool:
    """Whether a visit can be opened for this brother or sister: born, not grown up, and with a name on file."""
    return is_named and born_on is not None and born_on <= on and not is_adult(born_on, on)

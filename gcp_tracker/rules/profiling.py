"""What a graded profile must be to be opened, contributed to, completed and shared, and when the next one is due."""

from __future__ import annotations

from datetime import date, timedelta

from gcp_tracker.rules.clocks import check_not_in_future
from gcp_tracker.rules.dates import counted, date_with_age, how_long_ago, long_date
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import PROFILE_MOVES, CarerAgrees, ProfileState, VisitState


def check_profile_move(state: ProfileState, to: ProfileState) -> None:
    if to not in PROFILE_MOVES[state]:
        raise RuleBroken(
            f"This profile is {state.words.lower()} already, and stays as it is. Open a new one for new grades."
        )


def care_words(home: str | None, carer: str | None) -> str:
    """Whose care it is about: care at Mum’s flat; care by Darren Reed."""
    return f"care at {home}" if home else f"care by {carer}"


def check_series_is_free(opened_on: date | None, whose_care: str) -> None:
    """`opened_on` is when the profile of the same care that is still open was opened; None when there is none."""
    if opened_on is not None:
        raise RuleBroken(
            f"A profile of {whose_care} has been open since {long_date(opened_on)}. Go on with that one.",
            field="care_of",
        )


def first_day_that_counts(opened_on: date, looks_back: int) -> date:
    """A profile is often made over two to four weeks; a visit from before that tells of another time. `looks_back`: the
    authority’s own number of days.
    """
    return opened_on - timedelta(days=looks_back)


def check_can_contribute(
    *,
    state: VisitState,
    was_held: bool,
    visited_on: date,
    same_care: bool,
    same_instrument: bool,
    opened_on: date,
    looks_back: int,
) -> None:
    """Only what was signed, seen and graded with the same instrument, about the same care, in the same weeks."""
    if state is not VisitState.SIGNED:
        raise RuleBroken(f"This visit is {state.words.lower()}; only a signed visit can contribute.")
    if not was_held:
        raise RuleBroken("That visit did not take place, so it has no grades to give.")
    if not same_care:
        raise RuleBroken("That visit is about the care of another home or person. Each has a profile of its own.")
    if not same_instrument:
        raise RuleBroken(
            "That visit was graded with another version of the profile, so the grades cannot be put together."
        )
    if visited_on < first_day_that_counts(opened_on, looks_back):
        raise RuleBroken(
            f"That visit was over {looks_back} days before this profile was opened: it tells of an earlier time."
        )


def check_has_grades(count: int) -> None:
    if not count:
        raise RuleBroken(
            "Nothing has been graded yet. A profile needs at least one visit with a grade to be completed."
        )


def check_sharing(
    *,
    is_completed: bool,
    opened_on: date,
    today: date,
    shared_on: date | None,
    has_adult: bool,
    agrees: CarerAgrees | None,
    has_comment: bool,
    not_shared_reason: str,
) -> None:
    """Gone through with somebody on a day, or a reason why not; never both, never neither."""
    if not is_completed:
        raise RuleBroken("Complete the profile first; then say whether it was gone through with the carer.")
    if not has_adult:
        if shared_on is not None or agrees is not None or has_comment:
            raise RuleBroken(
                "You wrote when it was gone through or what was said: choose with whom", field="shared_with"
            )
        if not not_shared_reason:
            raise RuleBroken("Say why it was not gone through", field="not_shared_reason")
        return
    if not_shared_reason:
        raise RuleBroken(
            "You chose who it was gone through with. Take this reason out, or choose that it was not",
            field="not_shared_reason",
        )
    if shared_on is None:
        raise RuleBroken("Enter the date on which it was gone through", field="shared_on")
    check_not_in_future(shared_on, today, "The date", field="shared_on")
    if shared_on < opened_on:
        raise RuleBroken(
            f"The date must be on or after {long_date(opened_on)}, when this profile was opened", field="shared_on"
        )
    if agrees is None:
        raise RuleBroken("Choose whether they agree, or “Did not say”", field="agrees")


def check_may_be_gone_through_with(name: str, *, not_to_be_contacted: bool, cares: bool) -> None:
    """The same refusal for both, so that it does not tell who is not to be contacted."""
    if not_to_be_contacted or not cares:
        raise RuleBroken(f"A profile cannot be gone through with {name}", field="shared_with")


def next_profile_due(last_completed_on: date | None, every_days: int) -> date | None:
    """When the profile should be repeated; None when there is none yet. `every_days` is the authority's own setting."""
    return None if last_completed_on is None else last_completed_on + timedelta(days=every_days)


def profile_due_words(last_completed_on: date | None, every_days: int, today: date) -> str:
    due = next_profile_due(last_completed_on, every_days)
    if due is None:
        return "No profile yet"
    if due < today:
        return f"Next profile was due {date_with_age(due, today)}"
    return f"Next profile due {date_with_age(due, today)}"


def is_overdue(last_completed_on: date | None, every_days: int, today: date) -> bool:
    due = next_profile_due(last_completed_on, every_days)
    return due is not None and due < today


def open_for_long_words(opened_on: date, today: date, usual: int) -> str | None:
    """A sentence once a profile has been open for longer than is usual; its earliest grades may no longer be true."""
    if (today - opened_on).days <= usual:
        return None
    ago = how_long_ago(opened_on, today)
    return f"Opened {ago}. A profile is usually made within {counted(usual, 'day')}, so that it shows one time."

"""What a family was offered and what became of it, in one account: our visits, meetings, and other services.

Counts of what is on record, and never of a person. What we or a service cancelled is said with the same weight as what
a family missed. A child does not “fail to attend”: somebody brings a child, or does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from gcp_tracker.rules.ages import day_of_age
from gcp_tracker.rules.dates import MONTHS, check_not_in_future, check_within_reach, date_with_age, long_date
from gcp_tracker.rules.engagement_vocabulary import APPOINTMENT_MOVES, AppointmentState, Service
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.meeting_vocabulary import CancelledBy
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.rules.vocabulary import VisitOutcome, Worded

# A row of two is a row.
IN_A_ROW = 2


class Became(Worded):
    """What became of something that was offered. `words` follow a number: "1 cancelled by the family"."""

    KEPT = "kept", "kept"
    MISSED = "missed", "missed"
    BY_FAMILY = "by_family", "cancelled by the family"
    BY_US = "by_us", "cancelled by us"
    BY_OTHERS = "by_others", "cancelled by the service"
    TO_COME = "to_come", "still to come"


class About(Worded):
    """What kinds of offers are counted together, in the order in which they are told: what is missed at the dentist is
    seen by nobody of ours. The words are their plural.
    """

    HEALTH = "health", "health appointments"
    SCHOOL = "school", "meetings at school or nursery"
    SUPPORT = "support", "other appointments"
    VISITS = "visits", "visits"
    MEETINGS = "meetings", "meetings about the child"

    @property
    def one(self) -> str:
        own = {About.SCHOOL: "meeting at school or nursery", About.MEETINGS: "meeting about the child"}
        return own.get(self, self.words.removesuffix("s"))


CANCELLED = (Became.BY_FAMILY, Became.BY_US, Became.BY_OTHERS)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing offered. `the`: "the dentist", inside a sentence; `adult` for whom, where it was not the child;
    `is_announced` only of a visit.
    """

    about: About
    the: str
    falls_on: date
    became: Became
    adult: str = ""
    words: str = ""
    is_announced: bool | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Of one kind of offers to one person, over the time that is told. `sentence` comes first; `counts` in the order
    of Became, those that are none left out; `offers` newest first.
    """

    about: About
    adult: str
    sentence: str
    counts: tuple[tuple[Became, int], ...]
    offers: tuple[Offer, ...]
    in_a_row: tuple[Offer, ...]

    @property
    def missed(self) -> int:
        return dict(self.counts).get(Became.MISSED, 0)

    @property
    def offered(self) -> int:
        return sum(number for _, number in self.counts)


def about_of(service: Service) -> About:
    if service.is_health:
        return About.HEALTH
    return About.SCHOOL if service is Service.SCHOOL else About.SUPPORT


BECAME_OF_STATE = {
    AppointmentState.OFFERED: Became.TO_COME,
    AppointmentState.KEPT: Became.KEPT,
    AppointmentState.MISSED: Became.MISSED,
    AppointmentState.CANCELLED_BY_FAMILY: Became.BY_FAMILY,
    AppointmentState.CANCELLED_BY_SERVICE: Became.BY_OTHERS,
    AppointmentState.CANCELLED_BY_US: Became.BY_US,
}
BECAME_OF_VISIT = {
    VisitOutcome.HELD: Became.KEPT,
    VisitOutcome.NO_ACCESS: Became.MISSED,
    VisitOutcome.CANCELLED_BY_FAMILY: Became.BY_FAMILY,
    VisitOutcome.DECLINED: Became.BY_FAMILY,
    VisitOutcome.CANCELLED_BY_US: Became.BY_US,
}


def became_of_meeting(cancelled_by: CancelledBy | None, *, came: bool) -> Became | None:
    """`came`: somebody of the family who was invited. None for a meeting that was not needed after all."""
    if cancelled_by is None:
        return Became.KEPT if came else Became.MISSED
    if not cancelled_by.is_a_loss:
        return None
    if cancelled_by is CancelledBy.FAMILY:
        return Became.BY_FAMILY
    return Became.BY_OTHERS if cancelled_by is CancelledBy.AGENCY else Became.BY_US


def accounts(offers: Iterable[Offer], child: str, today: date, months: int) -> list[Account]:
    """One for each kind and person, over the last `months`; what is about the child itself first. Those still to come
    stand among the offers and are in no sum.
    """
    first_day = day_of_age(today, -months)
    told = [one for one in offers if one.falls_on >= first_day]
    found = []
    for adult in sorted({one.adult for one in told}):
        for about in About:
            own = [one for one in told if one.adult == adult and one.about is about]
            if own:
                newest_first = sorted(own, key=lambda one: one.falls_on, reverse=True)
                found.append(_account(about, adult, newest_first, child, today))
    return found


def _account(about: About, adult: str, offers: Sequence[Offer], child: str, today: date) -> Account:
    counts = tuple((became, number) for became in Became if (number := sum(one.became is became for one in offers)) > 0)
    return Account(
        about=about,
        adult=adult,
        sentence=account_sentence(about, adult, offers, child, today),
        counts=counts,
        offers=tuple(offers),
        in_a_row=missed_in_a_row(offers),
    )


def missed_in_a_row(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The latest that were missed, newest first; what somebody cancelled or is still to come lies between unheeded."""
    settled = sorted(
        (one for one in offers if one.became in (Became.KEPT, Became.MISSED)),
        key=lambda one: one.falls_on,
        reverse=True,
    )
    return tuple(takewhile(lambda one: one.became is Became.MISSED, settled))


def account_sentence(about: About, adult: str, offers: Sequence[Offer], child: str, today: date) -> str:
    """Was not brought to 3 of 5 health appointments since March 2026; the last missed was the dentist on 4 May 2026.
    1 more was cancelled by the service.
    """
    stood = [one for one in offers if one.became in (Became.KEPT, Became.MISSED)]
    missed = [one for one in stood if one.became is Became.MISSED]
    if not stood:
        sentence = f"No {about.one} has been kept or missed yet"
    else:
        since = min(one.falls_on for one in stood)
        total = f"{len(stood)} {about.one if len(stood) == 1 else about.words} since {_month(since)}"
        last = max(missed, key=lambda one: one.falls_on) if missed else None
        verb = _verb(about, adult, child, missed=bool(missed))
        share = f"{len(missed)} of {total}" if missed else f"{'the ' if len(stood) == 1 else 'all '}{total}"
        sentence = f"{verb} {share}"
        if last is not None:
            sentence += f"; the last missed was {last.the} on {date_with_age(last.falls_on, today)}"
    return ". ".join([sentence, *_cancelled(offers)]) + "."


def _cancelled(offers: Sequence[Offer]) -> list[str]:
    """1 more was cancelled by the family and 2 by us."""
    by = [(became, sum(one.became is became for one in offers)) for became in CANCELLED]
    said = [(number, became.words.removeprefix("cancelled ")) for became, number in by if number]
    if not said:
        return []
    first, *rest = said
    begun = f"{first[0]} {'was' if first[0] == 1 else 'were'} cancelled {first[1]}"
    return [listed_words([begun, *(f"{number} {who}" for number, who in rest)])]


def _verb(about: About, adult: str, child: str, *, missed: bool) -> str:
    if about is About.VISITS:
        return "Nobody opened, or let us in, at" if missed else "We were let in at"
    if about is About.MEETINGS or (about is About.SCHOOL and not adult):
        return f"{'Nobody' if missed else 'Somebody'} of the family came to"
    if adult:
        return f"{adult} {'did not come' if missed else 'came'} to"
    return f"{child} {'was not' if missed else 'was'} brought to"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def check_appointment(service: Service, state: AppointmentState, falls_on: date, words: str, today: date) -> None:
    """Raises RuleBroken beside `falls_on`, `words` or `state`."""
    if state is AppointmentState.OFFERED:
        if falls_on < today:
            raise RuleBroken("That day is past: say what became of the appointment", "state")
    elif state is not AppointmentState.MISTAKE and not state.value.startswith("cancelled"):
        check_not_in_future(falls_on, today, "Day of the appointment", "falls_on")
    check_within_reach(falls_on, today, "Day of the appointment", "falls_on")
    if service is Service.OTHER and not words:
        raise RuleBroken("Say which service it is", "words")


def check_appointment_can_become(state: AppointmentState, to: AppointmentState) -> None:
    """Raises RuleBroken. To stay what it is, while its day or words are put right, is no move."""
    if state is not to and to not in APPOINTMENT_MOVES[state]:
        raise RuleBroken(f"This appointment is “{state.inside}”: it cannot become “{to.inside}”", "state")


def can_appointment_be_changed(state: AppointmentState) -> bool:
    return bool(APPOINTMENT_MOVES[state])


def row_words(row: Sequence[Offer]) -> str:
    """The last 3 health appointments were missed, from 2 March 2026 to 4 May 2026; empty for less than a row."""
    if len(row) < IN_A_ROW:
        return ""
    about = row[0].about
    return (
        f"The last {len(row)} {about.words} were missed, from {long_date(row[-1].falls_on)} to"
        f" {long_date(row[0].falls_on)}"
    )

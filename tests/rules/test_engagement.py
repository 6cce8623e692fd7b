"""What was offered, kept and missed; counts side by side; who was met; interpreters; when a child was last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcp_tracker.rules.engagement import (
    About,
    Became,
    Offer,
    accounts,
    became_of_meeting,
    can_appointment_be_changed,
    check_appointment,
    check_appointment_can_become,
    missed_in_a_row,
    row_words,
)
from gcp_tracker.rules.engagement_patterns import side_by_side
from gcp_tracker.rules.engagement_vocabulary import (
    APPOINTMENT_MOVES,
    AppointmentState,
    InterpreterBy,
    NotMetReason,
    Service,
)
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.interpreting import (
    InterpretedVisit,
    Need,
    check_interpreter,
    need_sentence,
    not_used_sentence,
)
from gcp_tracker.rules.meeting_vocabulary import CancelledBy
from gcp_tracker.rules.seen import (
    bedroom_not_seen,
    missed_sentence,
    not_seen,
    not_seen_alone,
    visits_missed_in_a_row,
)
from gcp_tracker.rules.vocabulary import Pronoun, Relationship, VisitOutcome
from gcp_tracker.rules.who_was_met import AdultKnown, WhyNot, check_why_not, not_met

TODAY = date(2026, 5, 28)
KEPT, MISSED = Became.KEPT, Became.MISSED


def health(day: date, became: Became, the: str = "the GP", adult: str = "") -> Offer:
    return Offer(About.HEALTH, the, day, became, adult)


def told(*offers: Offer) -> list[str]:
    return [account.sentence for account in accounts(offers, "Leo", TODAY, 12)]


def test_the_sentence_counts_what_stood_and_names_the_last_that_was_missed() -> None:
    offers = [
        health(date(2026, 3, 2), KEPT),
        health(date(2026, 3, 20), MISSED),
        health(date(2026, 4, 1), Became.BY_OTHERS),
        health(date(2026, 4, 9), KEPT),
        health(date(2026, 4, 20), MISSED),
        health(date(2026, 5, 4), MISSED, "the dentist"),
        health(date(2026, 6, 4), Became.TO_COME),
    ]
    assert told(*offers) == [
        "Leo was not brought to 3 of 5 health appointments since March 2026; the last missed was the dentist on 4 May"
        " 2026 (24 days ago). 1 was cancelled by the service."
    ]


def test_what_was_kept_and_what_we_cancelled_are_said_with_the_same_weight() -> None:
    visits = [
        Offer(About.VISITS, "the visit", date(2026, 2, number), became)
        for number, became in enumerate((KEPT, KEPT, Became.BY_US, Became.BY_US, Became.BY_FAMILY), 1)
    ]
    assert told(*visits) == [
        "We were let in at all 2 visits since February 2026. 1 was cancelled by the family and 2 by us."
    ]
    assert told(health(date(2026, 5, 4), KEPT)) == ["Leo was brought to the 1 health appointment since May 2026."]
    assert told(health(date(2026, 5, 4), MISSED, adult="Tara Marsh")) == [
        "Tara Marsh did not come to 1 of 1 health appointment since May 2026; the last missed was the GP on 4 May 2026"
        " (24 days ago)."
    ]
    assert told(health(date(2026, 6, 4), Became.TO_COME)) == ["No health appointment has been kept or missed yet."]


def test_the_childs_own_come_first_and_what_is_older_than_the_authority_counts_is_left_out() -> None:
    old = health(TODAY - timedelta(days=400), MISSED)
    meeting = Offer(About.MEETINGS, "the core group", date(2026, 5, 1), KEPT)
    found = accounts([meeting, health(date(2026, 5, 2), KEPT, adult="Tara"), health(date(2026, 5, 1), KEPT), old],
                     "Leo", TODAY, 12)  # fmt: skip
    assert [(account.about, account.adult) for account in found] == [
        (About.HEALTH, ""), (About.MEETINGS, ""), (About.HEALTH, "Tara"),
    ]  # fmt: skip
    assert found[0].offered == 1


def test_a_row_of_misses_is_not_broken_by_what_a_service_cancelled() -> None:
    offers = [health(date(2026, 3, 2), KEPT), health(date(2026, 4, 2), MISSED),
              health(date(2026, 4, 9), Became.BY_OTHERS), health(date(2026, 5, 4), MISSED)]  # fmt: skip
    row = missed_in_a_row(offers)
    assert row_words(row) == "The last 2 health appointments were missed, from 2 April 2026 to 4 May 2026"
    assert row_words(missed_in_a_row([*offers, health(date(2026, 5, 5), KEPT)])) == ""


@settings(max_examples=30)
@given(st.lists(st.sampled_from(list(Became)), max_size=30))
def test_no_offer_is_lost_or_counted_twice(became: list[Became]) -> None:
    offers = [health(TODAY - timedelta(days=number), one) for number, one in enumerate(became)]
    found = accounts(offers, "Leo", TODAY, 12)
    assert sum(account.offered for account in found) == len(offers)
    assert sum(account.missed for account in found) == became.count(MISSED)


def test_a_meeting_that_was_not_needed_was_nobodys_miss() -> None:
    assert became_of_meeting(None, came=True) is KEPT
    assert became_of_meeting(None, came=False) is MISSED
    assert became_of_meeting(CancelledBy.NOT_NEEDED, came=False) is None
    assert became_of_meeting(CancelledBy.FAMILY, came=False) is Became.BY_FAMILY
    assert became_of_meeting(CancelledBy.SOCIAL_WORKER, came=False) is Became.BY_US


def visits(announced: bool, *became: Became) -> list[Offer]:
    return [
        Offer(About.VISITS, "the visit", date(2026, 1, 1) + timedelta(days=20 * number), one, is_announced=announced)
        for number, one in enumerate(became)
    ]


def test_announced_and_unannounced_visits_are_set_side_by_side_only_where_they_differ() -> None:
    differing = [*visits(True, KEPT, KEPT, KEPT, KEPT), *visits(False, KEPT, MISSED, MISSED)]
    assert side_by_side(differing, "Leo", []) == [
        "Of visits that were announced 4 of 4 took place; of those that were not, 1 of 3."
    ]
    assert side_by_side([*visits(True, KEPT, KEPT, KEPT), *visits(False, MISSED, MISSED)], "Leo", []) == []
    assert side_by_side([*visits(True, KEPT, KEPT, KEPT), *visits(False, KEPT, KEPT, MISSED)], "Leo", []) == []


def test_what_is_kept_just_before_a_conference_is_said_with_both_sums_and_no_reason() -> None:
    conferences = [date(2026, 2, 1), date(2026, 5, 1)]
    near = [health(day - timedelta(days=days), KEPT) for day in conferences for days in (3, 12)]
    far = [health(date(2026, 3, number), MISSED) for number in (5, 12, 19)]
    (sentence,) = side_by_side([*near, *far], "Leo", conferences)
    assert sentence == (
        "In the four weeks before a conference 4 of 4 visits and appointments were kept; at other times, 0 of 3."
    )


def test_an_appointment_to_come_has_a_day_to_come_and_one_that_was_kept_has_not() -> None:
    check_appointment(Service.GP, AppointmentState.OFFERED, TODAY, "", TODAY)
    check_appointment(Service.GP, AppointmentState.CANCELLED_BY_SERVICE, TODAY + timedelta(days=4), "", TODAY)
    for state, day, words, field in (
        (AppointmentState.OFFERED, TODAY - timedelta(days=1), "", "state"),
        (AppointmentState.KEPT, TODAY + timedelta(days=1), "", "falls_on"),
        (AppointmentState.KEPT, date(1926, 5, 28), "", "falls_on"),
    ):
        with pytest.raises(RuleBroken) as broken:
            check_appointment(Service.GP, state, day, words, TODAY)
        assert broken.value.field == field
    with pytest.raises(RuleBroken, match="Say which service"):
        check_appointment(Service.OTHER, AppointmentState.KEPT, TODAY, "", TODAY)


@pytest.mark.parametrize("state", list(AppointmentState))
def test_a_button_and_its_move_agree(state: AppointmentState) -> None:
    assert can_appointment_be_changed(state) is bool(APPOINTMENT_MOVES[state])
    for to in AppointmentState:
        if to is state or to in APPOINTMENT_MOVES[state]:
            check_appointment_can_become(state, to)
        else:
            with pytest.raises(RuleBroken):
                check_appointment_can_become(state, to)


def father(**more: object) -> AdultKnown:
    return AdultKnown(7, "Dean Marsh", Relationship.FATHER, **more)  # type: ignore[arg-type]  # tests


def unmet(*adults: AdultKnown, no_father: WhyNot | None = None, visits: int = 9) -> list[str]:
    return [one.sentence for one in not_met(adults, no_father, "Ruby", visits, TODAY, 91)]


def test_who_was_never_met_is_said_with_what_was_last_said_of_it() -> None:
    why = WhyNot(NotMetReason.AWAY, "back in June", date(2026, 5, 12))
    assert unmet(father(why=why)) == [
        "Dean Marsh, Ruby’s father, has not been met at any of 9 visits. 12 May 2026: works or lives away, back in"
        " June."
    ]
    long_ago = father(met_on=date(2026, 1, 2), met_times=2, why=WhyNot(NotMetReason.OUT, "", date(2025, 12, 1)))
    assert unmet(long_ago) == ["Dean Marsh, Ruby’s father, has not been met since 2 January 2026 (4 months ago)."]
    assert unmet(father(met_on=date(2026, 5, 2), met_times=1)) == []
    assert unmet(father(), visits=0) == []


def test_somebody_who_is_not_to_be_contacted_is_in_no_answer_and_nobody_asks_for_a_father_then() -> None:
    assert unmet(father(not_to_be_contacted=True)) == []
    with pytest.raises(RuleBroken):
        check_why_not(NotMetReason.AWAY, "", not_to_be_contacted=True)


def test_a_father_who_is_not_on_file_is_asked_for_until_somebody_says_that_he_has_died() -> None:
    mother = AdultKnown(3, "Tara Marsh", Relationship.MOTHER, met_on=TODAY, met_times=9)
    assert unmet(mother) == ["No father is recorded for Ruby."]
    asked = WhyNot(NotMetReason.NOT_KNOWN, "", date(2026, 5, 12))
    assert unmet(mother, no_father=asked) == ["No father is recorded for Ruby. 12 May 2026: nobody says who it is."]
    assert unmet(mother, no_father=WhyNot(NotMetReason.HAS_DIED, "", TODAY)) == []
    assert unmet(father(why=WhyNot(NotMetReason.HAS_DIED, "", TODAY))) == []


def test_a_relative_who_interprets_is_no_interpreter() -> None:
    visits = [
        InterpretedVisit(date(2026, 3, 1), used=True),
        InterpretedVisit(date(2026, 4, 1), used=False, by=InterpreterBy.RELATIVE),
        InterpretedVisit(date(2026, 5, 1), used=False),
    ]
    assert not_used_sentence(visits) == (
        "An interpreter was needed and not used at 2 of 3 visits where one was needed, the last on 1 May 2026; at 1 of"
        " them a relative, a friend or a child spoke for the family."
    )
    assert not_used_sentence([*visits, InterpretedVisit(TODAY, used=True, by=InterpreterBy.AT_A_DISTANCE)]) == ""
    assert need_sentence([]) == ""
    assert need_sentence([Need("Ana Petrescu", "Romanian")]).startswith("Ana Petrescu (Romanian) needs an interpreter.")
    with pytest.raises(RuleBroken):
        check_interpreter(needed=False, by=InterpreterBy.IN_PERSON)


@dataclass(frozen=True)
class Seen:
    on: date
    outcome: VisitOutcome = VisitOutcome.HELD
    child_seen: bool = True
    child_seen_alone: bool = False
    bedroom_seen: bool = False
    is_before_birth: bool = False


def test_when_the_child_was_last_seen_alone_and_where_the_child_sleeps() -> None:
    born = date(2020, 1, 1)
    visits = [
        Seen(date(2026, 4, 1), child_seen_alone=True, bedroom_seen=True),
        Seen(date(2026, 5, 1), child_seen=False),
    ]
    alone = not_seen_alone("Leo", born, visits, TODAY, 28)
    assert alone is not None
    assert (alone.since, alone.sentence) == (
        date(2026, 4, 1), "Leo has not been seen alone since 1 April 2026 (57 days).",
    )  # fmt: skip
    assert not_seen_alone("Leo", date(2024, 1, 1), visits, TODAY, 28) is None
    bedroom = bedroom_not_seen("Leo", visits, TODAY, 56)
    assert bedroom is not None
    assert bedroom_not_seen("Leo", visits, TODAY, 57) is None
    seen = not_seen("Leo", Pronoun.HE, visits, TODAY, 56)
    assert seen is not None
    assert seen.sentence.endswith("1 visit has taken place without him.")


def test_visits_that_did_not_take_place_on_end_are_counted_by_what_happened() -> None:
    visits = [
        Seen(date(2026, 4, 1)),
        Seen(date(2026, 5, 1), VisitOutcome.NO_ACCESS),
        Seen(date(2026, 5, 9), VisitOutcome.CANCELLED_BY_US),
    ]
    missed = visits_missed_in_a_row(visits)
    assert [visit.on.day for visit in missed] == [9, 1]
    assert missed_sentence(missed) == (
        "The last 2 visits did not take place, from 1 May 2026 to 9 May 2026: 1 no access and 1 cancelled by us."
    )

"""Every reason why a child needs attention, each a sentence with its date and the rule behind it. Plain facts in.

What stands here is about who has the child, who was seen and what was done; what the grades and the plan say is in
reasons_of_care.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from gcp_tracker.rules.ages import LifeStage
from gcp_tracker.rules.attention_facts import AttentionFacts
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clocks import Clock, Periods
from gcp_tracker.rules.dates import counted, date_with_age, long_date
from gcp_tracker.rules.duties import Duty, lost_in_a_row
from gcp_tracker.rules.reason_kinds import Reason, ReasonKind
from gcp_tracker.rules.reasons_of_care import of_evidence, of_grades, of_plan, of_steps
from gcp_tracker.rules.sentences import listed_words
from gcp_tracker.rules.vocabulary import SafeTonight

OF_CLOCK = {
    Clock.PROTECTION_VISIT: ReasonKind.VISIT_LATE,
    Clock.IN_NEED_VISIT: ReasonKind.VISIT_LATE,
    Clock.PROFILE: ReasonKind.PROFILE,
    Clock.PROFILE_BEFORE_REVIEW: ReasonKind.PROFILE,
    Clock.MINUTES: ReasonKind.MINUTES,
    Clock.SUPERVISION: ReasonKind.SUPERVISION,
    Clock.ESCALATION_1: ReasonKind.CHALLENGE,
    Clock.ESCALATION_2: ReasonKind.CHALLENGE,
    Clock.ESCALATION_3: ReasonKind.CHALLENGE,
    Clock.ESCALATION_4: ReasonKind.CHALLENGE,
}


def reasons_of(
    facts: AttentionFacts, running: Sequence[Duty], settings: Settings, periods: Periods, today: date
) -> list[Reason]:
    """In no order yet. `running`: from `duties`, for the same child and day.

    Once help has ended only what was left undone is said, a challenge that nobody answered with it; of somebody who is
    18, what must still be signed or answered as well.
    """
    found = [*_safety(facts, settings, today), *of_steps(facts, settings, today)]
    late = [_late(duty, periods, today) for duty in running if duty.is_late(today)]
    unanswered = [one for one in late if one.kind is ReasonKind.CHALLENGE]
    if facts.closed_on is not None:
        return found + unanswered
    found += [*_triggers(facts), *_draft(facts)]
    if facts.stage is LifeStage.ADULT:
        return found + unanswered
    found += _who_has(facts)
    found += _birth(facts, today)
    found += late
    found += [
        Reason(ReasonKind.CANCELLED, words, "two or more of one kind cancelled on end", None, words)
        for words in lost_in_a_row(facts.clocks)
    ]
    found += _missed(facts, settings)
    is_late = any(one.kind is ReasonKind.VISIT_LATE for one in found)
    found += _seen(facts, settings, today, is_late=is_late)
    found += of_grades(facts)
    found += of_plan(facts, running, periods, settings, today)
    found += of_evidence(facts)
    found += _people(facts, settings, today)
    return found


def rule_of(duty: Duty, periods: Periods) -> str:
    """ "10 working days after the last time the child was seen (local)" """
    period = duty.due.period
    side = "before" if period.is_before else "after"
    return f"{periods.length_of(duty.due.clock).words} {side} {period.starts} ({period.source})"


def is_recent_worry(answer: SafeTonight | None, answered_on: date | None, today: date, stays: int) -> bool:
    """“No”, or “yes” only because of steps, in the last `stays` days."""
    if answer is None or answered_on is None:
        return False
    return answer is not SafeTonight.YES and (today - answered_on).days < stays


def _safety(facts: AttentionFacts, settings: Settings, today: date) -> Iterator[Reason]:
    for asked in facts.safety:
        visit = f"the visit of {long_date(asked.visited_on)}"
        if asked.answer is None:
            words = f"“Is {facts.name} safe tonight?” is not answered, asked by {visit}"
            rule = "every new 5, and every 5 in Safety, is answered at once"
            yield Reason(ReasonKind.SAFETY_UNANSWERED, words, rule, asked.visited_on, asked.visited_on.isoformat())
        elif is_recent_worry(asked.answer, asked.answered_on, today, settings.days("answer_stays")):
            words = f"“Is {facts.name} safe tonight?” was answered at {visit}: {asked.answer.words}"
            rule = f"no plain yes in the last {settings.words('answer_stays')} (local)"
            yield Reason(ReasonKind.SAFETY_ANSWERED, words, rule, asked.answered_on, asked.visited_on.isoformat())


def _triggers(facts: AttentionFacts) -> Iterator[Reason]:
    for title, fired_on in facts.triggers:
        words = f"{title}: nobody has answered since {long_date(fired_on)}"
        mark = f"{fired_on.isoformat()} {title}"
        yield Reason(ReasonKind.TRIGGER, words, "every trigger is answered", fired_on, mark)


def _draft(facts: AttentionFacts) -> Iterator[Reason]:
    if facts.draft_on is not None:
        words = f"The visit of {long_date(facts.draft_on)} is begun and not signed"
        rule = "a visit counts once it is signed"
        yield Reason(ReasonKind.DRAFT, words, rule, facts.draft_on, facts.draft_on.isoformat())


def _who_has(facts: AttentionFacts) -> Iterator[Reason]:
    name, on = facts.name, facts.clocks.on_file_on
    if not facts.is_named:
        words = f"{name} came in a return and has no name yet"
        yield Reason(ReasonKind.NOT_NAMED, words, "a child has a name before work begins", on, on.isoformat())
    if not facts.is_allocated:
        words = f"Nobody is allocated to {name}"
        if facts.gone:
            words = f"{listed_words(facts.gone)} had {name} and can work with {name} no longer: hand {name} over"
        yield Reason(ReasonKind.NOT_ALLOCATED, words, "somebody has every child", on, "; ".join(facts.gone))


def _birth(facts: AttentionFacts, today: date) -> Iterator[Reason]:
    if facts.stage is LifeStage.OVERDUE and facts.expected_on is not None:
        on = facts.expected_on
        words = f"{facts.name} was expected on {date_with_age(on, today)}, and no birth is recorded"
        yield Reason(ReasonKind.BIRTH, words, "from the day after the one expected", on, on.isoformat())


def _late(duty: Duty, periods: Periods, today: date) -> Reason:
    kind = OF_CLOCK.get(duty.due.clock, ReasonKind.REVIEW_LATE)
    words = f"{duty.words(today, periods)}; it was due on {long_date(duty.due.on)}"
    mark = f"{duty.due.clock.value} {duty.due.on.isoformat()} {duty.meeting or ''}{duty.about}"
    return Reason(kind, words, rule_of(duty, periods), duty.due.on, mark)


def _missed(facts: AttentionFacts, settings: Settings) -> Iterator[Reason]:
    missed = facts.missed
    if missed is None or missed.count < settings.visits("missed_in_a_row"):
        return
    words = (
        f"The last {missed.count} visits did not take place, from {long_date(missed.first_on)}"
        f" to {long_date(missed.last_on)}"
    )
    if missed.count == 1:
        words = f"The last visit, on {long_date(missed.last_on)}, did not take place"
    rule = f"{settings.words('missed_in_a_row')} or more on end (local)"
    yield Reason(ReasonKind.MISSED, words, rule, missed.first_on, f"{missed.count} {missed.last_on.isoformat()}")


def _seen(facts: AttentionFacts, settings: Settings, today: date, *, is_late: bool) -> Iterator[Reason]:
    """Not asked again where the visit itself is late, nor, before the birth, more than whether anybody went."""
    name, seen, on_file = facts.name, facts.seen, facts.clocks.on_file_on
    if seen.visited_on is None:
        yield Reason(ReasonKind.NOT_SEEN, f"{name} has not been visited yet", "every child is visited", on_file, "")
        return
    if not facts.stage.is_graded:
        return
    rule = f"seen within {settings.words('home_seen_within')} (local)"
    if seen.seen_on is None:
        yield Reason(ReasonKind.NOT_SEEN, f"{name} has not been seen at any visit", rule, on_file, "")
        return
    if not is_late:
        yield from _long_ago(
            ReasonKind.NOT_SEEN,
            f"{name} has not been seen",
            seen.seen_on,
            settings.days("home_seen_within"),
            rule,
            today,
        )
    if facts.talks:
        rule = f"seen alone within {settings.words('alone_within')} (local)"
        yield from _long_ago(
            ReasonKind.NOT_ALONE, f"{name} has not been seen alone", seen.alone_on, settings.days("alone_within"), rule,
            today,
        )  # fmt: skip
    within = settings.days("home_seen_within")
    rule = f"where a child lives and sleeps is seen within {settings.words('home_seen_within')} (local)"
    home = list(_long_ago(ReasonKind.HOME, f"{name}’s home has not been seen", seen.home_on, within, rule, today))
    # A home that nobody has seen has a bedroom that nobody has seen: said once.
    yield from home or _long_ago(
        ReasonKind.HOME, f"Where {name} sleeps has not been seen", seen.bedroom_on, within, rule, today
    )


def _long_ago(
    kind: ReasonKind, words: str, last_on: date | None, within: int, rule: str, today: date
) -> Iterator[Reason]:
    if last_on is None:
        yield Reason(kind, f"{words} at any visit", rule, None, "never")
    elif (today - last_on).days > within:
        yield Reason(kind, f"{words} since {date_with_age(last_on, today)}", rule, last_on, last_on.isoformat())


def _people(facts: AttentionFacts, settings: Settings, today: date) -> Iterator[Reason]:
    """Whoever is recorded as the father is not asked for again, least of all one who is not to be contacted."""
    on_file = facts.clocks.on_file_on
    if not facts.has_father and (today - on_file).days > settings.days("father_within"):
        rule = f"asked for by name within {settings.words('father_within')} (local)"
        yield Reason(ReasonKind.NO_FATHER, f"No father is recorded for {facts.name}", rule, on_file, "")
    if facts.views is not None:
        views = facts.views
        words = (
            f"{listed_words(views.names)} graded the visit of {long_date(views.visited_on)} apart and see"
            f" {counted(views.items, 'item')} differently by {settings.words('views_apart')} or more"
        )
        rule = f"{settings.words('views_apart')} or more between two, and nothing agreed on yet (local)"
        mark = f"{views.visited_on.isoformat()} {views.items}"
        yield Reason(ReasonKind.VIEWS, words, rule, views.visited_on, mark)
    if facts.care is not None and facts.care.one_worker_visits >= settings.visits("one_worker_after"):
        words = "One worker made all graded visits of the last six months; a joint visit can show what grows slowly"
        rule = f"from {settings.words('one_worker_after')} on, more than one worker within six months (local)"
        yield Reason(ReasonKind.ONE_WORKER, words, rule, None, "")

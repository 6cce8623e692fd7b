"""Who was seen, which meetings were held, what carers say: as a pack tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gcp_tracker.conference.queries import AdultSeen
from gcp_tracker.models import Child, Profile, Scrutiny
from gcp_tracker.record.story import Story, ToldVisit
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clock_facts import MeetingFact
from gcp_tracker.rules.dates import counted, long_date
from gcp_tracker.rules.meeting_vocabulary import CONFERENCES, WITH_MINUTES, MeetingState
from gcp_tracker.rules.scrutiny import decided_words
from gcp_tracker.rules.sentences import begun_large
from gcp_tracker.rules.vocabulary import MeetingKind, Relationship
from gcp_tracker.rules.working_days import add_working_days
from gcp_tracker.unit_of_work import LONDON

FATHERS = frozenset({Relationship.FATHER, Relationship.STEP_PARENT, Relationship.PARTNER})


@dataclass(frozen=True, slots=True)
class SeenSums:
    """Since the last conference, or the first visit: each a label and its words."""

    since_words: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VisitLine:
    on: date
    who: str
    seen: str
    graded: str


@dataclass(frozen=True, slots=True)
class MeetingLine:
    on: date
    what: str
    became: str
    is_lost: bool


@dataclass(frozen=True, slots=True)
class CarerView:
    """`agrees` is empty where it was not gone through, and `words` then say why."""

    on: date
    who: str
    agrees: str
    words: str


@dataclass(frozen=True, slots=True)
class LastDecided:
    """What the chair signed last; `lines` for comparing two issues."""

    title: str
    decided: str
    reason: str
    if_nothing_changes: str
    signed: str

    @property
    def lines(self) -> tuple[str, ...]:
        return (f"{self.title}: {self.decided}", f"If nothing changes: {self.if_nothing_changes}")


def last_decided(signed: Scrutiny | None) -> LastDecided | None:
    if signed is None or signed.signed_at is None:
        return None
    on = long_date(signed.signed_at.astimezone(LONDON).date())
    return LastDecided(
        title=f"{signed.conference.words}, {long_date(signed.held_on)}",
        decided=decided_words(signed.decided, signed.next_help, signed.category),
        reason=signed.reason,
        if_nothing_changes=signed.if_nothing_changes,
        signed=f"Signed by {signed.chair.name}, {on}",
    )


def last_conference(story: Story, today: date) -> date | None:
    held = [one.on for one in story.meetings if one.kind in CONFERENCES and one.state is MeetingState.HELD]
    return max((on for on in held if on < today), default=None)


def who_was_seen(story: Story, adults: Sequence[AdultSeen], since: date | None, today: date) -> SeenSums:
    child = story.child
    visits = [visit for visit in story.visits if since is None or visit.on > since]
    held = [visit for visit in visits if visit.outcome.is_held]
    lines = [(child.first_name, _child_seen(held)), ("Bedroom", _times(sum(one.bedroom_seen for one in held), held))]
    recent = [one for one in adults if since is None or one.on > since]
    for relation in child.relations:
        adult = relation.adult
        if adult.not_to_be_contacted:
            continue
        ever = [one.on for one in adults if one.adult_id == adult.id]
        times = sum(one.adult_id == adult.id for one in recent)
        last = f", last on {long_date(max(ever))}" if ever else ", never seen at a visit"
        label = f"{adult.name} ({relation.relationship_to_child.inside})"
        lines.append((label, f"{_times(times, held)}{last}"))
    if missed := [visit for visit in visits if not visit.outcome.is_held]:
        kinds = dict.fromkeys(one.outcome for one in missed)
        words = "; ".join(f"{sum(one.outcome is kind for one in missed)} {kind.inside}" for kind in kinds)
        lines.append(("Visits that came to nothing", f"{len(missed)}: {words}"))
    begun = f"Since the conference of {long_date(since)}" if since else "Since the first visit"
    return SeenSums(f"{begun}: {counted(len(held), 'visit')} held", tuple(lines))


def _child_seen(held: Sequence[ToldVisit]) -> str:
    if not held:
        return "not seen: no visit was held"
    alone = sum(one.child_seen_alone for one in held)
    last = max((one.on for one in held if one.child_seen_alone), default=None)
    words = f"seen at {sum(one.child_seen for one in held)} of {len(held)}, alone at {alone}"
    return f"{words}, last alone on {long_date(last)}" if last else words


def _times(times: int, held: Sequence[ToldVisit]) -> str:
    return f"seen at {times} of {len(held)}"


def visit_lines(story: Story) -> tuple[VisitLine, ...]:
    """The newest first; missed ones too."""
    return tuple(_visit_line(visit) for visit in reversed(story.visits))


def _visit_line(visit: ToldVisit) -> VisitLine:
    if not visit.outcome.is_held:
        return VisitLine(visit.on, visit.workers, begun_large(visit.outcome.inside), "")
    seen = "alone" if visit.child_seen_alone else "not alone" if visit.child_seen else "not seen"
    room = "; bedroom seen" if visit.bedroom_seen else ""
    graded = counted(len(visit.graded.grades), "item") if visit.has_grades else "nothing graded"
    return VisitLine(visit.on, visit.workers, f"{visit.place.words}, {seen}{room}", graded)


def meeting_lines(story: Story, settings: Settings, since: date | None, today: date) -> tuple[MeetingLine, ...]:
    """After that day and up to today, and of that day the conference itself; without supervision. Newest first."""
    told = [
        _meeting_line(one, settings, today)
        for one in story.meetings
        if one.kind is not MeetingKind.SUPERVISION and one.on <= today and (since is None or one.on >= since)
    ]
    return tuple(sorted(told, key=lambda one: one.on, reverse=True))


def _meeting_line(one: MeetingFact, settings: Settings, today: date) -> MeetingLine:
    if one.cancelled_by is not None:
        return MeetingLine(one.on, one.kind.words, f"cancelled {one.cancelled_by.agent}", one.cancelled_by.is_a_loss)
    if one.state is not MeetingState.HELD:
        return MeetingLine(one.on, one.kind.words, "planned; nobody has said what became of it", True)
    minutes, is_late = _minutes(one, settings, today)
    return MeetingLine(one.on, one.kind.words, f"held{minutes}", is_late)


def _minutes(one: MeetingFact, settings: Settings, today: date) -> tuple[str, bool]:
    if one.kind not in WITH_MINUTES or not one.is_kept_here:
        return "", False
    due = add_working_days(one.on, settings.working_days("minutes_within"), settings.days_off)
    sent = one.minutes_sent_on
    days = ((sent or today) - due).days
    late = f", {counted(days, 'day')} late" if days > 0 else ""
    if sent is None:
        return f"; minutes not sent, due {long_date(due)}{late}", days > 0
    return f"; minutes sent {long_date(sent)}{late}", days > 0


def lost_words(lines: Sequence[MeetingLine]) -> str:
    held = sum(line.became.startswith("held") for line in lines)
    cancelled = sum(line.became.startswith("cancelled") and line.is_lost for line in lines)
    late = sum(line.became.startswith("held") and line.is_lost for line in lines)
    return f"{held} held, {cancelled} cancelled, minutes late or missing for {late}"


def carers_views(profiles: Sequence[Profile]) -> tuple[CarerView, ...]:
    """Newest first. Nobody who is not to be contacted is named, and nothing is told of what they said."""
    found = []
    for profile in profiles:
        on = profile.shared_on or profile.completed_on
        shared = profile.shared_with
        if on is None or (shared is not None and shared.not_to_be_contacted):
            continue
        if shared is None:
            found.append(CarerView(on, "Not gone through with a carer", "", profile.not_shared_reason))
        else:
            agrees = profile.carer_agrees.inside if profile.carer_agrees else ""
            found.append(CarerView(on, shared.name, agrees, profile.carer_comment))
    return tuple(found)


def nobody_recorded(child: Child) -> str:
    """Empty where a father or partner is on record, or is not to be asked after."""
    if any(relation.relationship_to_child in FATHERS for relation in child.relations):
        return ""
    return f"No father, step-parent or partner is recorded for {child.first_name}."

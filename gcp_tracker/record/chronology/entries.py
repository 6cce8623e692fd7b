"""What happened round the child, newest first, from everything on file: each source of entries is one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from gcp_tracker.models import Event, HelpEpisode, Plan
from gcp_tracker.record.chronology.verdicts import VerdictChange
from gcp_tracker.record.standing import episode_words
from gcp_tracker.record.story import Story, ToldVisit
from gcp_tracker.rules.chronology import step_words
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.event_vocabulary import EntryKind, EventSource, Exactness, Shows
from gcp_tracker.rules.events import event_day_words
from gcp_tracker.rules.meeting_vocabulary import MeetingState
from gcp_tracker.rules.sentences import begun_small
from gcp_tracker.rules.vocabulary import MeetingKind
from gcp_tracker.unit_of_work import LONDON

Target = Literal["visit", "profile", "plan", "event", "scrutiny"]


@dataclass(frozen=True, slots=True)
class Entry:
    """`target` and `record_id` say what it links to, if anything. `when` is the day in words where it is not one day.

    Of an event `source` and `who` told of it and `so_what` is what it meant for the child; `items` are what an entry
    bears on: those that the event names, or that a visit graded as of concern.
    """

    on: date
    kind: EntryKind
    words: str
    target: Target | None = None
    record_id: UUID | None = None
    until: date | None = None
    when: str = ""
    source: EventSource | None = None
    who: str = ""
    so_what: str = ""
    items: frozenset[str] = frozenset()
    # A visit names only what it graded as of concern.
    shows: Shows | None = None
    exactness: Exactness = Exactness.DAY

    @property
    def last_on(self) -> date:
        return self.until or self.on


@dataclass(frozen=True, slots=True)
class OnFile:
    """Everything that a child’s chronology is made of. Events and plans stand with the child, oldest first."""

    story: Story
    events: Sequence[Event] = ()
    plans: Sequence[Plan] = ()
    verdicts: Sequence[VerdictChange] = ()
    # What is arranged for later has not happened.
    today: date = date.max


def chronology(on_file: OnFile) -> list[Entry]:
    """The newest first; on one day in the order of MAKERS."""
    entries = [entry for maker in MAKERS for entry in maker(on_file) if entry.on <= on_file.today]
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def _events(on_file: OnFile) -> Iterator[Entry]:
    for event in on_file.events:
        yield Entry(
            event.happened_on,
            EntryKind.EVENT,
            event.what,
            "event",
            event.id,
            until=event.until_on,
            when=event_day_words(event.happened_on, event.until_on, event.exactness),
            source=event.source,
            who=event.who,
            so_what=event.so_what,
            items=frozenset(event.item_keys),
            shows=event.shows,
            exactness=event.exactness,
        )


def _visits(on_file: OnFile) -> Iterator[Entry]:
    story = on_file.story
    for visit in story.visits:
        kind = EntryKind.VISIT if visit.outcome.is_held else EntryKind.MISSED
        words = _visit_words(visit, story.child.first_name)
        yield Entry(visit.on, kind, words, "visit", visit.id, items=_of_concern(visit), shows=Shows.MISSING)


def _of_concern(visit: ToldVisit) -> frozenset[str]:
    is_concern = visit.instrument.is_concern
    return frozenset(key for key, value in visit.graded.grades.items() if is_concern(value))


def _visit_words(visit: ToldVisit, name: str) -> str:
    if not visit.outcome.is_held:
        what = f" ({visit.outcome_detail.rstrip('.')})" if visit.outcome_detail else ""
        return f"{visit.workers}: {visit.outcome.inside}{what}"
    if visit.is_before_birth:
        announced = "" if visit.announced else "; not announced"
        return f"{visit.workers}, {visit.place.words}; before the birth, no grades{announced}"
    seen = f"{name} seen" if visit.child_seen else f"{name} not seen"
    if visit.child_seen:
        seen += " alone" if visit.child_seen_alone else ", not alone"
    graded = len(visit.graded.grades)
    parts = [f"{visit.workers}, {visit.place.words}", seen]
    parts.append(f"{counted(graded, 'item')} graded, {visit.care_name}" if graded else "nothing graded")
    if not visit.announced:
        parts.append("not announced")
    if visit.is_amended:
        parts.append("amended since")
    return "; ".join(parts)


def _verdicts(on_file: OnFile) -> Iterator[Entry]:
    for change in on_file.verdicts:
        yield Entry(change.on, EntryKind.VERDICT, change.words)


def _help(on_file: OnFile) -> Iterator[Entry]:
    """Where one help went over into another on the same day, the step is what happened."""
    episodes = on_file.story.episodes
    stepped = {id(before) for after in episodes if (before := _stepped_from(after, episodes)) is not None}
    for episode in episodes:
        before = _stepped_from(episode, episodes)
        began = f"{episode_words(episode)} began"
        if before is not None:
            step = step_words(before.kind, episode.kind)
            began = f"{step}{f' for {episode.category.words}' if episode.category else ''}"
        yield Entry(episode.started_on, EntryKind.HELP, began)
        if episode.ended_on is not None and id(episode) not in stepped:
            yield Entry(episode.ended_on, EntryKind.HELP, f"{episode_words(episode)} ended")


def _stepped_from(after: HelpEpisode, episodes: Sequence[HelpEpisode]) -> HelpEpisode | None:
    ended = [one for one in episodes if one.ended_on == after.started_on and one.kind is not after.kind]
    return ended[0] if len(ended) == 1 else None


def _plans(on_file: OnFile) -> Iterator[Entry]:
    for plan in on_file.plans:
        which = plan.kind.words if plan.number == 1 else f"{plan.kind.words}, version {plan.number}"
        if plan.agreed_on is not None:
            why = f": {plan.why.rstrip('.')}" if plan.why else ""
            yield Entry(plan.agreed_on, EntryKind.PLAN, f"{which} agreed{why}", "plan", plan.id)
        if plan.state.value == "ended" and plan.closed_at is not None:
            why = f": {plan.closing_reason.rstrip('.')}" if plan.closing_reason else ""
            on = plan.closed_at.astimezone(LONDON).date()
            yield Entry(on, EntryKind.PLAN, f"{plan.kind.words} ended{why}", "plan", plan.id)


def _meetings(on_file: OnFile) -> Iterator[Entry]:
    """Held and cancelled ones. What is planned has not happened, and supervision happens to the worker."""
    for meeting in on_file.story.meetings:
        if meeting.kind is MeetingKind.SUPERVISION:
            continue
        if meeting.state is MeetingState.HELD:
            yield Entry(meeting.on, EntryKind.MEETING, meeting.kind.words)
        elif meeting.cancelled_by is not None and meeting.cancelled_by.is_a_loss:
            words = f"{meeting.kind.words}, {meeting.cancelled_by.agent}"
            yield Entry(meeting.on, EntryKind.CANCELLED, words)


def _scrutiny(on_file: OnFile) -> Iterator[Entry]:
    for one in on_file.story.scrutinised:
        words = f"{one.conference.words}: {begun_small(one.decided)}. Signed by {one.chair}"
        yield Entry(one.on, EntryKind.SCRUTINY, words, "scrutiny", one.id)


def _profiles(on_file: OnFile) -> Iterator[Entry]:
    for profile in on_file.story.profiles:
        words = f"Profile completed: {profile.whose}"
        yield Entry(profile.completed_on, EntryKind.PROFILE, words, "profile", profile.id)


def _workers(on_file: OnFile) -> Iterator[Entry]:
    for worker in on_file.story.workers:
        role = "" if worker.is_lead else ", beside the lead worker"
        yield Entry(worker.from_on, EntryKind.WORKER, f"{worker.name} was allocated{role}")
        if worker.to_on is not None:
            yield Entry(worker.to_on, EntryKind.WORKER, f"{worker.name}’s allocation ended")


def _homes(on_file: OnFile) -> Iterator[Entry]:
    for home in on_file.story.homes:
        yield Entry(home.from_on, EntryKind.HOME, f"Living at {home.home} from this day")
        if home.to_on is not None:
            yield Entry(home.to_on, EntryKind.HOME, f"No longer living at {home.home}")


# Whatever is to stand in the chronology by itself adds a function here, and what it is made of to OnFile.
MAKERS: tuple[Callable[[OnFile], Iterator[Entry]], ...] = (
    _events, _visits, _verdicts, _plans, _scrutiny, _meetings, _help, _profiles, _workers, _homes,
)  # fmt: skip

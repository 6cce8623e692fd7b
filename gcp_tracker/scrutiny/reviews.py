"""Two reviews side by side: what was promised at the one, and what had happened by the other. Each as the record stood
on its day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from markupsafe import Markup

from gcp_tracker.change.histories import latest_grades
from gcp_tracker.conference.people_told import MeetingLine, lost_words, meeting_lines
from gcp_tracker.models import Child, Meeting, Outcome, Plan, Scrutiny
from gcp_tracker.plans.queries import action_states, lines_of, plan_versions
from gcp_tracker.plans.shown import TAGS
from gcp_tracker.plans.written import written_plan
from gcp_tracker.readings.outcomes import OutcomeToday, outcomes_as_at
from gcp_tracker.readings.queries import ReadingToday, readings_as_at
from gcp_tracker.record.comparison import Comparison, Side, compare
from gcp_tracker.record.page import comparison_pictures
from gcp_tracker.record.story import Series, Story, series_of
from gcp_tracker.record.verdict import names_in, verdict_told
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.bands import form_of
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.plan_vocabulary import ActionState, OutcomeState
from gcp_tracker.rules.plans import Aim, Deed
from gcp_tracker.scrutiny.shown import ScrutinyShown, scrutiny_shown
from gcp_tracker.unit_of_work import LONDON, AnySession


@dataclass(frozen=True, slots=True)
class SideTold:
    """One of the two meetings. `scrutiny` is the latest entry about it; `verdict` what the grades said on that day."""

    meeting: Meeting
    title: str
    on: date
    scrutiny: ScrutinyShown | None
    verdict: str


@dataclass(frozen=True, slots=True)
class AimThen:
    """An outcome as it stood on one of the two days. `state` is None where no grade had been read for it yet."""

    targets: tuple[str, ...]
    if_not: str
    state: OutcomeState | None

    @property
    def tag(self) -> str:
        return TAGS[self.state] if self.state else "grey"

    @property
    def words(self) -> str:
        return self.state.words if self.state else "Nothing graded for it yet"


@dataclass(frozen=True, slots=True)
class OutcomeBeside:
    """`then` or `now` is None where the plan of that day did not have it."""

    sentence: str
    then: AimThen | None
    now: AimThen | None


@dataclass(frozen=True, slots=True)
class ActionBeside:
    """`due` is its day as it was set then. `then` or `now` is None where the plan of that day did not have it."""

    what: str
    due: str
    then: ActionState | None
    now: ActionState | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class HomeBeside:
    """`comparison` is None where nothing had been graded by the earlier day, or nothing since."""

    name: str
    comparison: Comparison | None
    pictures: tuple[Markup, ...]
    why_not: str


@dataclass(frozen=True, slots=True)
class ReviewsBeside:
    child: Child
    then: SideTold
    now: SideTold
    outcomes: tuple[OutcomeBeside, ...]
    actions: tuple[ActionBeside, ...]
    meetings: tuple[MeetingLine, ...]
    meeting_sums: str
    homes: tuple[HomeBeside, ...]


def chosen_reviews(held: Sequence[Meeting], then: int | None, now: int | None) -> tuple[Meeting, Meeting] | None:
    """Those asked for, else the last two that were held; the older is always “then”. None while there are not two.
    `held`: the latest first.
    """
    if len(held) < 2:
        return None
    by_number = {meeting.id: meeting for meeting in held}
    pair = by_number.get(then or 0, held[1]), by_number.get(now or 0, held[0])
    if pair[0] is pair[1]:
        pair = held[1], held[0]
    newer, older = sorted(pair, key=held.index)
    return older, newer


def reviews_beside(
    session: AnySession,
    story: Story,
    pair: tuple[Meeting, Meeting],
    signed: Sequence[Scrutiny],
    settings: Settings,
) -> ReviewsBeside:
    """`signed`: the child’s signed scrutiny, of one meeting the latest entry first."""
    child, (older, newer) = story.child, pair
    versions = plan_versions(session, child)
    plans = _plan_on(versions, older.on, newer.on), _plan_on(versions, newer.on, newer.on)
    since = meeting_lines(story, settings, older.on, newer.on)
    meetings = tuple(one for one in since if one.on > older.on)
    return ReviewsBeside(
        child=child,
        then=_side(session, story, older, signed),
        now=_side(session, story, newer, signed),
        outcomes=tuple(_outcomes(session, plans, (older.on, newer.on))),
        actions=tuple(_actions(session, plans, (older.on, newer.on))),
        meetings=meetings,
        meeting_sums=lost_words(meetings),
        homes=tuple(_home(series, older.on, newer.on) for series in series_of(story.visits)),
    )


def _side(session: AnySession, story: Story, meeting: Meeting, signed: Sequence[Scrutiny]) -> SideTold:
    own = next((one for one in signed if one.meeting_id == meeting.id or one.held_on == meeting.on), None)
    return SideTold(
        meeting=meeting,
        title=f"{meeting.kind.words}, {long_date(meeting.on)}",
        on=meeting.on,
        scrutiny=scrutiny_shown(own) if own else None,
        verdict=verdict_words(story, readings_as_at(session, story.child, meeting.on)),
    )


def verdict_words(story: Story, readings: dict[str, ReadingToday]) -> str:
    """Of the instrument that was graded last by then, in the words of that day; empty where nothing was judged."""
    judged = {key: one for key, one in readings.items() if any(each.deciding for each in one.reading.domains)}
    if not judged:
        return ""
    series = next((one for one in series_of(story.visits) if one.instrument.key in judged), None)
    if series is None:
        return ""
    return verdict_told(judged[series.instrument.key], names_in(story, series)).headline.sentence


def _plan_on(versions: Sequence[Plan], on: date, until: date) -> Plan | None:
    """The version that held at the end of that day; else the first that was agreed after it, up to the other day: a
    plan is written once its conference is over.
    """
    agreed = [one for one in versions if one.agreed_on is not None and one.agreed_on <= until]
    held = [one for one in agreed if (one.agreed_on or date.max) <= on and not _is_closed(one, on)]
    later = [one for one in agreed if (one.agreed_on or date.min) > on]
    return held[0] if held else later[-1] if later else None


def _is_closed(plan: Plan, on: date) -> bool:
    """Before that day. One that ended at the meeting is what the meeting was about."""
    return plan.closed_at is not None and plan.closed_at.astimezone(LONDON).date() < on


def _outcomes(
    session: AnySession, plans: tuple[Plan | None, Plan | None], days: tuple[date, date]
) -> list[OutcomeBeside]:
    """In the order of the later plan, then what it does not have any more."""
    told = []
    for plan, on in zip(plans, days, strict=True):
        states = outcomes_as_at(session, plan, on) if plan else {}
        rows = zip(plan.outcomes, written_plan(plan).aims, strict=True) if plan else ()
        told.append({aim.line_id: (aim, _aim(row, aim, states)) for row, aim in rows})
    then, now = told
    lines = [*now, *(line for line in then if line not in now)]
    return [
        OutcomeBeside(
            sentence=(now.get(line) or then[line])[0].sentence,
            then=then[line][1] if line in then else None,
            now=now[line][1] if line in now else None,
        )
        for line in lines
    ]


def _aim(row: Outcome, aim: Aim, states: dict[int, OutcomeToday]) -> AimThen:
    read = states.get(row.id)
    targets = tuple(
        f"{one.title}: " + (f"from {one.now} " if one.now is not None else "") + f"to {one.aim}" + _by(one.by_on)
        for one in aim.targets
    )
    return AimThen(targets, aim.if_not, read.as_at.state if read else None)


def _actions(
    session: AnySession, plans: tuple[Plan | None, Plan | None], days: tuple[date, date]
) -> list[ActionBeside]:
    told: list[dict[object, tuple[Deed, ActionState]]] = []
    for plan, on in zip(plans, days, strict=True):
        states = action_states(session, lines_of(plan), _end_of(on)) if plan else {}
        deeds: Collection[Deed] = written_plan(plan).deeds if plan else ()
        told.append({deed.line_id: (deed, states[deed.line_id].state) for deed in deeds})
    then, now = told
    found = []
    for line in [*now, *(line for line in then if line not in now)]:
        deed = (then.get(line) or now[line])[0]
        state_now = now[line][1] if line in now else None
        by_on = deed.by_on
        found.append(
            ActionBeside(
                what=deed.what,
                due=_by(by_on).strip(),
                then=then[line][1] if line in then else None,
                now=state_now,
                is_late=state_now is not None and state_now.is_open and by_on is not None and by_on < days[1],
            )
        )
    return found


def _home(series: Series, then_on: date, now_on: date) -> HomeBeside:
    then, now = _side_on(series, then_on), _side_on(series, now_on)
    if then is None or now is None:
        on = long_date(then_on if then is None else now_on)
        return HomeBeside(series.name, None, (), f"Nothing had been graded by {on}.")
    if then.words == now.words:
        return HomeBeside(series.name, None, (), f"Nothing was graded between the two; last on {long_date(now.on)}.")
    comparison = compare(series.instrument, then, now)
    return HomeBeside(series.name, comparison, tuple(comparison_pictures(comparison)), "")


def _side_on(series: Series, on: date) -> Side | None:
    """The last grade of each item up to that day, as of the last visit before it."""
    places = [place for place, visit in enumerate(series.visits) if visit.on <= on]
    if not places:
        return None
    last = series.visits[places[-1]]
    grades = latest_grades(series.graded[: len(places)], series.instrument)
    return Side(
        words=f"Up to the visit of {long_date(last.on)}",
        on=last.on,
        grades={key: (given[0], given[1]) for key, given in grades.items()},
        form=form_of(last.instrument, last.graded.band),
        not_applicable=last.graded.not_applicable,
    )


def _end_of(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time.min, LONDON)


def _by(on: date | None) -> str:
    return f" by {long_date(on)}" if on else ""

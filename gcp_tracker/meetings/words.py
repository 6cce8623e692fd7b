"""A meeting in words: who was invited, who came, whether that was enough, what was sent to whom."""

from __future__ import annotations

from dataclasses import dataclass

from gcp_tracker.meetings.people import agencies_there, may_be_told, people_to_ask, people_to_tell, person_name
from gcp_tracker.models import Meeting, MeetingPerson
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.meeting_vocabulary import WITH_MINUTES, Attendance, MeetingState, Paper
from gcp_tracker.rules.meetings import Quorum, quorum
from gcp_tracker.rules.sentences import listed_words


@dataclass(frozen=True, slots=True)
class ToldMeeting:
    """`lines`: label and words, in their order. `quorum` is None where nobody in particular has to be there."""

    meeting: Meeting
    when: str
    lines: list[tuple[str, str]]
    quorum: Quorum | None
    waits_for_minutes: bool
    # Of a supervision nothing is sent.
    has_papers: bool


def told(meeting: Meeting) -> ToldMeeting:
    is_held = meeting.state is MeetingState.HELD
    lines = _who_came(meeting) if is_held else _invited(meeting)
    lines += _sent(meeting) if is_held else []
    if meeting.cancelled_by is not None:
        lines.insert(0, ("Cancelled", _begun(f"{meeting.cancelled_by.agent}: {meeting.cancel_reason}")))
    if meeting.enquiry_begun is not None:
        begun = "began" if meeting.enquiry_begun else "did not begin"
        lines.append(("Enquiry", f"An enquiry under section 47 {begun}"))
    if meeting.notes:
        lines.append(("Decided", meeting.notes))
    is_ours = meeting.recorded_by_id is not None
    return ToldMeeting(
        meeting=meeting,
        when=_when(meeting),
        lines=lines,
        quorum=quorum(meeting.kind, agencies_there(meeting)) if is_held and meeting.people else None,
        waits_for_minutes=is_held and is_ours and meeting.kind in WITH_MINUTES and meeting.minutes_sent_on is None,
        has_papers=meeting.kind in WITH_MINUTES and bool(people_to_tell(meeting)),
    )


def _when(meeting: Meeting) -> str:
    """3 May 2026, 14:00, Oak School."""
    parts = [long_date(meeting.on)]
    if meeting.state is MeetingState.PLANNED and meeting.planned_at is not None:
        parts.append(f"{meeting.planned_at:%H:%M}")
    if meeting.place:
        parts.append(meeting.place)
    if meeting.state is MeetingState.HELD and meeting.planned_on and meeting.planned_on != meeting.held_on:
        parts.append(f"planned for {long_date(meeting.planned_on)}")
    return ", ".join(parts)


def _invited(meeting: Meeting) -> list[tuple[str, str]]:
    invited = _names([one for one in meeting.people if one.was_invited and may_be_told(one)])
    return [("Invited", invited)] if invited else []


def _who_came(meeting: Meeting) -> list[tuple[str, str]]:
    people = people_to_ask(meeting)
    groups = [
        ("Came", [one for one in people if one.attendance is Attendance.CAME]),
        ("Sent apologies", [one for one in people if one.attendance is Attendance.APOLOGIES]),
        ("Did not come", [one for one in people if one.attendance is Attendance.ABSENT]),
        ("Sent a report", [one for one in people if one.report_sent]),
    ]
    return [(label, _names(some)) for label, some in groups if some]


def _sent(meeting: Meeting) -> list[tuple[str, str]]:
    lines = []
    for paper, first, column in (
        (Paper.MINUTES, meeting.minutes_sent_on, "minutes_sent_on"),
        (Paper.PLAN, meeting.plan_sent_on, "plan_sent_on"),
    ):
        if first is None:
            continue
        got = [one for one in people_to_tell(meeting) if getattr(one, column) is not None]
        words = f"Sent {long_date(first)} to {_names(got)}"
        left = [one for one in people_to_tell(meeting) if getattr(one, column) is None]
        lines.append((paper.words, words + (f"; not to {_names(left)}" if left else "")))
    return lines


def _names(people: list[MeetingPerson]) -> str:
    return listed_words([person_name(one) for one in people])


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]

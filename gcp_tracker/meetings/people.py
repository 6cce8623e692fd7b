"""Who is at a meeting, by a key that is the same in the rows of brothers and sisters, and by name."""

from __future__ import annotations

from gcp_tracker.models import Meeting, MeetingPerson
from gcp_tracker.rules.meeting_vocabulary import Agency, Attendance

CHILD = "child"


def person_key(person: MeetingPerson) -> str:
    """ "adult-5", "school", "child" """
    if person.adult_id is not None:
        return f"adult-{person.adult_id}"
    return person.agency.value if person.agency is not None else CHILD


def person_name(person: MeetingPerson) -> str:
    if person.adult is not None:
        return person.adult.name
    return person.agency.words if person.agency is not None else person.meeting.child.first_name


def people_to_ask(meeting: Meeting) -> list[MeetingPerson]:
    """Without whoever is not to be contacted, unless it is on record already that they came or not."""
    return [one for one in meeting.people if may_be_told(one) or one.attendance is not None]


def people_to_tell(meeting: Meeting) -> list[MeetingPerson]:
    """To whom minutes and plans may go."""
    return [one for one in meeting.people if may_be_told(one)]


def may_be_told(person: MeetingPerson) -> bool:
    return person.adult is None or not person.adult.not_to_be_contacted


def agencies_there(meeting: Meeting) -> list[Agency]:
    return [one.agency for one in meeting.people if one.agency is not None and one.attendance is Attendance.CAME]

"""What the child’s page says of engagement: appointments missed, who was not met, the interpreter, and school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from gcp_tracker.charts.attendance import attendance_axis, attendance_svg
from gcp_tracker.charts.axes import TimeAxis
from gcp_tracker.engagement.account import needs_of, who_is_not_met
from gcp_tracker.engagement.queries import KnownOfEngagement
from gcp_tracker.record.finding import Finding
from gcp_tracker.record.story import Story
from gcp_tracker.rules.ages import LifeStage, life_stage
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.engagement import Account, accounts
from gcp_tracker.rules.interpreting import need_sentence, not_used_sentence
from gcp_tracker.rules.schooling import Attended, Term, attendance_sentence, low_attendance


@dataclass(frozen=True, slots=True)
class Engaged:
    """`accounts` are those of other services; `findings` what somebody should look at."""

    accounts: list[Account]
    needs: str
    findings: list[Finding]


NOTHING_KNOWN = Engaged([], "", [])


@dataclass(frozen=True, slots=True)
class SchoolStrip:
    """`known` newest first, for the table."""

    sentence: str
    picture: Markup
    known: tuple[Attended, ...]


def engaged_of(story: Story, known: KnownOfEngagement, settings: Settings, today: date) -> Engaged:
    child = story.child
    told = accounts(known.offers, child.first_name, today, settings.months("engagement_over"))
    return Engaged(told, need_sentence(needs_of(child, known)), _findings(story, known, told, settings, today))


def _findings(
    story: Story, known: KnownOfEngagement, told: Sequence[Account], settings: Settings, today: date
) -> list[Finding]:
    """Nothing once help has ended, when nobody is to visit, nor of somebody who is 18."""
    child = story.child
    if story.is_closed(today) or life_stage(child.born_on, child.expected_on, today) is LifeStage.ADULT:
        return []
    least = settings.times("appointments_missed")
    found = [Finding("amber", "Not brought", one.sentence) for one in told if not one.adult and one.missed >= least]
    if attendance := low_attendance(child.first_name, known.attended):
        found.append(Finding("amber", "School", attendance))
    found += [
        Finding("amber", "Not met", one.sentence)
        for one in who_is_not_met(child, known, len(story.held), settings, today)
    ]
    interpreted = [visit.interpreted for visit in story.held if visit.interpreted is not None]
    if interpreter := not_used_sentence(interpreted):
        found.append(Finding("amber", "Interpreter", interpreter))
    return found


def school_strip(child_name: str, known: KnownOfEngagement, axis: TimeAxis | None) -> SchoolStrip | None:
    """On the days of the charts above; where there are none, on its own. None where nothing is known, as of a child
    who is not of school age.
    """
    if not known.attended:
        return None
    attended = tuple(known.attended)
    return SchoolStrip(
        attendance_sentence(child_name, attended),
        _drawn(attended, tuple(known.unknown_terms), axis or attendance_axis(attended), ticks=axis is None),
        attended[::-1],
    )


@lru_cache(maxsize=32)
def _drawn(attended: tuple[Attended, ...], unknown: tuple[Term, ...], axis: TimeAxis, *, ticks: bool) -> Markup:
    return attendance_svg(attended, unknown, axis, ticks=ticks)

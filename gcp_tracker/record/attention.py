"""Why this child needs attention, from the story that the page has read and one statement more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gcp_tracker.attention.queries import NOTHING_KNOWN, Attention, Workers, attention_of, known_of_attention
from gcp_tracker.meetings.queries import KnownOfClocks, periods_from
from gcp_tracker.record.finding import Finding
from gcp_tracker.record.read import Read
from gcp_tracker.record.story import Safety, Story
from gcp_tracker.rules.attention_facts import SafetyFact
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clock_facts import HelpSpell
from gcp_tracker.rules.reason_kinds import MANAGERS_ORDER, ReasonKind
from gcp_tracker.rules.spells import is_current
from gcp_tracker.unit_of_work import LONDON, AnySession

# Findings that a reason of the list says in its own words, by their tags.
TOLD_AS_REASON = {
    "Newly bad": ReasonKind.NEWLY_BAD,
    "Drift": ReasonKind.DRIFT,
    "Not seen": ReasonKind.NOT_SEEN,
    "Not seen alone": ReasonKind.NOT_ALONE,
    "Bedroom not seen": ReasonKind.HOME,
    "Visits missed": ReasonKind.MISSED,
    "One worker": ReasonKind.ONE_WORKER,
    "Cancelled": ReasonKind.CANCELLED,
    "Birth not recorded": ReasonKind.BIRTH,
}
LATE = "Late"
OF_LATE = frozenset(
    {
        ReasonKind.VISIT_LATE,
        ReasonKind.REVIEW_LATE,
        ReasonKind.CHALLENGE,
        ReasonKind.PROFILE,
        ReasonKind.MINUTES,
        ReasonKind.SUPERVISION,
    }
)


def attention_in(
    session: AnySession,
    story: Story,
    read: Read | None,
    settings: Settings,
    today: date,
) -> Attention:
    child = story.child
    spells = [HelpSpell(one.kind, one.started_on, one.ended_on) for one in story.episodes]
    current = [one.name for one in story.workers if is_current(one.from_on, one.to_on, today)]
    return attention_of(
        child,
        known_of_attention(session, [child.id], today).get(child.id, NOTHING_KNOWN),
        KnownOfClocks(spells, list(story.meetings), list(story.footprint.challenges)),
        [read.today] if read else [],
        Workers(tuple(current)),
        list(_safety(story)),
        min((draft.on for draft in story.drafts), default=None),
        MANAGERS_ORDER,
        settings,
        periods_from(settings),
        today,
    )


def not_told_as_reasons(findings: list[Finding], attention: Attention) -> list[Finding]:
    """What the list of reasons says is not said twice; nor is what was put off, which stands with its reason."""
    told = {reason.kind for reason in attention.standing} | {reason.kind for reason, _ in attention.put_off}
    late = told & OF_LATE
    return [
        finding
        for finding in findings
        if TOLD_AS_REASON.get(finding.tag) not in told and not (finding.tag == LATE and late)
    ]


def _safety(story: Story) -> Iterator[SafetyFact]:
    asked = [(draft.on, draft.safety) for draft in story.drafts] + [(visit.on, visit.safety) for visit in story.visits]
    for on, safety in asked:
        if safety is not None:
            yield SafetyFact(on, safety.answer, _answered_on(safety))


def _answered_on(safety: Safety) -> date | None:
    return safety.answered_at.astimezone(LONDON).date() if safety.answered_at else None

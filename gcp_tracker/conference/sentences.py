"""What a pack for a family could say: sentences about the child, each proposed here and approved by a worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gcp_tracker.change.histories import latest_grades
from gcp_tracker.conference.details import PackDetails
from gcp_tracker.models import Child, Meeting, Plan, Profile
from gcp_tracker.record.story import Series, Story
from gcp_tracker.record.voices import child_voices
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.instrument import Item, Naming
from gcp_tracker.rules.packs import PackFor, PackPart
from gcp_tracker.rules.plain_words import good_enough, part_of
from gcp_tracker.rules.sentences import begun_large
from gcp_tracker.rules.told_to_children import going_well_words, wanted_words
from gcp_tracker.rules.vocabulary import PlainPart

# A page that is kind is short: the rest is talked about.
WELL_AT_MOST, WORDS_AT_MOST = 6, 3
OWN_LINES = 2


@dataclass(frozen=True, slots=True)
class Proposed:
    part: PackPart
    key: str
    title: str
    text: str


def proposed_sentences(
    made_for: PackFor,
    child: Child,
    story: Story,
    series: Series | None,
    plan: Plan | None,
    profiles: list[Profile],
    meeting_words: str,
) -> list[Proposed]:
    """In the order of the pack, and for each part a line of the worker’s own. What is at 4 or 5 is never left out
    here: a worker may, and that is seen.
    """  # fmt: skip
    found = [
        *_of_grades(made_for, child, series),
        *_told_us(made_for, story, profiles),
        *_of_plan(made_for, child, plan),
        Proposed(PackPart.MEETING, "when", "When the meeting is", meeting_words),
    ]
    own = [
        Proposed(part, f"own_{number}", "A sentence of your own", "")
        for part in PackPart
        for number in range(1, OWN_LINES + 1)
    ]
    order = list(PackPart)
    return sorted([*found, *own], key=lambda one: order.index(one.part))


def meeting_sentence(details: PackDetails, planned: Meeting | None) -> str:
    """Where it is stands in no pack: an address in the wrong hands finds a family."""
    is_planned = planned is not None and planned.planned_on == details.for_on and planned.planned_at is not None
    at = f" at {planned.planned_at:%H:%M}" if planned is not None and is_planned else ""
    on = long_date(details.for_on)
    if details.made_for is PackFor.YOUNG_PERSON:
        return f"The meeting is on {on}{at}. You can come, or somebody can speak for you. Ask us how."
    return f"The {details.conference.inside} is on {on}{at}. You can bring somebody with you, and say what you think."


def _of_grades(made_for: PackFor, child: Child, series: Series | None) -> Iterator[Proposed]:
    """The best six of what is going well, and everything at concern."""
    if series is None:
        return
    instrument, band = series.instrument, series.graded[-1].band
    latest = latest_grades(series.graded, instrument)
    places = {value: place for place, value in enumerate(instrument.values)}
    graded = [item for item in instrument.items if item.key in latest and item.applies_to(band)]
    well = 0
    for item in sorted(graded, key=lambda one: places[latest[one.key][0]]):
        value = latest[item.key][0]
        if part_of(instrument, value) is PlainPart.GOING_WELL:
            well += 1
            if well <= WELL_AT_MOST:
                yield Proposed(PackPart.GOING_WELL, item.key, item.title, _said(made_for, child, series, item, value))
        elif instrument.is_concern(value):
            yield Proposed(PackPart.WORRIED, item.key, item.title, _said(made_for, child, series, item, value))
            if made_for is PackFor.CARERS:
                needed = _said(made_for, child, series, item, good_enough(instrument).value)
                yield Proposed(PackPart.CHANGE, item.key, item.title, needed)


def _said(made_for: PackFor, child: Child, series: Series, item: Item, value: int) -> str:
    """To a carer in the instrument’s words about the child. To a child never so: they are written about somebody."""
    instrument, band = series.instrument, series.graded[-1].band
    if made_for is PackFor.YOUNG_PERSON:
        if part_of(instrument, value) is PlainPart.GOING_WELL:
            return going_well_words(instrument, item)
        return wanted_words(instrument, item)
    text = instrument.text(item.key, band, value, Naming(child.first_name, child.pronoun.their, child.pronoun.them))
    return begun_large(text)


def _told_us(made_for: PackFor, story: Story, profiles: list[Profile]) -> Iterator[Proposed]:
    """A child is told what the child said; a carer what the carer said, and never the child’s words."""
    if made_for is PackFor.YOUNG_PERSON:
        for number, voice in enumerate(child_voices(story.visits)[:WORDS_AT_MOST]):
            text = f"On {long_date(voice.on)} you said: “{voice.text}”"
            yield Proposed(PackPart.TOLD_US, f"words_{number}", f"What {story.child.first_name} said", text)
        return
    for profile in profiles[:WORDS_AT_MOST]:
        shared = profile.shared_with
        if profile.carer_comment and shared is not None and not shared.not_to_be_contacted and profile.shared_on:
            text = f"On {long_date(profile.shared_on)} {shared.name} said: “{profile.carer_comment}”"
            yield Proposed(PackPart.TOLD_US, f"profile_{profile.id}", f"What {shared.name} said", text)


def _of_plan(made_for: PackFor, child: Child, plan: Plan | None) -> Iterator[Proposed]:
    for outcome in plan.outcomes if plan else ():
        text = outcome.sentence.rstrip(".")
        if made_for is PackFor.YOUNG_PERSON:
            text = f"What everybody is working for: {text}"
        yield Proposed(PackPart.CHANGE, f"outcome_{outcome.line_id}", "From the plan", f"{text}.")

"""What somebody should look at before believing the charts: dated findings about the file, not about the family."""

from __future__ import annotations

from datetime import date
from itertools import takewhile

from gcp_tracker.change.histories import ItemFact
from gcp_tracker.change.reading import ChildReading
from gcp_tracker.change.words import Names
from gcp_tracker.models import Child
from gcp_tracker.record.finding import Finding
from gcp_tracker.record.recorded import domains_not_graded, drifting, is_told_of_workers, recorded_findings
from gcp_tracker.record.story import Series, Story, ToldVisit
from gcp_tracker.rules.ages import LifeStage, life_stage, stage_sentence
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.bands import form_of, items_for_words
from gcp_tracker.rules.birth_dates import BandedVisit, Birth, other_band_sentences
from gcp_tracker.rules.dates import completed_months, counted, date_with_age, long_date
from gcp_tracker.rules.seen import (
    bedroom_not_seen,
    days_since,
    missed_sentence,
    not_seen,
    not_seen_alone,
    visits_missed_in_a_row,
)
from gcp_tracker.rules.vocabulary import SafeTonight


def findings(
    story: Story,
    series: Series | None,
    today: date,
    settings: Settings,
    reading: ChildReading | None = None,
    names: Names | None = None,
) -> list[Finding]:
    """The gravest first. `series` is the care that the page shows; None when nothing has been graded. `reading` is
    what all the child’s grades with that instrument say today; what it tells is not told again from the grades alone.

    Once help has ended nobody is to visit, so what is long ago is not said.
    """
    found: list[Finding] = [*_safe_tonight(story, today), *_drafts(story, today), *_stage(story.child, today)]
    if series is not None:
        recorded: list[Finding] = []
        if reading is not None and names is not None:
            recorded = recorded_findings(reading, names, series.instrument.at_concern)
        long = _long_at_concern(
            series, settings.months("long_at_concern"), drifting(reading) if reading is not None else frozenset()
        )
        found += sorted([*recorded, *long], key=lambda finding: finding.weight != "red")
        found += [*_graded_for_another_age(story), *_chosen_band(story.child, series)]
    if story.is_closed(today):
        return found
    # What should be done next is not asked of a child who is not born yet, nor of somebody who is 18.
    is_child = life_stage(story.child.born_on, story.child.expected_on, today).is_graded
    if is_child and (missed := _missed_in_a_row(story, settings.visits("missed_in_a_row"))):
        found.append(missed)
    if all(visit.is_before_birth for visit in story.held) or not is_child:
        return found
    found += _seen(story, today, settings)
    if series is not None:
        apart = (
            domains_not_graded(reading, names, series.last_on) if reading is not None and names is not None else None
        )
        workers = None if reading is not None and is_told_of_workers(reading) else _workers(series, today, settings)
        found += [finding for finding in (_not_graded(series, today, settings), apart, workers) if finding]
    return found


def _safe_tonight(story: Story, today: date) -> list[Finding]:
    name = story.child.first_name
    found = [
        Finding(
            "red",
            "Safe tonight?",
            f"“Is {name} safe tonight?” is not answered, in a visit of {long_date(draft.on)} that is not signed.",
        )
        for draft in story.drafts
        if draft.safety is not None and draft.safety.answer is None
    ]
    asked = [visit for visit in story.visits if visit.safety is not None]
    if asked and (latest := asked[-1]).safety is not None and latest.safety.answer is not SafeTonight.YES:
        found.append(Finding("red", "Safe tonight?", _answer_words(name, latest, today), latest.id))
    return found


def _answer_words(name: str, visit: ToldVisit, today: date) -> str:
    answer = visit.safety.answer if visit.safety else None
    when = date_with_age(visit.on, today)
    if answer is None:
        return f"“Is {name} safe tonight?”, asked on {when}, is not answered."
    agreed = visit.safety.what_was_agreed if visit.safety else ""
    sentence = f"“Is {name} safe tonight?” was last answered on {when}: {answer.words}."
    return f"{sentence} Agreed: {agreed.rstrip('.')}." if agreed else sentence


def _drafts(story: Story, today: date) -> list[Finding]:
    return [
        Finding(
            "amber",
            "Not signed",
            f"{draft.author} {'is amending' if draft.is_amendment else 'has begun'} the visit of"
            f" {date_with_age(draft.on, today)}; until it is signed it does not count here.",
            draft.id,
        )
        for draft in story.drafts
    ]


def _stage(child: Child, today: date) -> list[Finding]:
    sentence = stage_sentence(child.first_name, child.born_on, child.expected_on, today)
    if not sentence:
        return []
    stage = life_stage(child.born_on, child.expected_on, today)
    if stage is LifeStage.ADULT:
        return [Finding("calm", "18", sentence)]
    return [Finding("amber", "Birth not recorded" if stage is LifeStage.OVERDUE else "Soon 18", sentence)]


def _chosen_band(child: Child, series: Series) -> list[Finding]:
    """Since when, and why, the grades are by the descriptions for another age; nothing once that has ended."""
    last = series.visits[-1]
    if not last.band_reason:
        return []
    chosen = takewhile(
        lambda visit: visit.band_reason and visit.graded.band == last.graded.band, reversed(series.visits)
    )
    since = list(chosen)[-1]
    words = items_for_words(form_of(last.instrument, last.graded.band).title)
    return [
        Finding(
            "amber",
            "Another age",
            f"Graded with the {words} since {long_date(since.on)}, not those of {child.first_name}’s age:"
            f" {last.band_reason.rstrip('.')} ({last.author}).",
            last.id,
        )
    ]


def _long_at_concern(series: Series, months: int, told: frozenset[str]) -> list[Finding]:
    long = [
        fact
        for fact in series.concerns
        if fact.still_asked and fact.item_key not in told and _months_at_concern(fact) >= months
    ]
    if not long:
        return []
    at = series.instrument.at_concern
    titles = [series.instrument.item(fact.item_key).title for fact in long]
    which = "; ".join(titles[:4]) + (f"; and {len(titles) - 4} more" if len(titles) > 4 else "")
    has = "has" if len(long) == 1 else "have"
    long_words = "six months" if months == 6 else counted(months, "month")
    return [
        Finding(
            "red",
            f"{long_words.capitalize()} or more",
            f"{counted(len(long), 'item')} {has} been {at} at every grading for {long_words} or more: {which}.",
        )
    ]


def _graded_for_another_age(story: Story) -> list[Finding]:
    """After a date of birth was corrected: what was graded stays, with the items that it was graded with."""
    visits = [
        BandedVisit(visit.on, visit.instrument, visit.graded.band, bool(visit.band_reason))
        for visit in story.visits
        if visit.has_grades
    ]
    birth = Birth(story.child.born_on, story.child.expected_on)
    return [Finding("amber", "Items of another age", words) for words in other_band_sentences(visits, birth)]


def _months_at_concern(fact: ItemFact) -> int:
    return completed_months(fact.since, fact.on) if fact.since else 0


def _missed_in_a_row(story: Story, least: int) -> Finding | None:
    missed = visits_missed_in_a_row(story.visits)
    if len(missed) < least:
        return None
    return Finding("amber", "Visits missed", missed_sentence(missed), missed[0].id)


def _seen(story: Story, today: date, settings: Settings) -> list[Finding]:
    child, name = story.child, story.child.first_name
    home, alone = settings.days("home_seen_within"), settings.days("alone_within")
    told = (
        ("Not seen", not_seen(name, child.pronoun, story.visits, today, home)),
        ("Not seen alone", not_seen_alone(name, child.born_on, story.visits, today, alone)),
        ("Bedroom not seen", bedroom_not_seen(name, story.visits, today, home)),
    )
    return [Finding("amber", tag, fact.sentence) for tag, fact in told if fact is not None]


def _not_graded(series: Series, today: date, settings: Settings) -> Finding | None:
    if (today - series.last_on).days <= settings.days("graded_within"):
        return None
    return Finding(
        "amber",
        "Not graded",
        f"Nothing has been graded since {days_since(series.last_on, today)}.",
        series.visits[-1].id,
    )


def _workers(series: Series, today: date, settings: Settings) -> Finding | None:
    """A grade that moves when the worker does is not clearly change; grades by one person alone were never checked."""
    visits = series.visits
    authors = {visit.graded.worker for visit in visits}
    if len(authors) == 1 and len(visits) >= settings.visits("one_worker_after"):
        return Finding("amber", "One worker", f"All {len(visits)} visits were graded by {visits[-1].author} alone.")
    for earlier, later in reversed(list(zip(visits, visits[1:], strict=False))):
        if earlier.graded.worker == later.graded.worker:
            continue
        if (today - later.on).days > settings.days("new_worker_for"):
            return None
        return Finding(
            "amber",
            "Change of worker",
            f"Grades before {long_date(later.on)} are {earlier.author}’s, from then on {later.author}’s."
            " Two workers can grade the same care differently.",
            later.id,
        )
    return None

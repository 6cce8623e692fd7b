"""Every grade of every signed visit with its evidence and who gave it, what became of visits later, and the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gcp_tracker.instruments import instrument_of
from gcp_tracker.models import Grade, Visit
from gcp_tracker.rules.dates import long_date
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.profiling import care_words
from gcp_tracker.rules.recipients import Part
from gcp_tracker.rules.sentences import begun_small, listed_words
from gcp_tracker.rules.vocabulary import Answer
from gcp_tracker.statement.content_hash import KIND
from gcp_tracker.statement.document import Block, Heading, Paragraph, Section, Table
from gcp_tracker.statement.grounds import FROM_RECORD, Grounds
from gcp_tracker.statement.visits import SignedVisit, signed_on
from gcp_tracker.unit_of_work import LONDON

HEADS = ("Item", "Answer", "Seen, heard or said, and by whom it was told")
GIVEN_BY = "Given by"


def grades_section(grounds: Grounds) -> Section:
    blocks: list[Block] = []
    for one in grounds.visits.signed:
        blocks += _visit(grounds, one)
    if not blocks:
        blocks.append(Paragraph(f"No visit to {grounds.name} up to {long_date(grounds.as_at)} is signed."))
    return Section("Every signed visit, with every grade and its evidence", tuple(blocks))


def _visit(grounds: Grounds, one: SignedVisit) -> Iterator[Block]:
    visit = one.visit
    yield Heading(f"{one.number}, {long_date(visit.visited_on)}")
    yield Paragraph(_visit_words(grounds, visit), one.words)
    for note in visit.notes:
        if note.text:
            yield Paragraph(f"{note.kind.words} “{note.text}”", one.words)
    if visit.safety_check is not None:
        yield Paragraph(_safety_words(grounds, visit), one.words)
    instrument = instrument_of(visit.instrument)
    place = {item.key: number for number, item in enumerate(instrument.items)}
    answered = [grade for grade in visit.grades if grade.answer is not None]
    answered.sort(key=lambda grade: place.get(grade.item_key, len(place)))
    if answered:
        yield _table(grounds, one, answered, instrument)
    elif visit.outcome.is_held:
        yield Paragraph("Nothing was graded at this visit.", one.words)


def _table(grounds: Grounds, one: SignedVisit, answered: Sequence[Grade], instrument: Instrument) -> Table:
    """Who gave each grade stands in its row where several did, and else in the caption: there may be thousands."""
    visit = one.visit
    caption = f"Grades of {one.number}, {long_date(visit.visited_on)}"
    givers = {by.id: by for by in (grade.by or visit.author for grade in answered)}
    rows = tuple(_grade(grounds, grade, instrument) for grade in answered)
    if len(givers) == 1:
        (giver,) = givers.values()
        caption = f"{caption}, all given by {grounds.offices.words(giver, visit.visited_on)}"
        return Table(caption, HEADS, rows, (26, 20, 54))
    offices = [grounds.offices.words(grade.by or visit.author, visit.visited_on) for grade in answered]
    with_giver = tuple((*row, office) for row, office in zip(rows, offices, strict=True))
    return Table(caption, (*HEADS, GIVEN_BY), with_giver, (22, 16, 40, 22))


def _visit_words(grounds: Grounds, visit: Visit) -> str:
    office = grounds.offices.words(visit.author, visit.visited_on)
    came = [grounds.offices.words(row.user, visit.visited_on) for row in visit.colleagues]
    beside = f" with {listed_words(came)}" if came else ""
    at = f" at {visit.started_at:%H:%M}" if visit.started_at else ""
    head = f"Visit of {long_date(visit.visited_on)}{at} by {office}{beside}"
    if not visit.outcome.is_held:
        detail = f": “{visit.outcome_detail}”" if visit.outcome_detail else ""
        return f"{head}. {visit.outcome.words}{detail}."
    seen = f"{grounds.name} was seen" if visit.child_seen else f"{grounds.name} was not seen"
    if visit.child_seen:
        seen += ", alone" if visit.child_seen_alone else ", not alone"
    adults = [
        row.adult.name
        for row in visit.adults_seen
        if not row.adult.not_to_be_contacted or grounds.terms.has(Part.NO_CONTACT)
    ]
    parts = [
        f"{head}, {visit.place.words}",
        _whose(grounds, visit),
        seen,
        "the bedroom was seen" if visit.bedroom_seen else "the bedroom was not seen",
        f"adults seen: {listed_words(adults)}" if adults else "no adult is down as seen",
        "announced" if visit.announced else "not announced",
    ]
    if visit.interpreter_needed:
        by = f", {begun_small(visit.interpreter_by.words)}" if visit.interpreter_by else ""
        parts.append(f"an interpreter was needed and {'used' if visit.interpreter_used else 'not used'}{by}")
    if visit.band_reason:
        parts.append(f"graded by the items of another age, because “{visit.band_reason}”")
    return f"{'; '.join(parts)}."


def _whose(grounds: Grounds, visit: Visit) -> str:
    home, carer = (one.name if one else None for one in (visit.household, visit.carer))
    return care_words(grounds.names.get(home or "", home), grounds.names.get(carer or "", carer))


def _safety_words(grounds: Grounds, visit: Visit) -> str:
    check = visit.safety_check
    if check is None or check.answer is None:
        return f"“Is {grounds.name} safe tonight?” was asked and not answered."
    told = f" Told: “{check.who_was_told}”." if check.who_was_told else ""
    agreed = f" Agreed: “{check.what_was_agreed}”." if check.what_was_agreed else ""
    return f"“Is {grounds.name} safe tonight?” was asked, and answered: {check.answer.words}.{told}{agreed}"


def _grade(grounds: Grounds, grade: Grade, instrument: Instrument) -> tuple[str, ...]:
    return (
        instrument.item(grade.item_key).title if instrument.has_item(grade.item_key) else grade.item_key,
        _answer(grade, instrument),
        " ".join(_evidence(grounds, grade)),
    )


def _answer(grade: Grade, instrument: Instrument) -> str:
    if grade.answer is Answer.GRADED and grade.value is not None:
        return f"{grade.value} {instrument.point(grade.value).word}"
    return grade.answer.words if grade.answer else ""


def _evidence(grounds: Grounds, grade: Grade) -> Iterator[str]:
    name = grounds.name
    if grade.evidence:
        source = grade.source.words.format(child=name) if grade.source else "Source not given"
        yield f"{source}: “{grade.evidence}”"
    elif grade.answer is Answer.GRADED:
        source = grade.source.words.format(child=name) if grade.source else ""
        yield f"{source}; no evidence was written down." if source else "No evidence was written down."
    if grade.child_words:
        yield f"In {name}’s words: “{grade.child_words}”"
    if grade.carer_view is not None:
        words = f" “{grade.carer_words}”" if grade.carer_words else ""
        yield f"The carer {begun_small(grade.carer_view.words)}.{words}"
    if grade.what_changed:
        yield f"What changed: “{grade.what_changed}”"


def later_section(grounds: Grounds) -> Section:
    """Amended visits, version by version, and that others were withdrawn."""
    blocks: list[Block] = []
    for one in grounds.visits.signed:
        for before, after in zip(one.versions, one.versions[1:], strict=False):
            blocks.append(Paragraph(_amended_words(grounds, before, after), one.words))
    for visit in grounds.visits.withdrawn:
        on = long_date(visit.closed_at.astimezone(LONDON).date()) if visit.closed_at else "a later day"
        blocks.append(
            Paragraph(
                f"A visit of {long_date(visit.visited_on)} by {visit.author.name}, signed on"
                f" {long_date(signed_on(visit))} (version {visit.number}), was withdrawn on {on}. What it said is in no"
                " verdict and no table here. Its words and the reason are kept apart and are not told, since they may"
                " be about another child.",
                "the record of withdrawn visits",
            )
        )
    if not blocks:
        blocks.append(Paragraph("No visit that is told of here was amended, and none was withdrawn.", "the index"))
    return Section("Visits that were amended or withdrawn", tuple(blocks))


def _amended_words(grounds: Grounds, before: Visit, after: Visit) -> str:
    later = ", after the day of this statement" if signed_on(after) > grounds.as_at else ""
    by = grounds.offices.words(after.author, signed_on(after))
    changed = list(_changed(before, after))
    said = f"What it changed: {'; '.join(changed)}." if changed else "It changed no grade."
    return (
        f"The visit of {long_date(after.visited_on)} was amended. Version {after.number} by {by}, signed"
        f" {long_date(signed_on(after))}{later}, takes the place of version {before.number}, signed"
        f" {long_date(signed_on(before))}. The reason: “{after.amendment_reason}” {said}"
    )


def _changed(before: Visit, after: Visit) -> Iterator[str]:
    instrument = instrument_of(after.instrument)
    then = {grade.item_key: _answer(grade, instrument_of(before.instrument)) for grade in before.grades}
    now = {grade.item_key: _answer(grade, instrument) for grade in after.grades}
    for item in instrument.items:
        was, became = then.get(item.key, ""), now.get(item.key, "")
        if was != became:
            yield f"{item.title} from {was or 'no answer'} to {became or 'no answer'}"


def index_section(grounds: Grounds) -> Section:
    rows = []
    for one in grounds.visits.signed:
        visit = one.visit
        at = visit.signed_at.astimezone(LONDON) if visit.signed_at else None
        signed = f"{long_date(at.date())}, {at:%H:%M}" if at else ""
        if one.is_signed_later:
            signed += ", after the day of this statement"
        rows.append((
            one.number,
            long_date(visit.visited_on),
            grounds.offices.words(visit.signed_by or visit.author, visit.visited_on),
            signed,
            str(visit.number),
            one.sha256,
        ))  # fmt: skip
    told = Paragraph(
        f"The hash is the SHA-256 of everything that was signed ({KIND}): grades, evidence, words, notes, day, who was"
        " seen, who signed and when. It can be worked out again from the record at any time, and is another one as soon"
        " as anything of it is another. A visit keeps its hash in every statement.",
        "the signed visits themselves",
    )
    if not rows:
        return Section("Index of signed visits", (Paragraph("No visit is signed.", FROM_RECORD),))
    heads = ("Number", "Visit of", "Signed by", "Signed", "Version", "SHA-256")
    table = Table("Every signed visit that this statement rests on", heads, tuple(rows), (9, 15, 24, 16, 9, 27))
    return Section("Index of signed visits", (told, table))

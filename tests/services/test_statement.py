"""What a statement says as at a day: from signed visits alone, with what was amended, withdrawn or signed later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from gcp_tracker.db import db
from gcp_tracker.exports.screens import LEFT_OUT, NOTHING_KEPT_BACK, screen_of
from gcp_tracker.judgements.service import record_judgement
from gcp_tracker.models import Child, User
from gcp_tracker.rules.event_vocabulary import EventSource
from gcp_tracker.rules.judgements import Occasion
from gcp_tracker.rules.recipients import EXPORTS, Recipient, Terms
from gcp_tracker.statement.composing import statement_of
from gcp_tracker.statement.content_hash import content_hash
from gcp_tracker.statement.document import Figure, Heading, Paragraph, Statement, Table
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.builders import draft_visit, history, noon_of, signed_visit, signed_visits
from tests.cast import NOW, TODAY, Cast
from tests.events import added
from tests.packs import conferences_of
from tests.plans import plan_for

Writing = Callable[[User | None], UnitOfWork]
FOOD, ROADS = "nutrition_quantity", "presence_roads"
LAST = date(2026, 11, 2)
RATES = "In simulation "


def told(session: Session, child: Child, as_at: date = TODAY, recipient: Recipient = Recipient.COURT) -> Statement:
    session.rollback()
    terms = Terms(EXPORTS["statement"], recipient, "The family court", "Hearing")
    return statement_of(session, session.get_one(Child, child.id), terms, NOTHING_KEPT_BACK, as_at, NOW)


def lines_of(statement: Statement, title: str = "") -> list[str]:
    """Every text of the sections whose title begins so, with where it is taken from."""
    found = []
    for section in statement.sections:
        if not section.title.startswith(title):
            continue
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found.append(f"{block.text} ({block.reference})")
            elif isinstance(block, Table):
                found += [" | ".join(row) for row in block.rows]
            elif isinstance(block, Heading):
                found.append(block.text)
            elif isinstance(block, Figure):
                found.append(block.told)
    return found


def at(session: Session, actor: User, day: date) -> UnitOfWork:
    return UnitOfWork(session, actor, noon_of(day))


def test_every_verdict_has_its_error_rates_and_every_fact_its_visit(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [2, 2, 3, 4, 4, 4], last_on=LAST)
        conferences_of(uow, cast.leo)
        plan_for(uow, cast.leo)
        added(uow, cast.leo, LAST - timedelta(days=30), source=EventSource.NEIGHBOUR, who="Mrs Pry")
    with writing_as(cast.chloe) as uow:
        leo = uow.session.get_one(Child, cast.leo.id)
        record_judgement(uow, leo, Occasion.STEP_DOWN, "Stepped down to a child in need plan", "Gran has moved in")
    statement = told(session, cast.leo)
    verdicts = [
        one for one in lines_of(statement, "What the grades say") if one.startswith(("On the whole", "Since this"))
    ]
    domains = ("Physical care: ", "Safety: ", "Love: ", "Esteem: ")
    verdicts += [one for one in lines_of(statement, "What the grades say") if one.startswith(domains) and "[" in one]
    assert len(verdicts) == 6
    for one in verdicts:
        assert RATES in one
        assert "V1 to V6" in one or "V5" in one
    decided = lines_of(statement, "What people decided")
    assert len(decided) == 1
    assert "“Stepped down to a child in need plan”" in decided[0]
    assert "Chloe Adeyemi" in decided[0]
    assert "“Gran has moved in”" in decided[0]
    assert RATES in decided[0]
    course = lines_of(statement, "Chronology")
    assert all(RATES in one for one in course if "What the grades say. " in one)
    assert any("What the grades say. " in one for one in course)
    assert not any("Mrs Pry" in one for one in course), "who told as a neighbour is named to nobody outside"
    (event,) = [one for one in course if "Neighbour" in one]
    assert event.endswith("written down 16 November 2026 by Amira Khan")
    assert any("Mrs Pry" in one for one in lines_of(told(session, cast.leo, recipient=Recipient.OWN), "Chronology"))
    promised = " ".join(lines_of(statement, "Help and plans"))
    assert "Promised: There is a cooked meal for Leo every evening" in promised
    assert "It has not been graded since 16 November 2026" in promised
    assert "No error rate is known for it" in promised
    grades = [one for one in lines_of(statement, "Every signed visit") if "Seen and heard at the visit" in one]
    assert len(grades) == sum(len(visit.grades) for visit in signed_visits(session, cast.leo))
    facts = [
        block
        for section in statement.sections[2:]
        for block in section.blocks
        if isinstance(block, Paragraph) and not block.reference
    ]
    # What is said of the method, and of no fact about the child.
    assert len(facts) == 2, [fact.text for fact in facts]


def test_as_at_a_day_nothing_later_is_known_and_what_was_signed_later_is_named(session: Session, cast: Cast) -> None:
    first, second, third = date(2026, 3, 2), date(2026, 5, 4), date(2026, 9, 7)
    with at(session, cast.amira, first) as uow:
        signed_visit(uow, uow.session.get_one(Child, cast.leo.id), first, {FOOD: 4, ROADS: 3})
    with at(session, cast.amira, third) as uow:
        leo = uow.session.get_one(Child, cast.leo.id)
        signed_visit(uow, leo, second, {FOOD: 2, ROADS: 2})
        signed_visit(uow, leo, third, {FOOD: 5, ROADS: 5})
        added(uow, leo, first)
    as_at = date(2026, 5, 10)
    lines = lines_of(told(session, cast.leo, as_at))
    assert "As at 10 May 2026" in told(session, cast.leo, as_at).about
    assert not any("V3" in one or "5 on 7 September" in one for one in lines)
    named = [one for one in lines_of(told(session, cast.leo, as_at), "What is not known") if "Signed only after" in one]
    assert len(named) == 1
    assert "V2, visit of 4 May 2026, signed by Amira Khan, signed only on 7 September 2026" in named[0]
    assert "after the day of this statement" in lines_of(told(session, cast.leo, as_at), "Index")[-1]
    (event,) = [one for one in lines_of(told(session, cast.leo, as_at), "Chronology") if "No lunch" in one]
    assert "written down 7 September 2026 by Amira Khan, after the day of this statement" in event
    assert "5 on 7 September" in " ".join(lines_of(told(session, cast.leo), "What the grades say"))
    before = told(session, cast.leo, date(2026, 1, 1))
    assert "Nothing had been graded for Leo by 1 January 2026." in " ".join(lines_of(before, "What the grades say"))


def test_an_amended_visit_tells_its_versions_and_a_withdrawn_one_only_that_it_was(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        leo = uow.session.get_one(Child, cast.leo.id)
        visit = signed_visit(uow, leo, LAST, {FOOD: 4, ROADS: 3})
        wrong = signed_visit(uow, leo, TODAY, {FOOD: 5})
        withdraw_visit(uow, wrong, "It was Una Pemberton’s visit")
        amended = amend_visit(uow, visit, "Mum rang: I had the roads of another street")
        uow.session.flush()
        next(grade for grade in amended.grades if grade.item_key == ROADS).value = 1
        sign_visit(uow, amended)
    later = lines_of(told(session, cast.leo), "Visits that were amended")
    assert len(later) == 2
    assert "Version 2 by Amira Khan" in later[0]
    assert "“Mum rang: I had the roads of another street”" in later[0]
    assert "On and near roads from 3 patchy to 1 going well" in later[0]
    assert "was withdrawn on 16 November 2026" in later[1]
    everything = " ".join(lines_of(told(session, cast.leo)))
    assert "Pemberton" not in everything
    assert len(lines_of(told(session, cast.leo), "Index")) == 2, "the words above it, and one visit"


def test_a_home_whose_name_is_an_address_has_a_number_and_its_visits_are_told(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        leo = uow.session.get_one(Child, cast.leo.id)
        leo.residences[0].household.name = leo.residences[0].household.address
        signed_visit(uow, leo, LAST, {FOOD: 4, ROADS: 3})
    session.rollback()
    leo = session.get_one(Child, cast.leo.id)
    terms = Terms(EXPORTS["statement"], Recipient.COURT, "The family court", "Hearing")
    statement = statement_of(session, leo, terms, screen_of(terms, leo, set()), TODAY, NOW)
    lines = lines_of(statement)
    assert "Weir Court" not in " ".join(lines)
    assert any("care at home 1" in one and "Amira Khan" in one for one in lines)
    assert any("called by a number here: home 1" in one for one in lines)
    assert not [one for one in lines_of(statement, "Chronology") if LEFT_OUT in one]


def test_the_hash_of_a_visit_is_the_same_every_time_and_another_for_another_letter(
    session: Session, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        leo = uow.session.get_one(Child, cast.leo.id)
        signed_visit(uow, leo, LAST, {FOOD: 4, ROADS: 3}, words={FOOD: "I was hungry"})
        draft = draft_visit(uow, leo, TODAY, {FOOD: 4})
        was = content_hash(draft)
        draft.grades[0].evidence += "."
        assert content_hash(draft) != was
    hashes = set()
    for _ in range(2):
        db.session.remove()
        (visit,) = signed_visits(db.session(), cast.leo)
        hashes.add(content_hash(visit))
    assert len(hashes) == 1
    assert hashes.pop() in lines_of(told(db.session(), cast.leo), "Index")[-1]


def test_of_a_child_of_whom_nothing_is_known_it_says_so(session: Session, cast: Cast) -> None:
    statement = told(session, cast.zoe)
    lines = " ".join(lines_of(statement))
    assert "Nothing had been graded" in lines
    assert "No plan for" in lines
    assert "No visit is signed." in lines
    assert [section.number for section in statement.sections] == [
        str(place) for place in range(1, len(statement.sections) + 1)
    ]

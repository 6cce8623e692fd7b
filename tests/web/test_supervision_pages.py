"""The pages of supervision: from the agenda to the signature, what the worker reads and answers, and challenges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.models import Escalation, Judgement, Meeting, SupervisionRecord, User
from gcp_tracker.rules.escalations import EscalationState
from gcp_tracker.rules.records import RecordState
from gcp_tracker.rules.supervision import OnTheWhole, RecordKind
from gcp_tracker.rules.vocabulary import HelpKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import events, history, noon_of
from tests.cast import TODAY, Cast
from tests.conftest import counted_queries
from tests.page_client import PageClient
from tests.plans import plan_for
from tests.supervised import THOUGHT, challenge_about, decision, draft_record, signed_record
from tests.taken import take

As = Callable[[User], PageClient]
Writing = Callable[[User | None], UnitOfWork]
DAY = ["16", "11", "2026"]


def words_of(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(BeautifulSoup(response.get_data(as_text=True), "html.parser").get_text(" ").split())


def the_record(session: Session, kind: RecordKind = RecordKind.SESSION) -> SupervisionRecord:
    session.expire_all()
    return session.scalars(select(SupervisionRecord).where(SupervisionRecord.kind == kind)).one()


def test_a_manager_goes_from_the_agenda_to_a_signed_record_that_the_worker_answers(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 5])
    chloe, leo = as_(cast.chloe), f"/children/{cast.leo.id}"
    begun = chloe.post("/supervision/new", data={"kind": "one_to_one", "held_on": DAY, "worker": str(cast.amira.id)})
    assert begun.status_code == 303
    agenda = words_of(chloe, begun.location)
    assert "Leo Marsh" in agenda
    assert "Kai" not in agenda, "Ben’s child is not Amira’s to talk about"
    opened = begun.location.rpartition("/")[2]
    started = chloe.post(f"{leo}/supervision/in/{opened}")
    here = started.location
    assert here.endswith("/write")
    page = words_of(chloe, here)
    assert "What is it like to be Leo?" in page
    assert "Worse than at the start" in page or "worse" in page.lower()
    assert page.index("What was decided last") < page.index("What is it like to be Leo?")
    record = the_record(session)
    refused = words_of(chloe, f"{leo}/supervision/{record.id}/sign")
    assert "It can be signed once it says" in refused
    assert "Sign, as Chloe" not in refused
    sent = THOUGHT | {"seen": record.version, "on_the_whole": "better", "next": "sign"}
    sent |= {"what_1": "Meet the father", "who_1": str(cast.amira.id), "by_1": DAY}
    saved = chloe.post(here, data=sent)
    assert saved.location.endswith("/sign")
    signing = words_of(chloe, saved.location)
    assert "The grades say otherwise" in signing
    assert "On the whole, life is better for Leo" in signing
    signed = chloe.post(saved.location, data={"seen": the_record(session).version, "because": "Gran has moved in."})
    assert signed.status_code == 303
    assert the_record(session).state is RecordState.SIGNED
    amira = as_(cast.amira)
    assert "For you to read" in words_of(amira, "/supervision")
    told = words_of(amira, signed.location)
    assert "Why all the same: Gran has moved in." in told
    assert amira.post(f"{signed.location}/answer", data={"words": "I have rung him twice."}).status_code == 303
    assert "I have rung him twice. Amira Khan, 16 November 2026" in words_of(as_(cast.chloe), signed.location)
    assert "For you to read" not in words_of(as_(cast.amira), "/supervision")
    on_page = words_of(amira, leo)
    assert "Decided although the grades said otherwise" in on_page
    assert "Last talked over in supervision on 16 November 2026" in on_page
    assert {"supervision:sign", "supervision:answer", "judgement:give"} <= set(events(session))


def test_what_is_typed_is_kept_as_it_is_typed_and_a_second_writer_is_told(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        record = draft_record(uow, cast.leo, cast.amira)
    chloe, here = as_(cast.chloe), f"/children/{cast.leo.id}/supervision/{record.id}"
    typed = {"seen": record.version, "like_to_be": "He gets", "what_1": "Ring", "by_1": ["3", "", ""]}
    kept = chloe.post(f"{here}/keep", data=typed)
    assert kept.get_json() == {"seen": record.version + 1, "said": "Received 15:30"}
    session.refresh(record)
    assert (record.like_to_be, record.decisions[0].what, record.decisions[0].by_on) == ("He gets", "Ring", None)
    again = chloe.post(f"{here}/keep", data=typed)
    assert again.status_code == 409
    assert "Somebody else changed this" in again.get_json()["said"]
    long = chloe.post(f"{here}/keep", data=typed | {"seen": record.version, "if_wrong": "x" * 10_001})
    assert (long.status_code, "Not kept" in long.get_json()["said"]) == (422, True)
    assert "He gets" in chloe.get(f"{here}/write").get_data(as_text=True)


def test_a_draft_is_for_the_manager_alone_and_a_signed_record_for_who_works_with_the_child(
    as_: As, cast: Cast, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        draft, signed = draft_record(uow, cast.leo, cast.amira), signed_record(uow, cast.leo, cast.amira)
    leo = f"/children/{cast.leo.id}"
    for who, found in ((cast.amira, 200), (cast.ben, 200), (cast.dev, 404), (cast.grace, 404)):
        assert as_(who).get(f"{leo}/supervision/{signed.id}").status_code == found, who.name
        assert as_(who).get(f"{leo}/supervision/{draft.id}").status_code == 404, who.name
    assert "is being written" not in words_of(as_(cast.amira), f"{leo}/supervision")
    assert as_(cast.chloe).get(f"{leo}/supervision/{signed.id}/write").status_code == 404
    # Kai’s address does not open Leo’s record.
    assert as_(cast.chloe).get(f"/children/{cast.kai.id}/supervision/{signed.id}").status_code == 404


def test_a_group_names_who_was_there_and_a_note_of_oversight_stands_by_itself(
    as_: As, cast: Cast, session: Session
) -> None:
    chloe, leo = as_(cast.chloe), f"/children/{cast.leo.id}"
    group = {"kind": "group", "held_on": DAY, "there": [str(cast.amira.id)]}
    nobody = chloe.post(f"{leo}/supervision/new", data={"kind": "group", "held_on": DAY})
    assert "Say who was there" in nobody.get_data(as_text=True)
    lacks = chloe.post(f"{leo}/supervision/new", data=group | {"name_1": "Mrs Grant"})
    assert "Choose the agency" in lacks.get_data(as_text=True)
    begun = chloe.post(f"{leo}/supervision/new", data=group | {"name_1": "Mrs Grant", "agency_1": "school"})
    record = the_record(session)
    assert begun.location.endswith("/write")
    assert "Chloe Adeyemi with Amira Khan (children’s social care) and Mrs Grant" in words_of(chloe, begun.location)
    sent = THOUGHT | {"seen": record.version, "on_the_whole": "same", "next": "sign"}
    signing = chloe.post(begun.location, data=sent).location
    assert chloe.post(signing, data={"seen": the_record(session).version}).status_code == 303
    assert len(session.scalars(select(Meeting)).all()) == 1
    noted = chloe.post(f"{leo}/oversight-notes/new")
    note = the_record(session, RecordKind.NOTE)
    texts = {"prompted_by": "The school rang.", "note": "He is hungry.", "seen": note.version, "next": "sign"}
    assert chloe.post(noted.location, data=texts).location.endswith("/sign")
    note = the_record(session, RecordKind.NOTE)
    assert chloe.post(f"{leo}/supervision/{note.id}/sign", data={"seen": note.version}).status_code == 303
    told = words_of(as_(cast.amira), f"{leo}/supervision")
    assert "Management oversight, 16 November 2026" in told
    assert len(session.scalars(select(Meeting)).all()) == 1, "a note is no meeting"


def test_a_decision_is_moved_where_it_stands_and_in_my_actions(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    with writing_as(cast.chloe) as uow:
        record = signed_record(uow, cast.leo, cast.amira, decision("Meet the father", cast.amira, TODAY))
    amira, number = as_(cast.amira), record.decisions[0].id
    leo = f"/children/{cast.leo.id}"
    assert "Meet the father" in words_of(amira, "/my-actions")
    assert amira.post(f"{leo}/decisions/{number}/state", data={"state": "started"}).status_code == 303
    done = amira.post(f"{leo}/decisions/{number}/state", data={"state": "done", "back": "my-actions"})
    assert done.location.endswith(f"/decisions/{number}/done?back=my-actions")
    empty = amira.post(done.location, data={"reason": ""})
    assert "Say what came of it for the child" in empty.get_data(as_text=True)
    said = amira.post(done.location, data={"reason": "He takes Leo on Saturdays.", "back": "my-actions"})
    assert said.location.endswith("/my-actions")
    assert "Meet the father" not in words_of(amira, "/my-actions")
    assert "Done 16 November 2026, Amira Khan: He takes Leo on Saturdays." in words_of(amira, f"{leo}/supervision")


def test_the_end_of_help_and_of_a_plan_tell_what_the_grades_say_and_stand_in_no_way(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 4])
    with writing_as(cast.chloe) as uow:
        plan = plan_for(uow, cast.leo)
    chloe, leo = as_(cast.chloe), f"/children/{cast.leo.id}"
    ending, plan_end = f"{leo}/help/{cast.leo.episodes[0].id}/end", f"{leo}/plans/{plan.id}/end"
    for path in (ending, plan_end):
        assert "The grades say otherwise" in words_of(chloe, path)
    assert chloe.post(ending, data={"ended_on": DAY, "because": "", "followed_by": "early_help"}).status_code == 303
    session.expire_all()
    assert [one.kind for one in cast.leo.episodes if one.ended_on is None] == [HelpKind.EARLY_HELP]
    assert chloe.post(plan_end, data={"reason": "The family has moved."}).status_code == 303
    assert [one.reason for one in session.scalars(select(Judgement).order_by(Judgement.id))] == [
        "",
        "The family has moved.",
    ]
    told = words_of(as_(cast.ben), leo)
    assert "Child protection plan ended, and early help goes on" in told
    assert "No reason was given." in told
    ruby = words_of(as_(cast.chloe), f"/children/{cast.ruby.id}/help/{cast.ruby.episodes[0].id}/end")
    assert "The grades say otherwise" not in ruby


def test_a_challenge_goes_its_way_and_nobody_ends_their_own_unanswered(
    as_: As, cast: Cast, session: Session, writing_as: Writing
) -> None:
    leo = f"/children/{cast.leo.id}"
    asked = {"about": "No heating since May.", "asks": "A boiler.", "from_words": "Amira Khan", "stage": "1"}
    asked |= {"from_agency": "social_care", "whom_words": "Jo Bright"}
    lacks = as_(cast.amira).post(f"{leo}/challenges/new", data=asked)
    assert "Choose the agency" in lacks.get_data(as_text=True)
    raised = as_(cast.amira).post(f"{leo}/challenges/new", data=asked | {"whom_agency": "housing"})
    told = words_of(as_(cast.amira), raised.location)
    assert "An answer is due in 7 days : 5 working days after it was put on 16 November 2026" in told
    assert "Set it aside" not in told
    assert "Set it aside" in words_of(as_(cast.chloe), raised.location)
    closed = as_(cast.amira).post(f"{raised.location}/close", data={"outcome": "Warm"})
    assert "It has not been answered" in closed.get_data(as_text=True)
    further = {"stage": "2", "why": "Nobody rang back", "whom_words": "Sam Lee", "whom_agency": "housing"}
    assert as_(cast.amira).post(f"{raised.location}/further", data=further).status_code == 303
    assert as_(cast.amira).post(f"{raised.location}/answer", data={"words": "On Monday", "on": DAY}).status_code == 303
    assert as_(cast.chloe).post(f"{raised.location}/close", data={"outcome": "They sleep warm."}).status_code == 303
    assert session.scalars(select(Escalation)).one().last.state is EscalationState.CLOSED
    assert "They sleep warm." in words_of(as_(cast.ben), raised.location)


def test_a_late_answer_is_told_on_the_childs_page_and_both_lists(as_: As, cast: Cast, session: Session) -> None:
    with UnitOfWork(session, cast.amira, noon_of(TODAY - timedelta(days=21))) as uow:
        challenge_about(uow, cast.leo)
    late = "Answer to a challenge (put to housing) late by"
    for who, path in ((cast.amira, f"/children/{cast.leo.id}"), (cast.amira, "/my-children"), (cast.chloe, "/my-team")):
        assert late in words_of(as_(who), path)


def test_the_paper_leaves_out_the_words_of_workers_for_another_agency(as_: As, cast: Cast, writing_as: Writing) -> None:
    with writing_as(cast.chloe) as uow:
        signed_record(uow, cast.leo, cast.amira, decision("Meet the father", cast.amira, TODAY))
    chloe, path = as_(cast.chloe), f"/children/{cast.leo.id}/supervision/print"
    own = take(chloe, path).get_data(as_text=True)
    theirs = take(chloe, path, recipient="professional", name="Oak School").get_data(as_text=True)
    assert THOUGHT["like_to_be"] in own
    assert THOUGHT["like_to_be"] not in theirs
    assert "Meet the father" in own
    assert "Meet the father" in theirs


def test_the_childs_page_asks_for_all_of_it_in_one_statement(as_: As, cast: Cast, writing_as: Writing) -> None:
    chloe, leo = as_(cast.chloe), f"/children/{cast.leo.id}"
    chloe.get(leo)
    with counted_queries() as before:
        chloe.get(leo)
    with writing_as(cast.chloe) as uow:
        for asks in ("A boiler", "A plumber", "A week elsewhere"):
            signed_record(uow, cast.leo, cast.amira, decision("Ring", cast.amira, TODAY), on_the_whole=OnTheWhole.SAME)
            challenge_about(uow, cast.leo, asks=asks)
    with counted_queries() as after:
        chloe.get(leo)
    assert len(after) == len(before)

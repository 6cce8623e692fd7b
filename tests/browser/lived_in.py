"""A site with something on every page, and the address of every page with the person whom it is for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from gcp_tracker import instruments
from gcp_tracker.accounts.service import ask_for_new_link, make_link
from gcp_tracker.children.details import ChildDetails
from gcp_tracker.children.service import MergeDetails, add_family_with_child, allocate_worker, merge_children
from gcp_tracker.imports.service import import_census
from gcp_tracker.models import Authority, Child, GradedApart, Household, Profile, Team, User
from gcp_tracker.profiles.plain_words import SentenceDetails, save_plain_words
from gcp_tracker.profiles.service import SharingDetails, complete_profile, open_profile, record_sharing
from gcp_tracker.rules.vocabulary import CarerAgrees, LinkKind, PlainPart, SafeTonight, VisitOutcome
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visits.apart import ask_second_worker, begin_second_grading, record_agreement
from gcp_tracker.visits.drafts import save_answers
from gcp_tracker.visits.service import amend_visit, sign_visit, withdraw_visit
from tests.browser.addresses import Lived
from tests.browser.attention_in import reason_to_put_off
from tests.browser.engagement_in import engagement_of
from tests.browser.events_in import tell_of_leo
from tests.browser.guarded_in import keep_from_some
from tests.browser.meetings_in import meetings_of
from tests.browser.packs_in import packs_of
from tests.browser.plans_in import plan_for_leo
from tests.browser.scrutiny_in import scrutinise_leo
from tests.browser.site import Site
from tests.browser.supervision_in import supervise_leo
from tests.browser.texts import NOTES, WORDS
from tests.browser.triggers_in import trigger_of
from tests.builders import all_grades, draft_visit, graded, missed_visit, noon_of, signed_visit
from tests.cast import NOW, TODAY
from tests.returns import opened

DATA = Path(__file__).parents[1] / "data"
RETURN = DATA / "cin-census-2026-fake.xml"


def live_in(site: Site) -> Lived:
    """Eight months of Leo's visits, one amended and one withdrawn; two profiles; a draft; Kai's two homes; a return."""
    cast = site.cast
    with site.writing_as(cast.amira) as uow:
        leo = uow.session.get_one(Child, cast.leo.id)
        signed, withdrawn = _visits_of(uow, leo)
        first, later = _profiles_of(uow, leo)
        draft = draft_visit(uow, leo, TODAY, {"nutrition_quality": 2, "presence_roads": 5}, safe=None, words=WORDS)
        mum = leo.relations[0]
        found = {
            "family": leo.family_id,
            "leo": leo.id,
            "draft": draft.id,
            "signed": signed,
            "withdrawn": withdrawn,
            "completed_profile": first,
            "open_profile": later,
            "household": leo.residences[0].household_id,
            "residence": leo.residences[0].id,
            "adult": mum.adult_id,
            "allocation": leo.allocations[0].id,
            "episode": leo.episodes[0].id,
        }
    # What was begun at one instant stands in any order, so nothing of a day is.
    for hours, home, value in ((3, cast.kais_mums, 2), (2, cast.kais_dads, 4)):
        with site.writing_as(cast.ben, NOW - timedelta(hours=hours)) as uow:
            kai = uow.session.get_one(Child, cast.kai.id)
            on = TODAY - timedelta(days=20)
            signed_visit(uow, kai, on, all_grades(kai, on, value), household=uow.session.get_one(Household, home.id))
    found |= trigger_of(site)
    found |= _graded_apart(site)
    found |= meetings_of(site) | engagement_of(site)
    found |= packs_of(site)
    with site.writing_as(cast.chloe) as uow:
        # Kai was typed twice and merged; Ruby stands twice still.
        kai, ruby = uow.session.get_one(Child, cast.kai.id), uow.session.get_one(Child, cast.ruby.id)
        for child in (kai, ruby):
            details = ChildDetails(child.given_name or "", child.family_name or "", born_on=child.born_on)
            again = add_family_with_child(uow, child.team, details)
            uow.session.flush()
            if child is kai:
                merge = merge_children(uow, child, again, MergeDetails("One birth certificate for both"))
                uow.session.flush()
                found["merge"] = merge.id
    with site.writing_as(cast.farid) as uow:
        authority = uow.session.get_one(Authority, cast.authority.id)
        import_census(uow, authority, opened(RETURN), RETURN.name)
        farid = uow.session.get_one(User, cast.farid.id)
        uow.session.flush()
        nameless = uow.session.scalars(select(Child.id).where(Child.team_id == farid.team_id)).first()
        # The cast has one manager; this page is for the one of the intake team.
        uow.session.get_one(User, cast.ewa.id).roles = list(uow.session.get_one(User, cast.chloe.id).roles)
        uow.session.get_one(User, cast.ewa.id).team = uow.session.get_one(Team, cast.intake.id)
    assert nameless is not None
    planned, evented, supervised = plan_for_leo(site), tell_of_leo(site), supervise_leo(site)
    scrutinised = scrutinise_leo(site)
    kept = keep_from_some(site)
    with site.writing_as(cast.grace) as uow:
        link = make_link(uow, uow.session.get_one(User, cast.ben.id), LinkKind.NEW_PASSWORD)
        asked, _ = ask_for_new_link(uow, uow.session.get_one(User, cast.ben.id), LinkKind.NEW_PASSWORD)
        waiting = asked.id
    return Lived(
        **found, reason=reason_to_put_off(site), kept=kept, planned=planned, evented=evented, supervised=supervised,
        scrutinised=scrutinised,
        kai=cast.kai.id, nameless=nameless, authority=cast.authority.id, team=cast.riverside.id,
        dev=cast.dev.id, amira=cast.amira.id, link=link, waiting=waiting,
    )  # fmt: skip


def _graded_apart(site: Site) -> dict[str, UUID]:
    """Ben and Amira at Kai’s: one visit signed by both, with what they agreed on, and one that Amira has not begun."""
    cast = site.cast
    with site.writing_as(cast.chloe) as uow:
        kai, amira = uow.session.get_one(Child, cast.kai.id), uow.session.get_one(User, cast.amira.id)
        allocate_worker(uow, kai, amira, TODAY - timedelta(days=12), is_lead=False)
    found: list[GradedApart] = []
    for days, value in ((10, 2), (1, 5)):
        on = TODAY - timedelta(days=days)
        with site.writing_as(cast.ben, NOW - timedelta(hours=1)) as uow:
            kai, amira = uow.session.get_one(Child, cast.kai.id), uow.session.get_one(User, cast.amira.id)
            home = uow.session.get_one(Household, cast.kais_mums.id)
            visit = draft_visit(uow, kai, on, all_grades(kai, on, value), household=home, safe=SafeTonight.NO)
            found.append(ask_second_worker(uow, visit, amira))
            sign_visit(uow, visit)
    with site.writing_as(cast.amira) as uow:
        apart = uow.session.get_one(GradedApart, found[0].id)
        second = begin_second_grading(uow, apart)
        grades = {key: 2 + place % 3 // 2 for place, key in enumerate(all_grades(kai, TODAY, 2))}
        answers = [graded(key, value, "Seen while Ben was upstairs.") for key, value in grades.items()]
        save_answers(uow, second, base=second.version, operation="", answers=answers)
        sign_visit(uow, second)
        agreed = [key for key, value in grades.items() if value == 3][:2]
        record_agreement(uow, apart, dict.fromkeys(agreed, 3), "Ben had not been in the kitchen.")
    with site.writing_as(cast.ben) as uow:
        kai = uow.session.get_one(Child, cast.kai.id)
        home = uow.session.get_one(Household, cast.kais_dads.id)
        draft = draft_visit(uow, kai, TODAY, household=home)
    return {"apart": found[0].id, "apart_open": found[1].id, "bens_draft": draft.id}


def _visits_of(uow: UnitOfWork, leo: Child) -> tuple[UUID, UUID]:
    """The one that was amended, in its newest version, and the one that was withdrawn."""
    for number, weeks in enumerate((34, 28, 22, 16, 10, 6, 3)):
        on = TODAY - timedelta(weeks=weeks)
        grades = {key: 1 + (place + number) % 4 for place, key in enumerate(all_grades(leo, on, 1))}
        if number == 2:
            grades["presence_roads"] = 5
        visit = signed_visit(
            uow, leo, on, grades, words=WORDS, notes=NOTES, not_seen=(), safe=SafeTonight.YES_WITH_STEPS,
            child_seen_alone=number % 2 == 0,
        )  # fmt: skip
    wrong = signed_visit(uow, leo, TODAY - timedelta(days=9), {"online": 2})
    withdraw_visit(uow, wrong, "Written under the wrong child.")
    amended = amend_visit(uow, visit, "Mum rang about the bath.")
    uow.session.flush()
    sign_visit(uow, amended)
    missed_visit(uow, leo, TODAY - timedelta(days=5), VisitOutcome.NO_ACCESS)
    return amended.id, wrong.id


def _profiles_of(uow: UnitOfWork, leo: Child) -> tuple[UUID, UUID]:
    """The completed one and the one that is open."""
    home = leo.residences[0].household
    made: list[Profile] = []
    for weeks in (22, 3):
        on = TODAY - timedelta(weeks=weeks)
        then = UnitOfWork(uow.session, uow.actor, noon_of(on))
        profile = open_profile(then, leo, instruments.newest(instruments.OURS), opened_on=on, household=home)
        uow.session.flush()
        complete_profile(then, profile)
        made.append(profile)
    shared = SharingDetails(TODAY, leo.relations[0].adult, CarerAgrees.PARTLY, "The bit about food isn’t fair.")
    record_sharing(uow, made[0], shared)
    sentence = SentenceDetails(f"{PlainPart.GOING_WELL.value}_own_1", "Leo likes Gran’s soup.", approved=True)
    save_plain_words(uow, made[0], [sentence], seen="")
    going_on = open_profile(uow, leo, instruments.newest(instruments.OURS), opened_on=TODAY, household=home)
    uow.session.flush()
    return made[0].id, going_on.id

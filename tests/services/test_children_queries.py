"""What the lists are made of: last seen, what is open, where each domain stands; the same number of queries for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.children import queries, service
from gcp_tracker.children.details import ChildDetails
from gcp_tracker.children.finding import folded, is_found, words_to_find
from gcp_tracker.models import Child, Sight, User
from gcp_tracker.rules.attention import Group
from gcp_tracker.rules.permissions import is_allowed
from gcp_tracker.rules.reason_kinds import ReasonKind
from gcp_tracker.rules.vocabulary import RoleName, SafeTonight, SightKind, VisitOutcome
from gcp_tracker.sight.queries.cover import open_to
from gcp_tracker.unit_of_work import UnitOfWork
from gcp_tracker.visibility import readable_by
from gcp_tracker.visits.safety import answer_safe_tonight
from gcp_tracker.visits.service import sign_visit
from gcp_tracker.web.relations import Relations
from tests.builders import all_grades, draft_visit, home_of, missed_visit, noon_of, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.guarded import Guarded

WritingAs = Callable[[User | None], UnitOfWork]


def kind_of(row: queries.ListedChild) -> ReasonKind | None:
    return row.first.kind if row.first else None


def mine(session: Session, cast: Cast, asked: str = "") -> list[queries.ListedChild]:
    return queries.my_children(session, cast.amira, NOW, TODAY, asked).rows


def test_only_children_allocated_today_are_mine(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    assert [row.child for row in mine(session, cast)] == [cast.leo]
    with writing_as(cast.chloe) as uow:
        service.end_allocation(uow, cast.leo.allocations[0], TODAY)
    assert mine(session, cast) == []


def test_a_child_is_closed_once_nobody_works_with_them_and_no_help_runs(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    def closed(day: date = TODAY) -> date | None:
        return queries.closed_since(session, select(Child.id), day).get(cast.leo.id)

    assert closed() is None, "somebody works with him"
    with writing_as(cast.chloe) as uow:
        service.end_allocation(uow, cast.leo.allocations[0], TODAY)
    assert closed() is None, "he is under a plan"
    with writing_as(cast.chloe) as uow:
        for episode in cast.leo.episodes:
            service.end_episode(uow, episode, TODAY)
    assert closed(TODAY - timedelta(days=1)) is None
    assert closed() == TODAY
    assert queries.closed_since(session, select(Child.id), TODAY).keys() == {cast.leo.id}, "the others never began"
    rows = {row.child.id: row for row in queries.my_team(session, cast.chloe, NOW, TODAY).found.rows}
    assert (rows[cast.leo.id].group, rows[cast.leo.id].attention.closed_on) == (Group.CLOSED, TODAY)


def test_last_seen_comes_from_signed_visits_that_saw_the_child(session: Session, cast: Cast) -> None:
    def on(day: int) -> date:
        return date(2026, 11, day)

    with UnitOfWork(session, cast.amira, noon_of(on(12))) as uow:
        signed_visit(uow, cast.leo, on(2))
        signed_visit(uow, cast.leo, on(5), child_seen_alone=False)
        signed_visit(uow, cast.leo, on(8), child_seen=False, child_seen_alone=False)
        missed_visit(uow, cast.leo, on(10), VisitOutcome.NO_ACCESS)
        draft_visit(uow, cast.leo, on(12))
    seen = queries.last_seen(session, [cast.leo.id, cast.ruby.id])
    assert seen == {cast.leo.id: queries.LastSeen(on(10), on(5), on(2))}


def test_a_domain_stands_at_the_worst_of_its_latest_grades_also_when_a_later_visit_left_it_out(
    session: Session, cast: Cast
) -> None:
    first, second = date(2026, 10, 1), date(2026, 11, 1)
    instrument = instruments.newest(instruments.OURS)
    domain = instrument.domain("safety")
    band = instrument.band_at(cast.leo.born_on, second)
    assert band is not None
    bad, other = domain.items_for(band.key)[:2]
    with UnitOfWork(session, cast.amira, noon_of(second)) as uow:
        signed_visit(uow, cast.leo, first, all_grades(cast.leo, first, 3) | {bad.key: 4})
        signed_visit(uow, cast.leo, second, {other.key: 2})
    (row,) = mine(session, cast)
    safety = next(now for now in row.domains if now.title == domain.title)
    (home,) = safety.homes
    assert (home.grade, home.worst_items, home.from_on) == (4, (bad.title,), first)
    assert (home.graded, home.of, home.graded_on) == (1, len(domain.items_for(band.key)), second)
    assert [(point.on, point.worst) for point in home.points] == [(first, 4), (second, 2)]
    (physical,) = next(now for now in row.domains if now.key == "physical").homes
    assert (physical.grade, physical.from_on, physical.graded_on) == (3, None, first)
    assert (physical.graded, physical.is_silent) == (physical.of, False)


def test_two_homes_are_told_by_name_and_a_home_left_behind_is_not(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    on = date(2026, 11, 1)
    with UnitOfWork(session, cast.ben, noon_of(on)) as uow:
        signed_visit(uow, cast.kai, on, all_grades(cast.kai, on, 2), household=cast.kais_mums)
        signed_visit(uow, cast.kai, on, all_grades(cast.kai, on, 3), household=cast.kais_dads)

    def told() -> set[tuple[tuple[int, str], ...]]:
        rows = queries.my_children(session, cast.ben, NOW, TODAY).rows
        return {tuple(sorted((home.grade, home.home) for home in now.homes)) for now in rows[0].domains}

    assert told() == {((2, "Mum’s house"), (3, "Dad’s flat"))}
    dads = next(home for home in cast.kai.residences if home.household is cast.kais_dads)
    with writing_as(cast.ben) as uow:
        service.end_residence(uow, dads, TODAY)
    assert told() == {((2, ""),)}


def test_the_second_instrument_is_told_in_its_own_grades(session: Session, cast: Cast) -> None:
    other = instruments.newest("wellbeing-0-10")
    on = date(2026, 11, 1)
    with UnitOfWork(session, cast.ben, noon_of(on)) as uow:
        signed_visit(uow, cast.kai, on, all_grades(cast.kai, on, 7, other), instrument=other, household=cast.kais_mums)
    (row,) = queries.my_children(session, cast.ben, NOW, TODAY).rows
    assert [now.title for now in row.domains] == [domain.title for domain in other.domains]
    assert {home.grade for now in row.domains for home in now.homes} == {7}
    assert row.told is None, "change on it is not judged"
    assert {now.verdict_words for now in row.domains} == {""}


def test_only_my_own_draft_is_mine_to_go_on_with(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.chloe) as uow:
        draft_visit(uow, cast.leo, TODAY)
    assert mine(session, cast)[0].drafts == []
    with writing_as(cast.amira) as uow:
        visit = draft_visit(uow, cast.leo, TODAY)
    (row,) = mine(session, cast)
    assert ([draft.visit_id for draft in row.drafts], kind_of(row)) == ([visit.id], ReasonKind.DRAFT)


def test_safe_tonight_is_before_the_manager_at_that_moment_and_for_a_week_after_a_worry(
    session: Session, cast: Cast
) -> None:
    instrument = instruments.newest(instruments.OURS)
    item = instrument.domain("safety").items_for("5-10")[0].key

    def team_row() -> queries.ListedChild:
        found = queries.my_team(session, cast.chloe, NOW, TODAY).found
        return next(row for row in found.rows if row.child is cast.leo)

    with UnitOfWork(session, cast.amira, NOW - timedelta(days=1)) as uow:
        visit = draft_visit(uow, cast.leo, TODAY - timedelta(days=1), {item: 5}, safe=None)
    assert kind_of(team_row()) is ReasonKind.SAFETY_UNANSWERED

    with UnitOfWork(session, cast.amira, NOW - timedelta(days=1)) as uow:
        answer_safe_tonight(
            uow, visit, SafeTonight.YES_WITH_STEPS, who_was_told="Chloe", told_at="17:00", what_was_agreed="Gran stays"
        )
        sign_visit(uow, visit)
    row = team_row()
    assert kind_of(row) is ReasonKind.SAFETY_ANSWERED
    assert [(one.who_was_told, one.what_was_agreed) for one in row.today.safety] == [("Chloe", "Gran stays")]
    later = queries.my_team(session, cast.chloe, NOW + timedelta(days=8), TODAY + timedelta(days=8)).found
    assert next(one for one in later.rows if one.child is cast.leo).kinds == {ReasonKind.TRIGGER}, "not answered yet"


def test_a_child_is_found_by_any_part_of_a_name_or_number_as_people_type(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    details = ChildDetails(
        given_name="Zoë",
        family_name="O’Quinn-Hall",
        born_on=date(2018, 1, 1),
        nhs_number="943 476 5919",
        other_numbers=(("Court number", "AB 12"),),
    )
    with writing_as(cast.amira) as uow:
        service.add_family_with_child(uow, cast.riverside, details, allocate_to=cast.amira)
    for asked in ("zoe", "OQUINN", "o'quinn", "943 476", "5919", "ab 12", "hall zo"):
        assert [row.child.given_name for row in mine(session, cast, asked)] == ["Zoë"], asked
    assert [row.child.given_name for row in mine(session, cast, "leo")] == ["Leo"]
    assert mine(session, cast, "leo 943") == []
    assert is_found(words_to_find(cast.leo), "")
    assert folded("Zoë  O’Quinn") == "zoe oquinn"


def test_the_list_and_the_lock_agree_on_who_may_read_whom(session: Session, cast: Cast, guarded: Guarded) -> None:
    everybody = session.scalars(select(Child)).all()
    for user in session.scalars(select(User)):
        readable = set(session.scalars(select(Child).where(readable_by(user, NOW))))
        assert readable == {child for child in everybody if lets_in(session, user, child)}, user.name


def test_a_worker_who_has_another_post_now_reads_nobody_whatever_was_left_open(
    session: Session, cast: Cast, guarded: Guarded, writing_as: WritingAs
) -> None:
    """An open allocation, a name on a restriction and a night on duty are all still written down."""
    with writing_as(guarded.marta) as uow:
        night = {"from_at": NOW, "until_at": None, "given_by": guarded.marta, "reason": "", "review_words": ""}
        for user, kind in ((cast.dev, SightKind.DUTY), (guarded.hana, SightKind.DUTY), (cast.ewa, SightKind.CHAIR)):
            uow.session.add(Sight(kind=kind, child=cast.leo, user=user, **night))
    for user, before, since in (
        (cast.amira, {"Leo", "Ruby", "Kai", "Tess"}, "administrator"),
        (cast.dev, {"Zoë", "Noor", "Sami"}, "data_officer"),
        (guarded.hana, {"Leo", "Zoë"}, "chair"),
        (cast.ewa, {"Leo"}, "partnership_lead"),
    ):
        readable = select(Child).where(readable_by(user, NOW))
        assert {child.given_name for child in session.scalars(readable)} == before, user.name
        user.roles, user.team = [cast.roles[RoleName(since)]], None
        assert session.scalars(select(Child).where(readable_by(user, NOW))).all() == [], user.name
        assert open_to(session, user, NOW) == [], user.name
        for child in session.scalars(select(Child)):
            assert not lets_in(session, user, child), (user.name, child.given_name)


def lets_in(session: Session, user: User, child: Child) -> bool:
    relations = Relations()
    relations.ask(session, user, child.family_id, [child], NOW)
    return is_allowed("child:read", relations.of[child.id])


@pytest.mark.parametrize("number", [1, 130])
def test_a_long_list_comes_in_pages_and_nobody_is_left_out(
    session: Session, cast: Cast, writing_as: WritingAs, number: int
) -> None:
    details = ChildDetails(given_name="Omar", born_on=date(2019, 4, 1))
    with writing_as(cast.dev) as uow:
        for place in range(number):
            service.add_family_with_child(
                uow, cast.hillside, replace(details, family_name=f"Said {place}"), allocate_to=cast.dev
            )
    first = queries.my_children(session, cast.dev, NOW, TODAY)
    seen = [
        row.child.id
        for page in range(1, first.pages + 1)
        for row in queries.my_children(session, cast.dev, NOW, TODAY, page=page).rows
    ]
    assert (first.total, len(seen), len(set(seen))) == (number + 1,) * 3
    assert queries.my_children(session, cast.dev, NOW, TODAY, page=99).page == first.pages


def test_only_practitioners_of_the_team_are_offered_and_all_of_the_authority_for_an_intake_child(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    assert queries.workers_for(session, cast.leo, NOW) == [cast.amira, cast.ben]
    with writing_as(cast.chloe) as uow:
        child = service.add_family_with_child(
            uow, cast.intake, ChildDetails(given_name="Ada", born_on=date(2018, 1, 1))
        )
    assert queries.workers_for(session, child, NOW) == [cast.amira, cast.ben, cast.dev]
    assert cast.chloe.is_a(RoleName.MANAGER)
    assert home_of(child).name == "Home"

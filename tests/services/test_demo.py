"""The demo: built through the services, family by family, once. Its stories themselves: tests/test_demo_stories.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.demo import builder
from gcp_tracker.demo.state import is_wanted
from gcp_tracker.demo.stories import FamilyStory
from gcp_tracker.demo.story_files import FOLDER, read_family
from gcp_tracker.models import (
    Adult,
    AuditEvent,
    Authority,
    Child,
    HelpEpisode,
    Profile,
    Residence,
    SafetyCheck,
    StandIn,
    Team,
    User,
    Visit,
)
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import RoleName, VisitState
from gcp_tracker.visibility import readable_by
from tests.cast import Cast

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


def family(name: str) -> FamilyStory:
    return read_family(next(FOLDER.glob(f"*-{name}.yaml")))


@pytest.fixture(scope="module")
def ours() -> Instrument:
    instruments.load_folder()
    return instruments.newest(instruments.OURS)


def test_families_are_built_as_they_are_told(session: Session, ours: Instrument) -> None:
    # Two homes and a draft; a move and an end of help; somebody met later and an unborn child; another team.
    families = [family(name) for name in ("bennett", "hussain", "wilson", "osei")]
    assert is_wanted(session)
    builder.build_demo(session, NOW, ours, families)
    assert not is_wanted(session)

    named = {child.given_name: child for child in session.scalars(select(Child)) if child.is_named}
    told = {child.given: child for one in families for child in one.children.values()}
    assert named.keys() == told.keys()
    for given, child in named.items():
        visits = session.scalars(select(Visit).where(Visit.child == child)).all()
        twice = sum(not one.open for one in told[given].second.values())
        assert len(visits) == len(told[given].visits) + twice
        assert {visit.state for visit in visits} <= {VisitState.SIGNED, VisitState.DRAFT}
        assert all(visit.visited_on <= NOW.date() and visit.opened_at <= NOW for visit in visits)
        profiles = session.scalars(select(Profile).where(Profile.child == child)).all()
        assert len(profiles) == len(told[given].profiles)
    # Only a draft's question may wait, for the manager's list.
    waiting = [check.visit for check in session.scalars(select(SafetyCheck)) if not check.is_answered]
    assert [(visit.child.given_name, visit.state) for visit in waiting] == [("Kwame", VisitState.DRAFT)]
    assert {child.team.name for child in named.values()} == {"Meadow Lane", "Harbour"}
    assert named["Baby"].born_on is None
    assert named["Baby"].expected_on == NOW.date() + timedelta(days=49)
    assert named["Kwame"].allocations[0].to_on is not None


def test_a_move_and_an_end_are_dated_as_they_are_told(session: Session, ours: Instrument) -> None:
    builder.build_demo(session, NOW, ours, [family("hussain")])
    zainab = session.scalars(select(Child).where(Child.given_name == "Zainab")).one()
    homes = session.scalars(select(Residence).where(Residence.child == zainab).order_by(Residence.from_on)).all()
    moved = builder.Calendar(NOW.date()).day(-598)
    assert [(home.household.name, home.from_on == moved, home.to_on == moved) for home in homes] == [
        ("Flat over the takeaway", False, True),
        ("House on Millbank", True, False),
    ]
    assert all(help_.ended_on for help_ in session.scalars(select(HelpEpisode).where(HelpEpisode.child == zainab)))
    assert all(held.to_on for held in zainab.allocations)


def test_a_step_father_of_one_child_is_responsible_for_his_own_only(session: Session, ours: Instrument) -> None:
    builder.build_demo(session, NOW, ours, [family("marsh")])
    gary = session.scalars(select(Adult).where(Adult.name == "Gary Pope")).one()
    assert {relation.child.first_name: relation.has_parental_responsibility for relation in gary.relations} == {
        "Jade": False,
        "Connor": True,
    }


def test_everybody_who_works_there_can_be_signed_in_as_but_the_one_who_left(session: Session, ours: Instrument) -> None:
    builder.build_demo(session, NOW, ours, [family("okafor")])
    people = session.scalars(select(User)).all()
    assert all(user.is_demo for user in people)
    assert [user.name for user in people if not user.active] == ["Owen Griffiths"]
    assert {role.name for user in people for role in user.roles} == {
        RoleName.PRACTITIONER,
        RoleName.DUTY_PRACTITIONER,
        RoleName.MANAGER,
        RoleName.CHAIR,
        RoleName.DATA_OFFICER,
        RoleName.ADMINISTRATOR,
    }
    assert {team.name for team in session.scalars(select(Team))} == {"Meadow Lane", "Harbour", "Front Door"}
    unnamed = session.scalars(select(Child).where(Child.given_name.is_(None))).all()
    assert len(unnamed) == 2
    assert all(child.team.is_intake and not child.allocations for child in unnamed)


def test_a_building_that_was_cut_off_goes_on_where_it_stopped(session: Session, ours: Instrument) -> None:
    last, new = family("obrien"), family("okafor")
    with pytest.raises(KeyError):
        builder.build_demo(session, NOW, ours, [new, _broken(last)])
    assert is_wanted(session)
    assert _names(session) == {child.given for child in new.children.values()}
    builder.build_demo(session, NOW, ours, [new, last])
    assert not is_wanted(session)
    assert _names(session) == {child.given for one in (new, last) for child in one.children.values()}
    made = session.scalars(select(AuditEvent.reason).where(AuditEvent.action == builder.MADE)).all()
    assert made == [new.key, last.key]


def _broken(family: FamilyStory) -> FamilyStory:
    """The same family, where the second adult lives in a home that no line describes."""
    first, *rest = family.homes.items()
    return FamilyStory(family.key, {"elsewhere": first[1], **dict(rest)}, family.adults, family.children)


def _names(session: Session) -> set[str | None]:
    return set(session.scalars(select(Child.given_name).where(Child.given_name.is_not(None))))


def test_a_database_with_an_authority_of_its_own_is_left_alone(cast: Cast, session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Authority)) == 1
    assert not is_wanted(session)


def test_a_family_is_restricted_a_neighbour_is_kept_out_and_somebody_stands_in(
    session: Session, ours: Instrument
) -> None:
    builder.build_demo(session, NOW, ours, [family("carter"), family("turner"), family("okafor")])
    people = {user.name: user for user in session.scalars(select(User))}
    readers = {
        name: {child.given_name for child in session.scalars(select(Child).where(readable_by(user, NOW)))}
        for name, user in people.items()
    }
    for name in ("Dale Osborne", "Grace Mensah", "Sunita Rao", "Marcus Bell"):
        assert {"Mason", "Lexi", "Harley", "Reggie"} <= readers[name]
    for name in ("Kofi Asante", "Nadia Frost", "Priya Nair", "Joan Pettit", "Helen Fairclough", "Inés Duarte"):
        assert "Mason" not in readers[name]
    assert "Alfie" in readers["Leila Haidari"]
    assert "Alfie" not in readers["Tom Ashworth"]
    leave = session.scalars(select(StandIn)).one()
    assert (leave.away.name, leave.stand_in.name) == ("Leila Haidari", "Tom Ashworth")

"""The demo: stories that hold together, built through the services, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.demo import builder
from gcp_tracker.demo.state import is_wanted
from gcp_tracker.demo.stories import ChildStory, FamilyStory
from gcp_tracker.demo.story_files import StoryFault, all_families
from gcp_tracker.models import AuditEvent, Authority, Child, Grade, Profile, SafetyCheck, User, Visit
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import RoleName, VisitState
from tests.cast import Cast

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
FAMILIES = all_families()
CHILDREN = {key: child for family in FAMILIES for key, child in family.children.items()}


@pytest.fixture(scope="module")
def ours() -> Instrument:
    instruments.load_folder()
    return instruments.newest(instruments.OURS)


def texts(child: ChildStory) -> Iterator[str]:
    for said in child.evidence.values():
        for one in said.values():
            yield from filter(None, (one.text, one.words, one.changed))
    for notes in child.notes.values():
        yield from notes.values()
    for profile in child.profiles:
        yield from filter(None, (profile.comment, profile.not_shared))


# The stories


def test_nothing_is_said_twice_and_there_is_plenty_of_it() -> None:
    said = Counter(text for child in CHILDREN.values() for text in texts(child))
    assert [text for text, times in said.items() if times > 1] == []
    assert sum(len(said) for child in CHILDREN.values() for said in child.evidence.values()) >= 150


def test_apostrophes_are_typed_as_people_read_them() -> None:
    assert [text for child in CHILDREN.values() for text in texts(child) if "'" in text] == []


def test_grades_are_given_only_at_visits_that_took_place_and_words_only_to_answers() -> None:
    for key, child in CHILDREN.items():
        for number, visit in enumerate(child.visits, 1):
            if visit.outcome != "held":
                assert list(child.answers_of(number)) == [], f"{key} {number}"
        for item, said in child.evidence.items():
            for number in said:
                assert child.grades[item][number - 1] not in ".x-", f"{key} {item} {number}"
        assert set(child.notes) <= set(range(1, len(child.visits) + 1)), key


def test_there_are_stories_of_several_shapes() -> None:
    def means(key: str, home: str = "") -> list[float]:
        child = CHILDREN[key]
        rows = [
            [int(sign) for _, sign in child.answers_of(n) if sign.isdigit()] for n in range(1, len(child.visits) + 1)
        ]
        return [
            sum(row) / len(row) for row, visit in zip(rows, child.visits, strict=True) if row and visit.home == home
        ]

    callum, niamh, kacper = means("callum"), means("niamh"), means("kacper")
    assert callum[0] - callum[-1] > 1.2
    assert abs(niamh[0] - niamh[-1]) < 0.4
    assert min(kacper[4:6]) < kacper[0] - 0.5 < kacper[6] + 0.5
    assert kacper[-1] > kacper[-3] + 1
    assert max(means("idris", "mums")) < min(means("idris", "dads"))
    assert means("idris", "dads")[0] - means("idris", "dads")[-1] > 0.8
    assert means("maja")[0] > means("maja")[1] + 0.5


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("hygiene                4 .", "hygiene                4"), "15 signs for 16 visits"),
        (("saw: ", "spied: "), "must say how it is known"),
        (("    pronoun: he", "    pronoun: he\n    shoe_size: 9"), "shoe_size is not known"),
    ],
)
def test_a_slip_in_a_story_is_named(tmp_path: Path, change: tuple[str, str], wrong: str) -> None:
    story = (Path(builder.__file__).parent / "families" / "1-reid.yaml").read_text(encoding="utf-8")
    assert change[0] in story
    (tmp_path / "slip.yaml").write_text(story.replace(*change, 1), encoding="utf-8")
    with pytest.raises(StoryFault, match=wrong):
        all_families(tmp_path)


# What is built


def test_the_whole_demo_is_built_through_the_services(session: Session, ours: Instrument) -> None:
    assert is_wanted(session)
    builder.build_demo(session, NOW, ours)
    assert not is_wanted(session)

    named = {child.given_name: child for child in session.scalars(select(Child)) if child.is_named}
    told = {child.given: child for child in CHILDREN.values()}
    assert named.keys() == told.keys()
    unnamed = session.scalars(select(Child).where(Child.given_name.is_(None))).all()
    assert len(unnamed) == 2
    assert all(child.team.is_intake and not child.allocations for child in unnamed)

    for given, child in named.items():
        visits = session.scalars(select(Visit).where(Visit.child == child)).all()
        assert len(visits) == len(told[given].visits)
        assert {visit.state for visit in visits} <= {VisitState.SIGNED, VisitState.DRAFT}
        assert all(visit.visited_on <= NOW.date() and visit.opened_at <= NOW for visit in visits)
        profiles = session.scalars(select(Profile).where(Profile.child == child)).all()
        assert len(profiles) == len(told[given].profiles)
    assert _latest(session) >= NOW.date() - timedelta(days=8)
    assert session.scalar(select(func.count()).where(Visit.state == VisitState.DRAFT)) == 1
    assert session.scalar(select(func.count()).select_from(Grade).where(Grade.value.is_not(None))) > 1200
    assert all(check.is_answered for check in session.scalars(select(SafetyCheck)))
    roles = {role.name for user in session.scalars(select(User)) for role in user.roles}
    assert roles >= {
        RoleName.PRACTITIONER,
        RoleName.MANAGER,
        RoleName.CHAIR,
        RoleName.DATA_OFFICER,
        RoleName.ADMINISTRATOR,
    }
    assert all(user.is_demo for user in session.scalars(select(User)))
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "visit:sign")).all()
    assert min(event.at for event in events) < NOW - timedelta(days=700)


def _latest(session: Session) -> date:
    latest = session.scalar(select(func.max(Visit.visited_on)))
    assert latest is not None
    return latest


def test_a_building_that_was_cut_off_goes_on_where_it_stopped(
    session: Session, ours: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    last, new = FAMILIES[1], FAMILIES[-1]
    monkeypatch.setattr(builder, "all_families", lambda: [new, _broken(last)])
    with pytest.raises(KeyError):
        builder.build_demo(session, NOW, ours)
    assert is_wanted(session)
    assert _names(session) == {"Amarachi"}
    monkeypatch.setattr(builder, "all_families", lambda: [new, last])
    builder.build_demo(session, NOW, ours)
    assert not is_wanted(session)
    assert _names(session) == {"Amarachi", "Niamh"}


def _broken(family: FamilyStory) -> FamilyStory:
    """The same family, where the second adult lives in a home that no line describes."""
    first, *rest = family.homes.items()
    return FamilyStory(family.key, {"elsewhere": first[1], **dict(rest)}, family.adults, family.children)


def _names(session: Session) -> set[str | None]:
    return set(session.scalars(select(Child.given_name).where(Child.given_name.is_not(None))))


def test_a_database_with_an_authority_of_its_own_is_left_alone(cast: Cast, session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Authority)) == 1
    assert not is_wanted(session)

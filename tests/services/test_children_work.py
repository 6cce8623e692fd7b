"""Help as dated episodes, and who works with the child from when until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from gcp_tracker.children import service
from gcp_tracker.children.details import ChildDetails, EpisodeDetails
from gcp_tracker.models import User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import PASSWORD, TODAY, Cast, person

WritingAs = Callable[[User | None], UnitOfWork]
NEED = HelpKind.CHILD_IN_NEED


def test_help_of_one_kind_never_overlaps_and_other_kinds_may(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.ben) as uow:
        first = service.start_episode(uow, cast.kai, EpisodeDetails(NEED, date(2026, 1, 5)))
        service.start_episode(uow, cast.kai, EpisodeDetails(HelpKind.EARLY_HELP, date(2026, 1, 5)))
    with pytest.raises(RuleBroken, match="since 5 January 2026 is still open") as refused, writing_as(cast.ben) as uow:
        service.start_episode(uow, cast.kai, EpisodeDetails(NEED, date(2026, 3, 1)))
    assert refused.value.field == "started_on"
    with writing_as(cast.ben) as uow:
        service.end_episode(uow, first, date(2026, 4, 1))
        service.start_episode(uow, cast.kai, EpisodeDetails(NEED, date(2026, 4, 1)))
    with pytest.raises(RuleBroken, match="until 1 April 2026"), writing_as(cast.ben) as uow:
        service.start_episode(uow, cast.kai, EpisodeDetails(NEED, date(2025, 12, 1), date(2026, 1, 6)))
    session.expire_all()
    assert [one.kind for one in cast.kai.episodes].count(NEED) == 2


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (EpisodeDetails(HelpKind.CHILD_PROTECTION, date(2026, 1, 5)), "category"),
        (EpisodeDetails(NEED, date(2026, 1, 5), category=AbuseCategory.NEGLECT), "category"),
        (EpisodeDetails(NEED, date(2026, 11, 17)), "started_on"),
        (EpisodeDetails(NEED, date(2026, 1, 5), date(2026, 1, 4)), "ended_on"),
        (EpisodeDetails(NEED, date(2026, 1, 5), date(2026, 11, 17)), "ended_on"),
    ],
)
def test_help_is_refused_beside_the_field_that_is_wrong(
    cast: Cast, writing_as: WritingAs, details: EpisodeDetails, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused, writing_as(cast.ben) as uow:
        service.start_episode(uow, cast.kai, details)
    assert refused.value.field == field


def test_help_ends_once_and_not_before_it_began(cast: Cast, writing_as: WritingAs) -> None:
    episode = cast.leo.episodes[0]
    with pytest.raises(RuleBroken, match="on or after"), writing_as(cast.amira) as uow:
        service.end_episode(uow, episode, date(2026, 2, 19))
    with writing_as(cast.amira) as uow:
        service.end_episode(uow, episode, date(2026, 11, 1))
    with pytest.raises(RuleBroken, match="ended already"), writing_as(cast.amira) as uow:
        service.end_episode(uow, episode, date(2026, 11, 2))


def test_a_child_has_one_lead_and_any_number_of_co_workers(cast: Cast, writing_as: WritingAs) -> None:
    with pytest.raises(RuleBroken, match="Amira Khan has the lead"), writing_as(cast.chloe) as uow:
        service.allocate_worker(uow, cast.leo, cast.ben, TODAY)
    with writing_as(cast.chloe) as uow:
        service.allocate_worker(uow, cast.leo, cast.ben, TODAY, is_lead=False)
    with pytest.raises(RuleBroken, match="already allocated"), writing_as(cast.chloe) as uow:
        service.allocate_worker(uow, cast.leo, cast.ben, TODAY, is_lead=False)


def test_only_an_open_practitioner_of_the_team_can_be_given_a_child(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    for worker, words in ((cast.dev, "not in the team"), (cast.chloe, "Choose a practitioner")):
        with pytest.raises(RuleBroken, match=words) as refused, writing_as(cast.chloe) as uow:
            service.allocate_worker(uow, cast.ruby, worker, TODAY)
        assert refused.value.field == "worker_id"
    cast.ben.active = False
    session.commit()
    with pytest.raises(RuleBroken, match="account is open"), writing_as(cast.chloe) as uow:
        service.allocate_worker(uow, cast.ruby, cast.ben, TODAY)


def test_a_handover_ends_one_worker_and_begins_the_other_on_its_day(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        service.allocate_worker(uow, cast.leo, cast.ben, date(2026, 6, 1), is_lead=False)
        service.hand_over(uow, cast.leo.allocations[0], cast.ben, TODAY)
    session.expire_all()
    spells = [(held.user.name, held.is_lead, held.from_on, held.to_on) for held in cast.leo.allocations]
    assert spells == [
        ("Amira Khan", True, date(2026, 1, 5), TODAY),
        ("Ben Lowe", False, date(2026, 6, 1), TODAY),
        ("Ben Lowe", True, TODAY, None),
    ]
    with pytest.raises(RuleBroken, match="ended already"), writing_as(cast.chloe) as uow:
        service.hand_over(uow, cast.leo.allocations[0], cast.ben, TODAY)


def test_a_child_of_the_intake_team_goes_with_the_first_worker_to_that_team(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.chloe) as uow:
        child = service.add_family_with_child(
            uow, cast.intake, ChildDetails(given_name="Ada", born_on=date(2018, 1, 1))
        )
        service.allocate_worker(uow, child, cast.dev, TODAY)
    session.expire_all()
    assert child.team is cast.hillside


def test_an_intake_child_does_not_leave_the_authority(session: Session, cast: Cast, writing_as: WritingAs) -> None:
    from gcp_tracker.models import Authority, Team
    from gcp_tracker.rules.vocabulary import RoleName

    elsewhere = Team(authority=Authority(name="Southmere Council"), name="Dockside")
    jo = person("Jo Lind", cast.roles[RoleName.PRACTITIONER], elsewhere, PASSWORD)
    session.add(jo)
    session.commit()
    with writing_as(cast.chloe) as uow:
        child = service.add_family_with_child(
            uow, cast.intake, ChildDetails(given_name="Ada", born_on=date(2018, 1, 1))
        )
    with pytest.raises(RuleBroken, match="not in the team"), writing_as(cast.chloe) as uow:
        service.allocate_worker(uow, child, jo, TODAY)

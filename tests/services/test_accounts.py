"""Authorities, teams and people, through the services."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask_security.utils import verify_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from gcp_tracker.accounts import service
from gcp_tracker.accounts.service import AuthorityDetails, TeamDetails, UserDetails
from gcp_tracker.models import AuditEvent, User
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import RoleName
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import Cast

WritingAs = Callable[[User | None], UnitOfWork]
GOOD = "three plain words"


def actions(session: Session) -> list[str]:
    return [event.action for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def test_a_person_is_added_with_a_password_that_is_not_kept_as_typed(
    cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    details = UserDetails("Nia Pugh", "Nia.Pugh@Riverside.Example", RoleName.PRACTITIONER, GOOD, team=cast.riverside)
    with writing_as(cast.grace) as uow:
        user = service.create_user(uow, details)
    assert user.email == "nia.pugh@riverside.example"
    assert user.is_a(RoleName.PRACTITIONER)
    assert GOOD not in user.password
    assert verify_password(GOOD, user.password)
    assert actions(session) == ["user:create"]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("name", {"name": ""}),
        ("email", {"email": "not an address"}),
        ("email", {"email": "AMIRA@riverside.example"}),
        ("password", {"password": "eleven char"}),
        ("team", {"team": None}),
        ("team", {"role": RoleName.CHAIR}),
    ],
)
def test_a_person_who_does_not_fit_is_refused_beside_the_field(
    cast: Cast, session: Session, writing_as: WritingAs, field: str, changed: dict[str, object]
) -> None:
    details = {"name": "Nia", "email": "nia@riverside.example", "role": RoleName.MANAGER, "password": GOOD}
    details |= {"team": cast.riverside} | changed
    with pytest.raises(RuleBroken) as broken, writing_as(cast.grace) as uow:
        service.create_user(uow, UserDetails(**details))  # type: ignore[arg-type]  # the table above mixes fields
    assert broken.value.field == field
    assert actions(session) == []


def test_disabling_an_account_ends_its_sessions_and_nobody_disables_their_own(
    cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    before = cast.amira.fs_uniquifier
    with writing_as(cast.grace) as uow:
        service.disable_user(uow, cast.amira)
    assert not cast.amira.active
    assert cast.amira.fs_uniquifier != before
    with pytest.raises(RuleBroken, match="already"), writing_as(cast.grace) as uow:
        service.disable_user(uow, cast.amira)
    with pytest.raises(RuleBroken, match="your own"), writing_as(cast.grace) as uow:
        service.disable_user(uow, cast.grace)
    with writing_as(cast.grace) as uow:
        service.enable_user(uow, cast.amira)
    assert cast.amira.active
    assert actions(session) == ["user:disable", "user:enable"]


def test_settings_say_which_fields_changed_and_never_their_values(
    cast: Cast, session: Session, writing_as: WritingAs
) -> None:
    details = AuthorityDetails(cast.authority.name, "201", "01632 960 999")
    with writing_as(cast.grace) as uow:
        service.describe_authority(uow, cast.authority, details)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.changed_fields) == ("authority:describe", ["emergency_numbers"])
    assert cast.authority.emergency_numbers == "01632 960 999"


@pytest.mark.parametrize(
    ("field", "details"),
    [
        ("name", AuthorityDetails("")),
        ("lea_code", AuthorityDetails("Elsewhere", "20")),
        ("lea_code", AuthorityDetails("Elsewhere", "201")),
        ("name", AuthorityDetails("northmere council")),
        ("emergency_numbers", AuthorityDetails("Elsewhere", "", "")),
    ],
)
def test_an_authority_that_does_not_fit_is_refused(
    cast: Cast, writing_as: WritingAs, field: str, details: AuthorityDetails
) -> None:
    with pytest.raises(RuleBroken) as broken, writing_as(cast.grace) as uow:
        service.create_authority(uow, details)
    assert broken.value.field == field


def test_a_team_has_a_name_of_its_own_in_its_authority(cast: Cast, session: Session, writing_as: WritingAs) -> None:
    with writing_as(cast.grace) as uow:
        service.create_team(uow, cast.authority, TeamDetails("Lakeside"))
    with pytest.raises(RuleBroken, match="already has a team"), writing_as(cast.grace) as uow:
        service.create_team(uow, cast.authority, TeamDetails("lakeside"))
    assert actions(session) == ["team:create"]

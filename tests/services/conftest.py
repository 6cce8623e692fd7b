"""Fixtures of the tests of services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from gcp_tracker import instruments
from gcp_tracker.children import service
from gcp_tracker.children.details import CarerDetails, EpisodeDetails, HomeDetails
from gcp_tracker.imports.chronologies.report import EventReport
from gcp_tracker.imports.chronologies.service import FromFile, import_chronology
from gcp_tracker.imports.report import Report
from gcp_tracker.imports.service import import_census
from gcp_tracker.imports.table_files import read_tables
from gcp_tracker.models import Child, User
from gcp_tracker.profiles.service import open_profile
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, Relationship
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import draft_visit, home_of, signed_visit
from tests.cast import TODAY, Cast
from tests.returns import Import, opened
from tests.services.twice import LEO_AGAIN, MARCH, item_keys
from tests.tables import TakeIn

WritingAs = Callable[[User | None], UnitOfWork]


@pytest.fixture
def take_in(cast: Cast, writing_as: Callable[[User | None], UnitOfWork]) -> Import:
    """`take_in(data)`: import as the data officer; `dry_run` and `other_authority` as the service takes them."""

    def run(data: bytes | Path, **options: bool) -> Report:
        uow, authority = writing_as(cast.farid), cast.authority
        if options.get("dry_run"):
            return import_census(uow, authority, opened(data), "census.xml", **options)
        with uow:
            return import_census(uow, authority, opened(data), "census.xml", **options)

    return run


@pytest.fixture
def food() -> str:
    """An item of physical care."""
    return next(item.key for item in instruments.newest(instruments.OURS).items if item.area_key == "nutrition")


@pytest.fixture
def roads() -> str:
    """An item of safety."""
    return next(item.key for item in instruments.newest(instruments.OURS).items if item.domain_key == "safety")


@pytest.fixture
def again(cast: Cast, writing_as: WritingAs) -> Child:
    """Leo, typed in a second time by Ben, with a home, a mother, a plan, two visits, a draft and a profile."""
    with writing_as(cast.ben) as uow:
        child = service.add_family_with_child(
            uow,
            cast.riverside,
            LEO_AGAIN,
            HomeDetails("Tara’s", "4 Weir Court"),
            CarerDetails("Tara Marsh", Relationship.MOTHER),
            allocate_to=cast.ben,
            lives_since=date(2020, 7, 24),
        )
        plan = EpisodeDetails(HelpKind.CHILD_PROTECTION, date(2026, 2, 20), category=AbuseCategory.NEGLECT)
        service.start_episode(uow, child, plan)
        service.start_episode(uow, child, EpisodeDetails(HelpKind.EARLY_HELP, date(2025, 1, 6), date(2025, 6, 2)))
        uow.session.flush()
        uow.session.refresh(child)
        first, second = item_keys()
        signed_visit(uow, child, MARCH, {first: 3, second: 2})
        signed_visit(uow, child, date(2026, 3, 30), {first: 4})
        draft_visit(uow, child, TODAY, {first: 2})
        ours = instruments.newest(instruments.OURS)
        open_profile(uow, child, ours, opened_on=TODAY, household=home_of(child))
    return child


@pytest.fixture
def visited(cast: Cast, writing_as: WritingAs) -> Child:
    first, _ = item_keys()
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, MARCH, {first: 2})
    return cast.leo


@pytest.fixture
def beside(cast: Cast, writing_as: WritingAs) -> Cast:
    """Ben works with Leo too."""
    with writing_as(cast.chloe) as uow:
        service.allocate_worker(uow, cast.leo, cast.ben, TODAY - timedelta(days=30), is_lead=False)
    return cast


@pytest.fixture
def take(numbered: Cast, writing_as: WritingAs) -> TakeIn:
    """`take(content)`: by Amira; `dry_run`."""

    def run(content: bytes, by: User | None = None, *, dry_run: bool = False) -> EventReport:
        ours = instruments.newest(instruments.OURS)
        file = FromFile(read_tables(content), "school.csv", f"{hash(content):064x}"[-64:])
        uow = writing_as(by or numbered.amira)
        if dry_run:
            return import_chronology(uow, file, numbered.authority, ours, dry_run=True)
        with uow:
            return import_chronology(uow, file, numbered.authority, ours)

    return run

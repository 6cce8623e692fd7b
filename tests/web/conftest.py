"""What several tests of pages begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gcp_tracker.children.service import allocate_worker
from gcp_tracker.models import User
from gcp_tracker.profiles.service import complete_profile
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.web.graded_apart import profile_of_leo

Writing = Callable[[User | None], UnitOfWork]

ON_SQLITE_ALONE = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Pages are tested on SQLite: what they ask and write has tests of its own on both, and
    test_on_each_database.py compares all of them. Where more hangs on the database a module is marked.
    """
    if "built_app" in metafunc.fixturenames and not metafunc.definition.get_closest_marker("each_database"):
        metafunc.definition.add_marker(ON_SQLITE_ALONE)


@pytest.fixture
def told(session: Session, cast: Cast, writing_as: Writing) -> Cast:
    """Leo has a story of good grades by Amira, and Ben works with Leo and Kai."""
    with writing_as(cast.chloe) as uow:
        allocate_worker(uow, cast.leo, cast.ben, TODAY - timedelta(days=300), is_lead=False)
    with writing_as(cast.amira) as uow:
        for weeks in (30, 24, 18, 12, 6, 2):
            on = TODAY - timedelta(weeks=weeks)
            signed_visit(uow, cast.leo, on, all_grades(cast.leo, on, 2 + weeks % 3 // 2))
        profile = profile_of_leo(uow, cast, TODAY - timedelta(days=1))
        complete_profile(uow, profile)
    return cast


@pytest.fixture
def move_clock(app: Flask) -> Iterator[Callable[[timedelta], None]]:
    """`move_clock(timedelta(hours=1))`: it is an hour after the cast's NOW."""

    def move(by: timedelta) -> None:
        app.config["GCP_CLOCK"] = lambda: NOW + by

    yield move
    app.config["GCP_CLOCK"] = lambda: NOW


@pytest.fixture
def strict(app: Flask) -> Iterator[None]:
    """Everybody needs a second factor, as in production."""
    settings = app.extensions["gcp_sign_in"]
    app.extensions["gcp_sign_in"] = replace(settings, needs_second_factor=True)
    yield
    app.extensions["gcp_sign_in"] = settings

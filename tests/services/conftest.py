"""Fixtures of the tests of services."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gcp_tracker import instruments
from gcp_tracker.imports.report import Report
from gcp_tracker.imports.service import import_census
from gcp_tracker.models import User
from gcp_tracker.unit_of_work import UnitOfWork
from tests.cast import Cast
from tests.returns import Import, opened


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

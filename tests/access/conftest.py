"""One place for all of these tests; each leaves it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.place import Place, gathered_place


@pytest.fixture(scope="session")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with gathered_place(tmp_path_factory.mktemp("families")) as place:
        yield place


@pytest.fixture
def place(gathered: Place) -> Place:
    gathered.restore()
    return gathered

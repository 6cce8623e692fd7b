"""The whole demo, made once by the command that people type, and what its children’s pages say of their stories."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select

from gcp_tracker import create_app
from gcp_tracker.db import db
from gcp_tracker.demo.story_files import all_families
from gcp_tracker.models import Child, Grade, GradedApart, User, Visit
from gcp_tracker.rules.vocabulary import ApartState, VisitState
from tests.page_client import PageClient
from tests.test_serve import Environment, flask, said_in_one_sentence, served, settings

CHILDREN = {key: (family, child) for family in all_families() for key, child in family.children.items()}
MANAGERS = {"meadow_lane": "grace", "harbour": "dale"}


@dataclass(frozen=True, slots=True)
class Made:
    environment: Environment
    said: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Made:
    environment = settings(tmp_path_factory.mktemp("authority"), MODE="demo")
    with served(environment, within=600) as server:
        os.killpg(server.pid, signal.SIGINT)
        out, _ = server.communicate(timeout=30)
    return Made(environment, out)


@pytest.fixture
def site(demo: Made) -> Iterator[Flask]:
    app = create_app(demo.environment)
    app.test_client_class = PageClient
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def page_of(site: Flask) -> Callable[[str], str]:
    """The words of a child’s page, by the key of the story, as the manager of the team reads it."""

    def words(key: str) -> str:
        family, child = CHILDREN[key]
        client = site.test_client()
        assert isinstance(client, PageClient)
        manager = f"{MANAGERS[family.team]}@tarnbridge.example"
        client.sign_in(db.session.scalars(select(User).where(User.email == manager)).one())
        response = client.get(f"/children/{_id_of(child.number)}")
        assert response.status_code == 200
        main = BeautifulSoup(response.get_data(as_text=True), "html.parser").main
        assert main is not None
        return " ".join(main.get_text(" ").split())

    return words


def _id_of(number: str) -> UUID:
    return db.session.scalars(select(Child.id).where(Child.la_child_id == number)).one()


def test_it_is_made_once_and_what_is_there_is_never_touched(demo: Made) -> None:
    assert "Making the demo families" in demo.said
    assert "three paper boats" in demo.said
    assert "priya@tarnbridge.example" in demo.said
    assert "dale@tarnbridge.example" in demo.said
    assert "leila@tarnbridge.example" not in demo.said, "a few people are named, not all"
    assert "\r" not in demo.said, "no progress bar where nobody watches"
    with served(demo.environment) as server:
        os.killpg(server.pid, signal.SIGINT)
        again, _ = server.communicate(timeout=30)
    assert "Making" not in again
    assert "priya@tarnbridge.example" in again
    refused = flask(demo.environment | {"GCP_TRACKER_MODE": "production", "GCP_TRACKER_HOSTS": "localhost"}, "serve")
    assert said_in_one_sentence(refused).startswith("Production does not start with demo accounts in the database")


def test_every_story_is_there_as_it_was_told(site: Flask) -> None:
    visits = db.session.execute(select(Child.la_child_id, func.count(Visit.id)).outerjoin(Visit).group_by(Child.id))
    twice = {child.number: sum(not one.open for one in child.second.values()) for _, child in CHILDREN.values()}
    told = {
        child.number: len(child.visits) + len(child.tracked) + twice[child.number] for _, child in CHILDREN.values()
    }
    found = {number: count for number, count in visits if number in told}
    assert found == told
    assert db.session.scalar(select(func.count()).where(Visit.state == VisitState.DRAFT)) == 2
    pairs = db.session.execute(select(GradedApart.state, func.count()).group_by(GradedApart.state))
    assert {state: count for state, count in pairs} == {
        ApartState.BOTH_SIGNED: sum(twice.values()),
        ApartState.APART: 2,
    }
    assert db.session.scalar(select(func.count()).select_from(Grade).where(Grade.value.is_not(None))) > 6500


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("arjan", "stayed at 4 or 5 without improvement"),
        ("niamh", "Niamh has not been seen alone since"),
        ("jayden", "Not seen Jayden has not been seen since"),
        ("jayden", "Jayden has not been seen alone since"),
        ("hodan", "visits did not take place, from"),
        ("yusuf", "Yusuf is cared for in more than one place"),
        ("idris", "has begun the visit of"),
        ("kacper", "Safe tonight?"),
        ("kwame", "One worker made all graded visits of the last six months"),
        ("evie", "One worker made all graded visits of the last six months"),
        ("baby_wilson", "Baby is not born yet"),
        ("amara", "not seen at a visit yet"),
    ],
)
def test_the_childs_page_says_what_the_story_is_about(page_of: Callable[[str], str], key: str, said: str) -> None:
    assert said in page_of(key)

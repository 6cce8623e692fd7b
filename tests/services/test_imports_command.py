"""`flask --app gcp_tracker import-census FILE`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcp_tracker.models import Authority, Child
from tests.cast import Cast
from tests.returns import LARGE, SMALL, census, child

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, cast: Cast, session: Session) -> Run:
    runner = app.test_cli_runner()

    def command(*arguments: str | Path) -> Result:
        result = runner.invoke(args=["import-census", *(str(argument) for argument in arguments)])
        session.expire_all()
        return result

    return command


def children(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Child).where(Child.la_child_id.is_not(None))) or 0


def test_a_dry_run_prints_what_would_come_and_writes_nothing(run: Run, session: Session) -> None:
    result = run(SMALL, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "2 children: 2 created, 0 updated, 0 unchanged, 0 left out." in result.output
    assert result.output.rstrip().endswith("This was a dry run: nothing was written.")
    assert children(session) == 0


def test_the_import_prints_each_line_and_a_second_one_changes_nothing(run: Run, session: Session) -> None:
    first = run(SMALL)
    assert first.exit_code == 0, first.output
    assert "A123456789123" in first.output
    assert children(session) == 2
    again = run(SMALL)
    assert again.exit_code == 0
    assert "2 children: 0 created, 0 updated, 2 unchanged, 0 left out." in again.output


def test_another_authority_s_return_is_refused_with_2(run: Run, session: Session) -> None:
    for result in (run(LARGE, "--dry-run"), run(LARGE)):
        assert result.exit_code == 2
        assert "authority 975; Northmere Council is 201" in result.output
    assert children(session) == 0
    assert run(LARGE, "--other-authority").exit_code == 0
    assert children(session) == 332


def test_a_broken_file_is_refused_with_2_in_one_sentence(run: Run, tmp_path: Path, session: Session) -> None:
    broken = tmp_path / "cut.xml"
    broken.write_bytes(SMALL.read_bytes()[:3000])
    result = run(broken)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "cut off at line" in result.stderr
    assert children(session) == 0


def test_bad_values_do_not_stop_the_good_rest(run: Run, tmp_path: Path, session: Session) -> None:
    file = tmp_path / "some.xml"
    file.write_bytes(census(child("A1"), child(""), child("A2", born="<PersonBirthDate>x</PersonBirthDate>")))
    result = run(file)
    assert result.exit_code == 0
    assert "3 children: 1 created, 0 updated, 0 unchanged, 2 left out." in result.output
    assert children(session) == 1


def test_of_several_authorities_one_is_named(run: Run, session: Session) -> None:
    session.add(Authority(name="Southmere Council"))
    session.commit()
    unnamed = run(SMALL)
    assert unnamed.exit_code == 2
    assert "Northmere Council, Southmere Council" in unnamed.stderr
    assert run(SMALL, "--authority", "Nowhere").exit_code == 2
    assert "no intake team" in run(SMALL, "--authority", "Southmere Council").stderr
    assert run(SMALL, "--authority", "Northmere Council").exit_code == 0

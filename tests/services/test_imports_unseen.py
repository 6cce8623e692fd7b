"""What a return tells its officer of children who are not with the officer’s team: what returns have said, and nothing
else, so that a restricted child and a child of another team look as one who is not there at all.
"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from gcp_tracker.models import Child
from gcp_tracker.rules.identifiers import upn_check_letter
from tests.cast import Cast
from tests.guarded import Guarded, gather_guarded
from tests.returns import Import, case, census, child, protection, the_child

NUMBERS = ("NOBODY", "NOOR-1", "ZOE-1")
UPN, FREE = (upn_check_letter(number) + number for number in ("123456789012", "823456789012"))


@pytest.fixture
def guarded(session: Session, cast: Cast) -> Guarded:
    found = gather_guarded(session, cast)
    found.noor.la_child_id, cast.zoe.la_child_id = "NOOR-1", "ZOE-1"
    found.noor.authority = cast.authority
    found.noor.sex, found.noor.ethnicity, cast.zoe.ethnicity = "F", "MWBC", "WBRI"
    session.commit()
    return found


def told(take_in: Import, of: str, *parts: str, dry_run: bool = True, **more: str) -> list[tuple[str, ...]]:
    """All that the report says, the number apart."""
    report = take_in(census(child(of, *parts, **more)), dry_run=dry_run)
    lines = [(str(line.line), line.outcome.value, line.why, line.field, line.given) for line in report.lines]
    return [*lines, (report.summary(), report.made_words(), report.values_words())]


def test_each_return_tells_the_same_of_all_of_them(guarded: Guarded, take_in: Import) -> None:
    """First looked over, then taken in, then again, then with a change: as of a number that nobody had."""
    first = (case(inside=protection()),)
    changed = (case(closed="2026-02-01", inside=protection(end="2025-12-01", latest="EMO")), case("2026-06-01"))
    steps = [(first, True), (first, False), (first, True), (changed, True), (changed, False), (changed, True)]
    for number, (parts, dry_run) in enumerate(steps):
        said = {of: told(take_in, of, *parts, dry_run=dry_run, characteristics="<Ethnicity>AIND</Ethnicity>")
                for of in NUMBERS}  # fmt: skip
        assert said["NOOR-1"] == said["ZOE-1"], number
        # A child of the intake team follows the return there too; only the officer’s own child may say that it differs.
        assert [line[:3] for line in said["NOBODY"]] == [line[:3] for line in said["NOOR-1"]], number


def test_the_record_follows_all_the_same(guarded: Guarded, take_in: Import, session: Session) -> None:
    told(take_in, "NOOR-1", case("2024-01-10"), dry_run=False)
    noor = the_child(session, "NOOR-1")
    assert noor.id == guarded.noor.id
    assert [str(episode.started_on) for episode in noor.episodes][-1] == "2024-01-10"
    assert noor.ethnicity == "MWBC", "what a person entered stays"


def test_without_a_birth_it_is_left_out_as_of_somebody_new(guarded: Guarded, take_in: Import) -> None:
    said = [told(take_in, of, case(), born="") for of in NUMBERS]
    assert said[0] == said[1] == said[2]
    assert "There is no date of birth" in said[0][0][2]


def test_a_upn_of_theirs_is_not_entered_twice_and_nothing_is_said(
    guarded: Guarded, cast: Cast, take_in: Import, session: Session
) -> None:
    free = told(take_in, "NEW-1", identifiers=f"<UPN>{FREE}</UPN>")
    for owner in (guarded.noor, cast.zoe):
        owner.upn = UPN
        session.commit()
        assert told(take_in, "NEW-1", identifiers=f"<UPN>{UPN}</UPN>") == free
        told(take_in, f"NEW-{owner.given_name}", identifiers=f"<UPN>{UPN}</UPN>", dry_run=False)
        assert the_child(session, f"NEW-{owner.given_name}").upn is None
        owner.upn = None
        session.commit()


def test_of_the_officers_own_children_it_still_says_what_differs(cast: Cast, take_in: Import, session: Session) -> None:
    session.add(own := Child(**_as_zoe(cast)))
    session.commit()
    assert any("differs" in line[1] for line in told(take_in, "OWN-1"))
    assert own.team is cast.intake


def _as_zoe(cast: Cast) -> dict[str, object]:
    zoe = cast.zoe
    return {
        "family": zoe.family, "team": cast.intake, "authority": cast.authority, "given_name": "Ivo",
        "family_name": "O’Quinn", "born_on": date(2018, 5, 5), "pronoun": zoe.pronoun, "created_at": zoe.created_at,
        "la_child_id": "OWN-1",
    }  # fmt: skip

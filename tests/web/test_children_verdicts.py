"""What lists and the family’s page tell of a verdict: what was recorded first, no curve run, nobody hinted at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from bs4 import Tag
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.change import kept, series_reading
from gcp_tracker.change.words import NO_PREDICTION, SHORT
from gcp_tracker.children import service
from gcp_tracker.children.details import ChildDetails
from gcp_tracker.models import User
from gcp_tracker.readings.queries import readings_on
from gcp_tracker.rules.vocabulary import Pronoun
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, history, signed_visit
from tests.cast import NOW, TODAY, Cast
from tests.conftest import counted_queries
from tests.page_client import PageClient, soup_of

WritingAs = Callable[[User | None], UnitOfWork]
SignIn = Callable[[User], PageClient]
FOOD, WATCHING = "nutrition_quantity", "presence_noticing"


def words_of(found: Tag | None) -> str:
    assert found is not None
    return " ".join(found.get_text(" ").split())


def row_of(client: PageClient, address: str, name: str) -> Tag:
    rows = soup_of(client, address).select(".child-row, .team-row")
    return next(row for row in rows if name in words_of(row.select_one(".child-row-name")))


@pytest.fixture
def a_good_year_and_a_new_5(cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 3, 2, 2, 2, 2, 2, 2, 2], at_last={FOOD: 5})


@pytest.mark.usefixtures("a_good_year_and_a_new_5")
def test_my_team_tells_what_is_newly_bad_and_the_verdict_of_each_domain(cast: Cast, as_: SignIn) -> None:
    row = row_of(as_(cast.chloe), "/my-team", "Leo")
    food = instruments.newest(instruments.OURS).item(FOOD).title
    assert words_of(row.select_one(".reason--grave")).startswith(f"{food} newly at 5 on 2 November 2026. Rule: ")
    assert words_of(row.select_one(".team-verdict")).startswith("Better on the whole in Physical care, but")
    assert words_of(row.select_one(".team-verdicts li")).endswith("Physical care: Up and down")


@pytest.mark.usefixtures("a_good_year_and_a_new_5")
def test_what_was_recorded_stands_before_the_verdict_and_the_domains_worst_first(
    session: Session, cast: Cast, as_: SignIn
) -> None:
    address = "/my-children"
    row = row_of(as_(cast.amira), address, "Leo")
    words = words_of(row)
    food = instruments.newest(instruments.OURS).item(FOOD).title
    newly = f"{food} newly at 5 on 2 November 2026."
    verdict = words_of(row.select_one(".child-row-verdict"))
    assert words.index(newly) < words.index(verdict)
    assert verdict.startswith("Better on the whole in Physical care, but")
    kept = readings_on(session, [cast.leo.id], TODAY, instruments.OURS)[cast.leo.id].reading
    cells = row.select(".domain-now")
    titles = instruments.newest(instruments.OURS)
    assert [words_of(cell.h3) for cell in cells] == [titles.domain(one.domain).title for one in kept.domains]
    assert [words_of(cell.select_one(".home-now-verdict strong")) for cell in cells] == [
        SHORT[one.verdict] for one in kept.domains
    ]
    assert words_of(cells[0]).startswith("Physical care Up and down better on the whole: about ")
    assert f"Worst now 5 {food}" in words_of(cells[0])
    assert all(cell.select_one("svg.sparkline title") for cell in cells)
    assert words_of(soup_of(as_(cast.amira), address)).count(NO_PREDICTION) == 1


@pytest.mark.usefixtures("a_good_year_and_a_new_5")
def test_a_list_runs_no_curve_and_writes_nothing_but_what_was_read(
    cast: Cast, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise AssertionError("a list must not work anything out")

    for module, name in ((series_reading, "courses_of"), (series_reading, "evidences_in"), (kept, "bands_of")):
        monkeypatch.setattr(module, name, refuse)
    for user, address in (
        (cast.amira, "/my-children"),
        (cast.chloe, "/my-team"),
        (cast.amira, f"/families/{cast.leo.family_id}"),
    ):
        assert "Better on the whole" in words_of(soup_of(as_(user), address)), address


def test_silence_takes_good_news_away_and_is_said(cast: Cast, as_: SignIn, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 3, 2, 2, 2, 2, 2, 2, 2], last_on=TODAY - timedelta(days=70))
    row = row_of(as_(cast.amira), "/my-children", "Leo")
    assert "Not graded for 60 days: Physical care, Safety, Love and Esteem since 7 September 2026." in words_of(
        row.select_one(".recorded")
    )
    assert "Better, too early to rely on" in words_of(row)
    assert "probably lasted" not in words_of(row)
    assert "on 7 September 2026, and not since" in words_of(row.select_one(".domain-now"))


def test_a_narrow_visit_says_how_many_items_it_graded(cast: Cast, as_: SignIn, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, date(2026, 11, 2), {WATCHING: 2})
    cells = row_of(as_(cast.amira), "/my-children", "Leo").select(".domain-now")
    safety = next(cell for cell in cells if words_of(cell.h3) == "Safety")
    assert "Not enough to tell" in words_of(safety)
    assert "1 of 6 graded" in words_of(safety)
    other = next(cell for cell in cells if words_of(cell.h3) == "Love")
    assert words_of(other) == "Love Not enough to tell Never graded"


def test_my_children_takes_no_more_queries_for_sixty_verdicts_than_for_one(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    client = as_(cast.amira)
    counts, added = [], 0
    for wanted in (1, 10, 60):
        with writing_as(cast.amira) as uow:
            for place in range(added, wanted):
                details = ChildDetails(given_name=f"Omar {place}", born_on=date(2019, 4, 1), pronoun=Pronoun.HE)
                child = service.add_family_with_child(uow, cast.riverside, details, allocate_to=cast.amira)
                on = date(2026, 11, 16 - place % 5)
                signed_visit(uow, child, on, all_grades(child, on, 3))
            added = wanted
        session.expire_all()
        session.rollback()
        with counted_queries() as statements:
            client.get("/my-children")
        counts.append(len(statements))
    assert counts == counts[:1] * 3
    assert counts[0] <= 8, counts


# The family’s page


@pytest.fixture
def ruby_worse_off(cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [2, 2, 2, 2])
        history(uow, cast.ruby, [3, 3, 3, 3], at_last={WATCHING: 5})


@pytest.mark.usefixtures("ruby_worse_off")
def test_a_child_who_is_worse_off_than_a_brother_is_named_with_why_and_when(cast: Cast, as_: SignIn) -> None:
    soup = soup_of(as_(cast.chloe), f"/families/{cast.leo.family_id}")
    found = [words_of(one) for one in soup.select(".worse-off")]
    watching = instruments.newest(instruments.OURS).item(WATCHING).title
    assert found[0].startswith("Ruby is worse off than Leo in Safety.")
    assert f"At 4 or 5 for Ruby alone: {watching} 5 (Leo 2), 2 November 2026." in found[0]
    assert "3.4 for Ruby, 2.0 for Leo (2 November 2026)." in found[0]
    assert not any(one.startswith("Leo") for one in found)
    for domain in soup.select(".sibling-domain"):
        assert [words_of(cell.h4) for cell in domain.select(".domain-now")] == ["Leo", "Ruby"]
    assert words_of(soup).count(NO_PREDICTION) == 1


@pytest.mark.usefixtures("ruby_worse_off")
def test_every_line_of_the_family_stands_on_the_same_axis(cast: Cast, as_: SignIn, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 2))
    soup = soup_of(as_(cast.chloe), f"/families/{cast.leo.family_id}")
    for domain in soup.select(".sibling-domain"):
        leo, ruby = (float(str(dot["cx"])) for dot in domain.select("svg.sparkline circle"))
        assert ruby < leo, "she was graded last before him"


def test_a_sister_not_graded_lately_is_unknown_and_not_well(cast: Cast, as_: SignIn, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [3, 3, 3])
    soup = soup_of(as_(cast.chloe), f"/families/{cast.leo.family_id}")
    (said,) = [words_of(one) for one in soup.select(".worse-off--unknown")]
    assert said == "Ruby has never been graded: how Ruby compares is not known, and unknown is not good."
    assert words_of(soup.select(".sibling-domain")[0]).endswith("Ruby Never graded")


def test_two_homes_of_one_child_are_told_apart(cast: Cast, as_: SignIn, writing_as: WritingAs) -> None:
    with writing_as(cast.ben) as uow:
        history(uow, cast.kai, [2, 2, 2], household=cast.kais_mums)
        history(uow, cast.kai, [4, 4, 4], household=cast.kais_dads, last_on=TODAY)
    soup = soup_of(as_(cast.ben), f"/families/{cast.kai.family_id}")
    first = soup.select_one(".sibling-domain .domain-now")
    assert first is not None
    assert {words_of(name) for name in first.select(".home-now-name")} == {"Mum’s house", "Dad’s flat"}
    assert len(first.select("svg.sparkline")) == 2
    assert not soup.select(".worse-off"), "nobody is compared with themselves"


@pytest.mark.usefixtures("ruby_worse_off")
def test_a_sister_whom_the_reader_may_not_read_is_not_compared_with_nor_hinted_at(
    session: Session, cast: Cast, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gcp_tracker.children.routes import families

    asked = families.children_who_may
    monkeypatch.setattr(
        families, "children_who_may", lambda *given: [one for one in asked(*given) if one.id != cast.ruby.id]
    )
    soup = soup_of(as_(cast.amira), f"/families/{cast.leo.family_id}")
    assert "Ruby" not in words_of(soup)
    assert not soup.select(".worse-off")
    assert words_of(soup.select_one("#side-by-side")) == "What the grades say"


def test_a_family_takes_the_same_few_queries_however_many_children(
    session: Session, cast: Cast, as_: SignIn, writing_as: WritingAs
) -> None:
    client, counts = as_(cast.chloe), []
    for more in (0, 4):
        with writing_as(cast.chloe) as uow:
            for place in range(more):
                details = ChildDetails(given_name=f"Ada {place}", born_on=date(2018, 1, 1), pronoun=Pronoun.SHE)
                service.add_sibling(uow, cast.leo.family, cast.riverside, details, cast.leos_home)
        for child in cast.leo.family.children:
            with UnitOfWork(session, cast.amira, NOW) as uow:
                signed_visit(uow, child, TODAY, all_grades(child, TODAY, 3), household=cast.leos_home)
        session.expire_all()
        session.rollback()
        with counted_queries() as statements:
            client.get(f"/families/{cast.leo.family_id}")
        counts.append(len(statements))
    assert counts[0] == counts[1], counts

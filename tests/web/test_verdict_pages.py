"""The verdict on the child’s page, how it is worked out, and who does not get to read either."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.change.constants import STANDARD, VERSION
from gcp_tracker.change.kept import inputs_hash
from gcp_tracker.change.words import NO_PREDICTION
from gcp_tracker.models import User
from gcp_tracker.readings.grades import graded_children, grades_of
from gcp_tracker.readings.queries import readings_on
from gcp_tracker.record.plan_reading import reading_since, rows_since
from gcp_tracker.record.queries import child_story
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, history, many_visits, signed_visit
from tests.cast import TODAY, Cast
from tests.page_client import PageClient, soup_of

As = Callable[[User], PageClient]
WritingAs = Callable[[User | None], UnitOfWork]
LAST = date(2026, 11, 2)
FOOD = "nutrition_quantity"


def words_of(soup: BeautifulSoup, part: str) -> str:
    found = soup.select_one(part)
    assert found is not None, part
    return " ".join(found.get_text(" ").split())


@pytest.fixture
def leos_page(as_: As, cast: Cast) -> Callable[[], BeautifulSoup]:
    return lambda: soup_of(as_(cast.amira), f"/children/{cast.leo.id}")


LeosPage = Callable[[], BeautifulSoup]


def test_what_has_lasted_is_said_first_with_both_probabilities(
    writing_as: WritingAs, cast: Cast, leos_page: LeosPage
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2])
    soup = leos_page()
    said = words_of(soup, ".verdict")
    assert said.index("Better than at the start in") < said.index("and it has probably lasted six months.")
    assert re.search(r"Physical care about \d+ in 20, held, about \d+ in 20", said)
    assert re.search(r"12 visits by 1 worker over 440 days, .* until the visit of 2 November 2026", said)
    main = soup.find("main")
    assert main is not None
    sections = [section.get("class") for section in main.find_all("section")]
    assert sections[0] == ["verdict"]
    assert main.get_text().count(NO_PREDICTION) == 1
    assert f'href="/children/{cast.leo.id}/how' in str(soup.select_one(".verdict"))


def test_a_relapse_is_up_and_down_and_names_when_it_was_lost(
    writing_as: WritingAs, cast: Cast, leos_page: LeosPage
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 3, 2, 2, 2, 2, 4, 4])
    said = words_of(leos_page(), ".verdict")
    assert said.startswith("Is life better for Leo? Up and down in")
    assert re.search(r"Esteem: Up and down: earlier gains were lost in \w+ 2026", said)
    assert "lasted" not in said


def test_no_better_stands_over_an_item_that_is_newly_at_5(
    writing_as: WritingAs, cast: Cast, leos_page: LeosPage
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2], at_last={FOOD: 5})
    soup = leos_page()
    said = words_of(soup, ".verdict__line--first")
    assert said.startswith("Better on the whole in Physical care, but Enough food newly at 5 on 2 November 2026.")
    assert words_of(soup, ".attention").startswith("Enough food newly at 5 on 2 November 2026. Rule: ")
    assert soup.select_one(".verdict__line--better") is None


def test_silence_takes_good_news_away_and_says_what_may_settle_it(
    writing_as: WritingAs, cast: Cast, leos_page: LeosPage
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 4, 3, 2, 2, 2, 2, 2], last_on=TODAY - timedelta(days=100))
    said = words_of(leos_page(), ".verdict")
    assert "The grades recorded cannot settle this in Physical care, Safety, Love and Esteem." in said
    assert "Not graded since 8 August 2026, and silence settles nothing." in said
    assert re.search(r"One more visit in which at least \d+ of the \d+ Safety items .* may settle it\.", said)
    assert "etter" not in said.removeprefix("Is life better for Leo?")


def test_an_improvement_that_comes_with_another_worker_asks_for_a_joint_visit(
    writing_as: WritingAs, cast: Cast, leos_page: LeosPage
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 4], last_on=LAST - timedelta(days=90), every=30)
    # A colleague of the same team, and three kinder visits.
    with writing_as(cast.chloe) as uow:
        for days in (60, 30, 0):
            on = LAST - timedelta(days=days)
            grades = {
                key: value - (place % 5 < 4) for place, (key, value) in enumerate(all_grades(cast.leo, on, 4).items())
            }
            signed_visit(uow, cast.leo, on, grades)
    soup = leos_page()
    assert re.search(
        r"This apparent improvement in .* coincides with a change of worker; ask for a joint visit\.",
        words_of(soup, ".findings"),
    )
    assert words_of(soup, ".findings").count("Change of worker") == 1


def test_one_workers_eyes_alone_are_named(writing_as: WritingAs, cast: Cast, leos_page: LeosPage) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [3, 3, 3, 3, 3])
    soup = leos_page()
    assert "One worker made all graded visits of the last six months" in words_of(soup, ".attention")
    assert words_of(soup, "main").count("One worker ") == 1


def test_of_two_homes_each_has_its_own_verdict_the_least_favourable_first(
    as_: As, writing_as: WritingAs, cast: Cast
) -> None:
    with writing_as(cast.ben) as uow:
        history(uow, cast.kai, [4, 4, 3, 2, 2, 2], household=cast.kais_mums)
        history(uow, cast.kai, [2, 2, 3, 4, 4, 4], last_on=LAST - timedelta(days=1), household=cast.kais_dads)
    said = words_of(soup_of(as_(cast.ben), f"/children/{cast.kai.id}"), ".verdict")
    assert said.startswith("Is life better for Kai? Worse than at the start in")
    worse, better = (
        said.index("Esteem (Dad’s flat): Worse than at the start."),
        said.index("Esteem (Mum’s house): Better"),
    )
    assert worse < better


def test_drift_is_told_once_with_the_day_since_when(writing_as: WritingAs, cast: Cast, leos_page: LeosPage) -> None:
    with writing_as(cast.amira) as uow:
        for place in range(7):
            on = LAST - timedelta(days=40 * place)
            signed_visit(uow, cast.leo, on, all_grades(cast.leo, on, 3) | {FOOD: 4})
    soup = leos_page()
    said = words_of(soup, ".attention")
    assert "1 item has stayed at 4 or 5 without improvement: Enough food since 7 March 2026. Rule: six months" in said
    assert "Drift" not in words_of(soup, "main"), "once is enough"


def test_since_the_first_grades_and_since_this_plan_stand_side_by_side(
    writing_as: WritingAs, cast: Cast, leos_page: LeosPage
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2])
    columns = leos_page().select(".facts__since > div")
    heads = [" ".join(column.get_text(" ").split()) for column in columns]
    assert heads[0].startswith("Since the first grades, 19 August 2025 Better, and it has probably lasted.")
    assert heads[1].startswith("Since this child protection plan began, 20 February 2026 No clear change.")


def test_the_second_reading_is_made_of_the_very_same_grades(session: Session, cast: Cast) -> None:
    many_visits(session, cast.leo, cast.amira, TODAY, 12, not_seen=())
    story = child_story(session, cast.leo)
    kept = readings_on(session, [cast.leo.id], TODAY, instruments.OURS)[cast.leo.id]
    rows = rows_since(story, instruments.OURS, date.min)
    told = grades_of(str(cast.leo.id), instruments.newest(instruments.OURS), rows, kept.kept.moved)
    assert inputs_hash(told) == inputs_hash(graded_children(session, cast.leo)[instruments.OURS])
    whole = reading_since(story, kept, date.min, TODAY, STANDARD)
    assert whole.verdict is kept.reading.verdict
    assert [(one.domain, one.verdict, one.facts) for one in whole.domains] == [
        (one.domain, one.verdict, one.facts) for one in kept.reading.domains
    ]
    later = reading_since(story, kept, TODAY - timedelta(days=100), TODAY, STANDARD)
    assert all(one.reading.first >= TODAY.toordinal() - 100 for domain in later.domains for one in domain.series)


def test_the_charts_have_the_curve_on_the_page_in_its_table_and_for_plotly(
    as_: As, writing_as: WritingAs, cast: Cast, leos_page: LeosPage
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 4, 3, 2, 2])
    soup = leos_page()
    assert len(soup.select(".care-chart .care-chart__curve")) == 4
    assert "Likely between" in words_of(soup, ".numbers thead")
    assert re.search(r"\d\.\d and \d\.\d$", words_of(soup, ".numbers tbody tr"))
    assert "likely between" in words_of(soup, ".care-chart desc")
    assert [one.get_text() for one in soup.select(".care-charts__verdict")] == ["Better, too early to rely on"] * 4
    large = as_(cast.amira).get(f"/children/{cast.leo.id}/charts").get_data(as_text=True)
    assert large.count("tonexty") == 4


def test_the_childs_time_is_told_in_days_and_as_a_share_of_its_life(
    writing_as: WritingAs, cast: Cast, leos_page: LeosPage
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4] * 8)
    said = words_of(leos_page(), ".lived")
    assert re.search(r"Love about \d+ days, \d+% of his life up to the latest visit", said)


def test_a_child_whose_grades_are_too_few_has_the_facts_and_no_curve(
    writing_as: WritingAs, cast: Cast, leos_page: LeosPage
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, LAST, {FOOD: 4})
    soup = leos_page()
    assert words_of(soup, ".verdict__line--first").startswith("The grades recorded cannot settle this")
    assert soup.select(".care-chart__curve") == []
    assert "At 4 or 5 now: 1" in words_of(soup, ".facts")


def test_there_is_no_verdict_before_the_first_grade(as_: As, cast: Cast, leos_page: LeosPage) -> None:
    assert leos_page().select_one(".verdict") is None
    assert "nothing to work out" in soup_of(as_(cast.amira), f"/children/{cast.leo.id}/how").get_text()


def test_from_18_on_nothing_is_judged(writing_as: WritingAs, cast: Cast, leos_page: LeosPage) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 4, 2, 2])
        cast.leo.born_on = TODAY - timedelta(days=19 * 366)
    assert leos_page().select_one(".verdict") is None


def test_how_it_is_worked_out_has_the_childs_own_numbers_and_every_constant(
    as_: As, session: Session, writing_as: WritingAs, cast: Cast
) -> None:
    with writing_as(cast.amira) as uow:
        history(uow, cast.leo, [4, 4, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2])
    soup = soup_of(as_(cast.amira), f"/children/{cast.leo.id}/how")
    said = words_of(soup, "main")
    kept = readings_on(session, [cast.leo.id], TODAY, instruments.OURS)[cast.leo.id]
    love = next(one for one in kept.reading.domains if one.domain == "love").series[0].reading
    assert love.shares is not None
    for part in (
        "Visits that graded enough of the domain: 12 (3 are needed).",
        "Days from the first to the latest of them: 440 (56 are needed).",
        "The start is 19 August 2025 and 28 September 2025.",
        f"Yes: {love.shares.better:.3f}, where 0.70 is asked (14 in 20).",
        f"Yes: {love.shares.sustained:.3f}, where {STANDARD.sustained_at:.2f} is asked"
        f" ({STANDARD.sustained_at * 20:g} in 20).",
        "Is an item newly bad, so that no “better” may stand over it? No.",
        "14 days since the visit of 2 November 2026",
        f"Where at least {STANDARD.sustained_at * 20:g} in 20 say that it has also stayed so",
        "Shared optimism.",
        "A first visit in a crisis.",
        "It is no evidence about real children.",
        f"by version {VERSION} of the engine",
        kept.kept.inputs_hash,
        "The grades in the file are the very ones it was made from.",
        NO_PREDICTION,
    ):
        assert part in said, part
    for one in STANDARD.told():
        assert one.words in said
        assert one.source in said
    levels = [row.find_all("td")[2].get_text() for row in soup.select(".how section:nth-of-type(2) .numbers tbody tr")]
    assert levels[0] == "4.00"
    assert levels[-1] == "2.00"


def test_what_was_bad_and_is_left_out_of_the_latest_visit_is_named_and_is_no_progress(
    as_: As, session: Session, writing_as: WritingAs, cast: Cast
) -> None:
    with writing_as(cast.amira) as uow:
        for place, level in enumerate([4, 4, 3, 2, 2, 2]):
            on = LAST - timedelta(days=40 * (5 - place))
            grades = all_grades(cast.leo, on, level) | {FOOD: 4}
            if on == LAST:
                del grades[FOOD]
            signed_visit(uow, cast.leo, on, grades)
    said = words_of(soup_of(as_(cast.amira), f"/children/{cast.leo.id}/how"), "main")
    assert "Of concern when graded last, and left out of the latest visit: Enough food." in said
    assert said.count("taken to stand where it stood") == 1


def test_nobody_without_a_part_in_the_childs_life_reads_how(as_: As, client: PageClient, cast: Cast) -> None:
    address = f"/children/{cast.leo.id}/how"
    assert client.get(address).status_code == 302
    for stranger in (cast.dev, cast.ewa, cast.farid, cast.grace):
        assert as_(stranger).get(address).status_code == 404, stranger.name

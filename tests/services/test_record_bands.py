"""Where a child's story changes its items: the lines on the charts, the tables, the grid, then and now, the lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from gcp_tracker import instruments
from gcp_tracker.charts.domain_svg import domain_svg
from gcp_tracker.charts.legend import legend
from gcp_tracker.charts.tables import domain_table
from gcp_tracker.children.queries.lists import my_children
from gcp_tracker.models import User
from gcp_tracker.record.care import care_over_time
from gcp_tracker.record.chronology.entries import OnFile, chronology
from gcp_tracker.record.comparison import compare, sides_of_visits
from gcp_tracker.record.facts import changes_since, visit_change
from gcp_tracker.record.findings import findings
from gcp_tracker.record.grid_table import grid_table
from gcp_tracker.record.numbers_table import numbers_table
from gcp_tracker.record.page import nothing_yet_words
from gcp_tracker.record.queries import child_standing, child_story
from gcp_tracker.record.story import Series, Story, series_of
from gcp_tracker.rules.attention import Group
from gcp_tracker.rules.reason_kinds import ReasonKind
from gcp_tracker.rules.vocabulary import NoteKind
from gcp_tracker.unit_of_work import UnitOfWork
from tests.builders import all_grades, draft_visit, signed_visit
from tests.cast import NOW, TODAY, USUAL, Cast
from tests.instruments import FIVE_GRADES

WritingAs = Callable[[User | None], UnitOfWork]
# Leo was born on 24 July 2020: five on 24 July 2025.
AT_FOUR, AT_FIVE = date(2025, 6, 1), date(2025, 9, 3)
FIFTH = "From here: items for 5 to 10 (fifth birthday 24 July 2025): 5 new items, 4 no longer asked"


def address(visit_id: object) -> str:
    return f"/visits/{visit_id}"


def told(session: Session, cast: Cast) -> tuple[Story, Series]:
    story = child_story(session, cast.leo)
    (series,) = series_of(story.visits)
    return story, series


@pytest.fixture
def over_the_birthday(cast: Cast, writing_as: WritingAs) -> None:
    with writing_as(cast.amira) as uow:
        for on in (AT_FOUR, AT_FIVE):
            signed_visit(uow, cast.leo, on, all_grades(cast.leo, on, 3))


@pytest.fixture
def over_two_versions(cast: Cast, writing_as: WritingAs) -> None:
    new = instruments.newest("five-grades")
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, AT_FIVE, all_grades(cast.leo, AT_FIVE, 3, FIVE_GRADES), instrument=FIVE_GRADES)
        signed_visit(uow, cast.leo, TODAY, all_grades(cast.leo, TODAY, 4, new), instrument=new)


@pytest.mark.usefixtures("over_the_birthday")
def test_a_birthday_is_a_line_in_the_picture_the_words_the_legend_and_the_table(session: Session, cast: Cast) -> None:
    story, series = told(session, cast)
    care = care_over_time(story, series, TODAY, address)
    (mark,) = [mark for mark in care.marks if mark.kind == "band"]
    assert (mark.on, mark.words) == (date(2025, 7, 24), FIFTH)
    assert FIFTH in [entry.words for entry in legend(care)]
    for chart in care.charts:
        svg = str(domain_svg(care, chart))
        assert 'class="care-chart__mark care-chart__mark--band"' in svg
        assert f"<title>{FIFTH}</title>" in svg
        assert f"{FIFTH}." in svg.split("<desc")[1].split("</desc>")[0]
        table = domain_table(care, chart)
        assert table.turns == ((1, FIFTH),)
        html = str(numbers_table(table))
        assert html.index("1 June 2025") < html.index(FIFTH) < html.index("3 September 2025</th>")


@pytest.mark.usefixtures("over_the_birthday")
def test_new_items_are_not_compared_across_the_birthday(session: Session, cast: Cast) -> None:
    story, series = told(session, cast)
    sides = sides_of_visits(series)
    assert sides is not None
    found = compare(series.instrument, *sides)
    assert len(found.rows) == 28
    assert len(found.only_now) == 5
    assert len(found.only_then) == 4
    assert found.turn.startswith("Then: items for 2 to 4. Now: items for 5 to 10. New: ")
    assert "not of the same items" in found.turn
    assert changes_since(series, story, TODAY)[0].sums == "0 items worse, 0 better, 28 the same"
    change = visit_change(series, series.visits[-1])
    assert (change.same, len(change.first_time)) == (28, 5)


@pytest.mark.usefixtures("over_the_birthday")
def test_the_grid_says_which_items_stood_on_the_form_and_which_were_not_asked(session: Session, cast: Cast) -> None:
    _, series = told(session, cast)
    html = str(grid_table(series.instrument, series.graded, (), address))
    assert '<th scope="row" class="care-grid__name care-grid__forms">Items for</th>' in html
    assert 'class="care-grid__form" colspan="1">2 to 4</th>' in html
    assert html.count('class="away"') == 9
    assert html.count("not asked then") == 9


def test_a_birthday_since_the_last_visit_is_announced_for_the_next_one(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, AT_FOUR, {"nutrition_quality": 3})
    story, series = told(session, cast)
    care = care_over_time(story, series, TODAY, address)
    assert [mark.words for mark in care.marks if mark.kind == "band"] == [
        "From the next visit: items for 5 to 10 (fifth birthday 24 July 2025): 5 new items, 4 no longer asked"
    ]
    assert domain_table(care, care.charts[0]).turns[0][0] == len(care.charts[0].points)


@pytest.mark.usefixtures("over_two_versions")
def test_a_new_version_breaks_the_story_only_where_the_items_do(session: Session, cast: Cast) -> None:
    story, series = told(session, cast)
    assert series.instrument.version == "1.1"
    care = care_over_time(story, series, TODAY, address)
    assert [(mark.kind, mark.words) for mark in care.marks if mark.kind == "instrument"] == [
        ("instrument", "From here: items of version 1.1 (16 November 2026): 1 new item, 1 no longer asked")
    ]
    # Six of seven items went on: Food 3, Keeping clean (under its new key), Watching, Online, Toys.
    physical = next(chart for chart in care.charts if chart.key == "physical")
    assert [(point.graded, point.of) for point in physical.points] == [(4, 4), (3, 3)]
    html = str(grid_table(series.instrument, series.graded, (), address))
    assert "Mealtimes" in html, "what is no longer asked stays readable"
    assert "Clean every day" in html
    assert "Keeping clean</th>" not in html.replace("rowgroup", ""), "one row goes on under the new title"
    sides = sides_of_visits(series)
    assert sides is not None
    found = compare(series.instrument, *sides)
    assert "Clean every day" in [row.title for row in found.rows]
    assert found.only_then == ("Mealtimes (3)",)
    assert found.only_now == ("On and near roads (4)",)
    assert found.domains[0].then.graded_words == "graded 4 of 4 items"
    assert changes_since(series, story, TODAY)[0].sums == "6 items worse, 0 better, 0 the same"


def test_an_older_version_signed_after_a_newer_one_is_read_by_the_newer(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    new = instruments.newest("five-grades")
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, AT_FIVE, {"hygiene_daily": 2}, instrument=new)
        signed_visit(uow, cast.leo, TODAY, {"hygiene": 4}, instrument=FIVE_GRADES)
    _, series = told(session, cast)
    assert series.instrument.version == "1.1"
    assert [dict(visit.grades) for visit in series.graded] == [{"hygiene_daily": 2}, {"hygiene_daily": 4}]


def test_a_choice_is_said_with_its_reason_from_when_it_began_and_no_longer_once_it_ended(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    choice = {"band": "2-4", "band_reason": "Speaks as a three-year-old does."}
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, date(2026, 3, 1), {"nutrition_quality": 3})
        signed_visit(uow, cast.leo, date(2026, 5, 3), {"nutrition_quality": 3}, **choice)
        signed_visit(uow, cast.leo, date(2026, 8, 3), {"nutrition_quality": 3}, **choice)
    story, series = told(session, cast)
    said = next(finding for finding in findings(story, series, TODAY, USUAL) if finding.tag == "Another age")
    assert said.sentence == (
        "Graded with the items for 2 to 4 since 3 May 2026, not those of Leo’s age: Speaks as a three-year-old does"
        " (Amira Khan)."
    )
    care = care_over_time(story, series, TODAY, address)
    assert [mark.words for mark in care.marks if mark.kind == "band"] == [
        "From here: items for 2 to 4 (chosen by Amira Khan, 3 May 2026): 4 new items, 5 no longer asked"
    ]
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, date(2026, 9, 1), {"nutrition_quality": 3})
    story, series = told(session, cast)
    assert "Another age" not in [finding.tag for finding in findings(story, series, TODAY, USUAL)]
    care = care_over_time(story, series, TODAY, address)
    assert care.marks[-1].words.startswith("From here: items for 5 to 10 (1 September 2026):")


@pytest.mark.usefixtures("over_the_birthday")
def test_my_childrens_lines_break_where_the_items_change(session: Session, cast: Cast) -> None:
    (row,) = my_children(session, cast.amira, NOW, TODAY).rows
    for domain in row.domains:
        assert [point.is_turn for home in domain.homes for point in home.points] == [False, True]


def test_an_unborn_child_is_visited_without_grades_and_asked_for_when_overdue(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(None):
        cast.leo.born_on, cast.leo.expected_on = None, date(2027, 2, 1)
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, TODAY, notes={NoteKind.READY: "A cot"})
    story = child_story(session, cast.leo)
    assert child_standing(session, cast.leo, TODAY).can_be_visited
    assert nothing_yet_words(story, TODAY).endswith("what must happen before the birth. 1 visit so far.")
    assert [entry.words for entry in chronology(OnFile(story)) if entry.kind.words == "Visit"] == [
        "Amira Khan, at home; before the birth, no grades"
    ]
    assert findings(story, None, TODAY, USUAL) == []
    (row,) = my_children(session, cast.amira, NOW, TODAY).rows
    assert (row.first, row.today.stage_words) == (None, "")
    later = date(2027, 2, 11)
    (row,) = my_children(session, cast.amira, NOW, later).rows
    assert row.first is not None
    assert row.first.kind is ReasonKind.BIRTH
    assert "no birth is recorded" in row.first.sentence
    assert [finding.tag for finding in findings(story, None, later, USUAL)] == ["Birth not recorded"]
    with writing_as(None):
        cast.leo.born_on = date(2027, 2, 10)
    assert nothing_yet_words(child_story(session, cast.leo), later) == (
        "Leo was born on 10 February 2027, after 1 visit before the birth. From the next visit on care is graded, and"
        " the first profile can begin."
    )


def test_from_18_the_page_stays_and_nothing_is_asked_for_any_more(
    session: Session, cast: Cast, writing_as: WritingAs
) -> None:
    with writing_as(None):
        cast.leo.born_on = date(2008, 12, 10)
    with writing_as(cast.amira) as uow:
        signed_visit(uow, cast.leo, date(2026, 1, 10), {"nutrition_quality": 3}, child_seen_alone=False)
    story, series = told(session, cast)
    tags = [finding.tag for finding in findings(story, series, TODAY, USUAL)]
    assert tags[0] == "Soon 18"
    assert "Not graded" in tags
    (row,) = my_children(session, cast.amira, NOW, TODAY).rows
    assert row.today.stage_words == "Leo turns 18 on 10 December 2026 (in 24 days). Grading ends on that day."
    after = date(2026, 12, 10)
    assert [finding.tag for finding in findings(story, series, after, USUAL)] == ["18"]
    assert not child_standing(session, cast.leo, after).can_be_visited
    (row,) = my_children(session, cast.amira, NOW, after).rows
    assert (row.first, row.group) == (None, Group.ADULT)
    with writing_as(cast.amira) as uow:
        draft_visit(uow, cast.leo, TODAY)
    (row,) = my_children(session, cast.amira, NOW, after).rows
    assert row.kinds == {ReasonKind.DRAFT}, "what was begun can still be signed"

"""The demo’s stories as they are told: whole, plausible in their days, never the same twice; and their checker."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from gcp_tracker import instruments
from gcp_tracker.demo.builder import Calendar
from gcp_tracker.demo.check import main, story_faults
from gcp_tracker.demo.check_child import OLDEST, ChildCheck
from gcp_tracker.demo.check_family import family_faults, faults_between
from gcp_tracker.demo.check_texts import Text, text_faults, texts_of
from gcp_tracker.demo.stories import ChildStory, FamilyStory
from gcp_tracker.demo.story_files import FOLDER, StoryFault, all_families, read_family
from gcp_tracker.rules.instrument import Instrument

TODAY = date(2026, 11, 16)
FAMILIES = all_families()
CHILDREN = {key: (family, child) for family in FAMILIES for key, child in family.children.items()}
REID = FOLDER / "1-reid.yaml"


@pytest.fixture(scope="module")
def ours() -> Instrument:
    instruments.load_folder()
    return instruments.newest(instruments.OURS)


# The stories


def test_no_story_has_a_fault_on_any_day_of_the_coming_year(ours: Instrument) -> None:
    assert story_faults(FOLDER, ours, TODAY) == []


def test_there_are_about_sixty_children_in_thirty_five_families_over_three_years() -> None:
    assert len(FAMILIES) == 35
    assert 58 <= len(CHILDREN) <= 66
    days = [visit.day for _, child in CHILDREN.values() for visit in child.visits]
    assert OLDEST <= min(days) < -1030
    assert max(days) >= -3
    assert len(days) > 450
    assert {family.team for family in FAMILIES} == {"meadow_lane", "harbour"}
    assert len({child.ethnicity for _, child in CHILDREN.values()}) >= 12
    assert sum(visit.draft for _, child in CHILDREN.values() for visit in child.visits) == 2


def test_most_visits_leave_the_childs_own_words_or_a_text_of_what_was_seen() -> None:
    evidence = [one for _, child in CHILDREN.values() for said in child.evidence.values() for one in said.values()]
    assert len(evidence) > 1000
    assert sum(bool(one.words) for one in evidence) > 130
    for key, (_, child) in CHILDREN.items():
        if len(child.visits) > 2:
            assert child.notes, key
            assert any("going_well" in notes for notes in child.notes.values()), f"nothing goes well for {key}"


def means(key: str, home: str = "") -> list[float]:
    family, child = CHILDREN[key]
    found = []
    for number, visit in enumerate(child.visits, 1):
        row = [int(sign) for _, sign in child.answers_of(number) if sign.isdigit()]
        if row and family.home_of(visit) == (home or next(iter(family.homes))):
            found.append(sum(row) / len(row))
    return found


def missed_at_the_end(child: ChildStory) -> int:
    held = [place for place, visit in enumerate(child.visits) if visit.outcome == "held"]
    return len(child.visits) - 1 - held[-1]


def test_improvement_lasts_in_some_and_is_lost_in_others() -> None:
    for key in ("callum", "evie", "noah"):
        assert means(key)[0] - means(key)[-1] > 0.8, key
    kacper, kwame = means("kacper"), means("kwame")
    assert min(kacper[4:6]) < kacper[0] - 0.5 < kacper[6] + 0.5
    assert kacper[-1] > kacper[-3] + 1
    # Each of three plans begins where the last one began, not where it ended.
    assert kwame[4] > kwame[3] + 0.8
    assert kwame[8] > kwame[7] + 0.8
    assert means("maja")[0] > means("maja")[1] + 0.5


def test_drift_stays_where_it_is_or_slips_a_little_at_a_time() -> None:
    niamh, filip = means("niamh"), means("filip")
    assert abs(niamh[0] - niamh[-1]) < 0.4
    assert filip[-1] - filip[0] > 0.7
    assert max(later - earlier for earlier, later in zip(filip, filip[1:], strict=False)) < 0.8


def test_two_homes_are_two_series_of_their_own() -> None:
    assert max(means("idris", "mums")) < min(means("idris", "dads"))
    assert means("idris", "dads")[0] - means("idris", "dads")[-1] > 0.8
    assert min(means("yusuf", "mums")) > max(means("yusuf", "dads")) + 0.5


def test_one_child_of_a_house_can_be_much_worse_off_than_another() -> None:
    jade, connor = (
        dict(zip([visit.day for visit in CHILDREN[key][1].visits if visit.outcome == "held"], means(key), strict=True))
        for key in ("jade", "connor")
    )
    assert connor.keys() < jade.keys(), "seen together, and Jade more often"
    assert all(jade[day] > connor[day] + 0.9 for day in connor)


def test_there_is_a_teenager_whom_nobody_sees_and_a_family_whose_visits_do_not_take_place() -> None:
    _, jayden = CHILDREN["jayden"]
    seen = [visit.day for visit in jayden.visits if visit.outcome == "held" and visit.seen != "no"]
    assert max(seen) < -365
    assert sum(visit.outcome == "held" and visit.day > max(seen) for visit in jayden.visits) >= 3
    assert missed_at_the_end(CHILDREN["hodan"][1]) >= 5


def test_an_unborn_child_is_expected_and_so_is_one_whose_birth_nobody_recorded() -> None:
    unborn = [child for _, child in CHILDREN.values() if child.born is None]
    assert [(child.given, child.expected, child.visits) for child in unborn] == [
        ("Baby", -4, []),
        ("Baby", 49, []),
    ]


# The checker


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("hygiene                4 .", "hygiene                4"), "hygiene has 15 signs for 16 visits"),
        (("saw: ", "spied: "), "must say how it is known"),
        (("    pronoun: he", "    pronoun: he\n    shoe_size: 9"), "shoe_size is not known"),
        (("    pronoun: he", "    pronoun: he\n    sex: F"), "sex stands there twice"),
        (('at: "15:40"', "at: 15:40"), "at must be a text"),
        (("homes:\n", "houses:\n"), "at least one home and one child"),
        (("children:", "children: ]"), "1-reid: while parsing"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_place(
    tmp_path: Path, change: tuple[str, str], wrong: str
) -> None:
    with pytest.raises(StoryFault, match=wrong):
        changed(tmp_path, *change)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("      hygiene                4 .", "      hygene                 4 ."), "hygene: no such item"),
        (("hygiene                4 .", "hygiene                6 ."), "hygiene: 6 is no grade"),
        (('        1: {saw: "Hair matted', '        2: {saw: "Hair matted'), "visit 1 hygiene: a 4 needs what you"),
        (("hygiene                4 .", "hygiene                5 ."), "visit 1: a 5 asks whether the child is safe"),
        (
            (', changed: "The check was', ', words: "The check was'),
            "visit 6 health_checks: was 4, now 2: what changed?",
        ),
        (("day: -701, by: priya", "day: -720, by: priya"), "visit 2 (day -720): earlier than the one before it"),
        (("day: -701, by: priya", "day: -701, by: leila"), "leila has not been given the child by then"),
        (("day: -701, by: priya", "day: -701, by: kofi"), "kofi does not work in meadow_lane"),
        (("adults: [danielle, pauline]", "adults: [danielle, paula]"), "adults paula are not known"),
        (("outcome: cancelled_by_family, what", "outcome: held, what"), "took place, and grades nothing"),
        (("shared_with: danielle", "shared_with: pauline"), "shared_with must be a carer or parent"),
        (("completed: -698", "completed: -688"), "opened, completed, shared in that order"),
        (("        day_like: ", "        day_lik: "), "no note is called day_lik"),
    ],
)
def test_a_slip_in_a_childs_story_is_named(
    tmp_path: Path, ours: Instrument, change: tuple[str, str], wrong: str
) -> None:
    found = ChildCheck(ours, changed(tmp_path, *change), "callum").faults()
    assert any(wrong in fault and fault.startswith("1-reid callum") for fault in found), found


def test_an_item_of_another_age_and_two_visits_on_one_day_are_found_by_the_calendar(
    tmp_path: Path, ours: Instrument
) -> None:
    def faults(*change: str, today: date = TODAY) -> list[str]:
        calendar = Calendar(today)
        check = ChildCheck(ours, changed(tmp_path, change[0], change[1]), "callum")
        return check.faults_of_day(calendar.born, calendar.day)

    assert faults("x", "x") == []
    too_early = faults("online                 . . .", "online                 . . 2")
    assert too_early == ["1-reid callum visit 3 (day -650) online: not asked at 2-4"]
    # A Saturday and a Sunday both fall on the Friday; in the middle of a week the same two days are apart.
    saturday = next(TODAY + timedelta(days=n) for n in range(7) if (TODAY + timedelta(days=n - 715)).weekday() == 5)
    clash = ("day: -701, by: priya", "day: -714, by: priya")
    assert any("both fall on one day" in fault for fault in faults(*clash, today=saturday))
    assert faults(*clash, today=saturday + timedelta(days=3)) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("phone: 01632 960 201", "phone: 0151 960 201"), "danielle: a telephone number must be 01632 960"),
        (("to: {callum: mother}", "to: {calum: mother}"), "danielle: no child is called calum"),
        (("lives: flat", "lives: house"), "danielle: no home is called house"),
        (("ethnicity: WBRI", "ethnicity: WIRT/WIRT"), "is not a code of the census"),
        (("number: TB0003021", "number: T3021"), "must be TB and seven digits"),
        (("category: NEG", "category: XXX"), "a category with child protection"),
        (("conferences: [-641", "conferences: [-700"), "conference on day -700: there is no child protection plan"),
        (("{to: tom, day: -345}", "{to: owen, day: -345}"), "owen has left, and nobody took over"),
        (("{to: tom, day: -345}", "{to: priya, day: -345}"), "handed to priya on day -345, who has the child already"),
        (("    born: -2156\n", ""), "born or expected, one of them"),
    ],
)
def test_a_slip_in_a_familys_story_is_named(tmp_path: Path, change: tuple[str, str], wrong: str) -> None:
    found = family_faults(changed(tmp_path, *change))
    assert any(wrong in fault and fault.startswith("1-reid") for fault in found), found


def test_what_two_families_share_is_named() -> None:
    reid = read_family(REID)
    again = FamilyStory("99-again", reid.homes, reid.adults, reid.children)
    found = faults_between([reid, again])
    assert "1-reid callum, 99-again callum: the same number TB0003021" in found
    assert any("the same telephone 01632 960 201" in fault for fault in found)
    assert faults_between([reid]) == []


def test_the_same_sentence_twice_is_found_and_so_is_one_with_a_word_changed() -> None:
    said = "He was hungry. She lifted him on to the blue chair by the window and cut his toast."
    for other, fault in (
        ("He slept. She lifted him on to the blue chair by the window and cut his toast.", "said again at"),
        ("She lifted him on to the red chair by the window and cut his toast.", "nearly said at"),
        ("She put him on a chair and gave him some toast.", ""),
        ("He was hungry.", ""),
    ):
        found = text_faults([Text("one", said), Text("two", other)])
        assert [fault in one for one in found] == [True] if fault else found == []


@pytest.mark.parametrize("wrong", ["It isn't there.", "A neglectful home.", "Two  spaces."])
def test_a_text_that_people_should_not_read_is_found(wrong: str) -> None:
    assert len(text_faults([Text("one", wrong)])) == 1


def test_every_text_that_people_read_is_looked_at() -> None:
    told = Counter(text.where.split()[0] for family in FAMILIES for text in texts_of(family))
    assert told.keys() >= {family.key for family in FAMILIES if any(one.visits for one in family.children.values())}


def test_the_command_names_every_fault_and_fails(tmp_path: Path) -> None:
    text = REID.read_text(encoding="utf-8").replace("hygiene                4 .", "hygiene                6 .")
    (tmp_path / "1-reid.yaml").write_text(text, encoding="utf-8")
    ended = CliRunner().invoke(main, [str(tmp_path)])
    assert ended.exit_code == 1
    assert "1-reid callum hygiene: 6 is no grade" in ended.output
    assert ended.output.splitlines()[-1].startswith("1 family, ")


def changed(place: Path, was: str, becomes: str) -> FamilyStory:
    text = REID.read_text(encoding="utf-8")
    assert was in text
    (place / REID.name).write_text(text.replace(was, becomes, 1), encoding="utf-8")
    return read_family(place / REID.name)

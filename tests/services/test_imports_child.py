"""One child of a return: each value is read as it stands, or left out with a reason; nothing is guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.imports.census_child import ReadChild, Unkept
from gcp_tracker.rules.census_codes import DISABILITIES, ETHNICITIES, PRIMARY_NEEDS
from gcp_tracker.rules.identifiers import upn_check_letter
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, MeetingKind
from tests.returns import SMALL, case, census, child, fields_of, protection, read, read_one, said_of

UPN = upn_check_letter("123456789012") + "123456789012"
NO_BIRTH = "<PersonBirthDate></PersonBirthDate>"


def birth(day: str) -> str:
    return f"<PersonBirthDate>{day}</PersonBirthDate>"


def spells(found: ReadChild) -> list[tuple[HelpKind, str, str]]:
    return [(spell.kind, str(spell.started_on), str(spell.ended_on or "")) for spell in found.spells]


def test_the_small_sample_is_understood() -> None:
    first, second = read(SMALL)
    assert isinstance(first, ReadChild)
    assert isinstance(second, ReadChild)
    assert (first.number, first.born_on, first.sex, first.ethnicity) == ("DfEX0000001", date(2015, 3, 27), "M", "WBRI")
    assert first.disability == "Using hands; hearing"
    assert spells(first) == [
        (HelpKind.CHILD_PROTECTION, "2022-02-17", "2023-03-14"),
        (HelpKind.OPEN_CASE, "2022-10-06", "2023-02-27"),
        (HelpKind.CHILD_IN_NEED, "2023-01-24", "2023-01-26"),
        (HelpKind.PRE_PROCEEDINGS, "2026-09-09", ""),
    ]
    plan = first.spells[0]
    assert (plan.category, plan.previous_plans) == (AbuseCategory.PHYSICAL, 10)
    assert {str(meeting.held_on) for meeting in first.meetings} == {"2022-06-17", "2022-12-06", "2023-02-15"}
    assert "Stray text" in said_of(first, "ChildIdentifiers")
    assert [fault.line for fault in first.faults if fault.field == "ChildIdentifiers"] == [23]
    assert "in the future" in said_of(first, "StepDecisionDate")
    assert "not a UPN" in said_of(first, "UPN")
    assert second.faults == ()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2023-02-30", "no such day"),
        ("2023-13-01", "no such day"),
        ("1900-01-01", "within the last 26 years"),
        ("2027-01-01", "must be today or in the past"),
        ("04/05/2018", "not a date written as YYYY-MM-DD"),
        ("2018-05-04T00:00:00", "not a date written as YYYY-MM-DD"),
        ("٢٠١٨-٠٥-٠٤", "not a date written as YYYY-MM-DD"),
        ("20180504", "not a date written as YYYY-MM-DD"),
    ],
)
def test_a_birth_that_cannot_be_is_left_out(day: str, words: str) -> None:
    found = read_one(born=birth(day))
    assert found.born_on is None
    assert not found.has_birth
    assert words in said_of(found, "PersonBirthDate")


def test_an_unborn_child_has_the_date_expected() -> None:
    found = read_one(born="<ExpectedPersonBirthDate>2027-02-01</ExpectedPersonBirthDate>")
    assert (found.born_on, found.expected_on, found.faults) == (None, date(2027, 2, 1), ())


def test_a_date_expected_that_is_long_past_or_far_off_is_left_out() -> None:
    for day in ("2024-02-01", "2029-02-01"):
        assert not read_one(born=f"<ExpectedPersonBirthDate>{day}</ExpectedPersonBirthDate>").has_birth


@pytest.mark.parametrize(
    ("number", "words"),
    [("", "no number"), ("x" * 300, "300 characters"), ("A\n1", "line break"), ("A\u202e1", "cannot be seen")],
)
def test_a_child_whose_number_cannot_be_kept_is_left_out(number: str, words: str) -> None:
    (found,) = read(census(child(number)))
    assert isinstance(found, Unkept)
    assert words in found.why
    assert len(found.number) <= 60


def test_two_numbers_for_one_child_are_no_number() -> None:
    (found,) = read(census(child("A1", identifiers="<LAchildID>A2</LAchildID>")))
    assert isinstance(found, Unkept)
    assert "two different numbers" in found.why


@pytest.mark.parametrize("number", ["O'Brien&lt;b&gt;", "=1+1", "'; DROP TABLE child; --", "Zoë/7"])
def test_a_strange_number_is_kept_as_it_is(number: str) -> None:
    assert read_one(number).number == number.replace("&lt;", "<").replace("&gt;", ">")


def test_a_upn_is_checked_by_its_letter_and_the_child_stays() -> None:
    assert read_one(identifiers=f"<UPN>{UPN}</UPN>").upn == UPN
    found = read_one(identifiers=f"<UPN>{UPN[:-1]}7</UPN><FormerUPN>{UPN}</FormerUPN><FormerUPN>x</FormerUPN>")
    assert (found.upn, found.former_upns) == (None, (UPN,))
    assert fields_of([found]) == ["FormerUPN", "UPN"] or fields_of([found]) == ["UPN", "FormerUPN"]


def test_a_upn_that_is_given_and_not_known_needs_a_look() -> None:
    found = read_one(identifiers=f"<UPN>{UPN}</UPN><UPNunknown>UN3</UPNunknown>")
    assert found.upn == UPN
    assert [fault.kept for fault in found.faults] == [True]


@pytest.mark.parametrize(
    ("identifiers", "sex"),
    [
        ("<Sex>F</Sex>", "F"),
        ("<GenderCurrent>2</GenderCurrent>", "F"),
        ("<GenderCurrent>9</GenderCurrent>", "U"),
        ("<Sex>M</Sex><GenderCurrent>1</GenderCurrent>", "M"),
        ("<Sex>M</Sex><GenderCurrent>2</GenderCurrent>", None),
        ("<Sex>X</Sex>", None),
        ("<Sex>M</Sex><Sex>F</Sex>", None),
        ("<Sex>M</Sex><Sex>M</Sex>", "M"),
        ("<Sex><b>M</b></Sex>", None),
        ("<Sex/>", None),
    ],
)
def test_sex_is_taken_only_where_the_return_is_of_one_mind(identifiers: str, sex: str | None) -> None:
    found = read_one(identifiers=identifiers)
    assert found.sex == sex
    assert bool(found.faults) == (sex is None and "<Sex/>" not in identifiers or identifiers.count("<Sex>") == 2)


@pytest.mark.parametrize("code", ["wbri", "XXXX", "WBRI extra", "<script>"])
def test_an_unknown_code_is_left_out(code: str) -> None:
    written = code.replace("<", "&lt;")
    found = read_one(
        characteristics=f"<Ethnicity>{written}</Ethnicity><Disabilities><Disability>{written}</Disability></Disabilities>"
    )
    assert (found.ethnicity, found.disability) == (None, "")
    assert fields_of([found]) == ["Disability", "Ethnicity"] or fields_of([found]) == ["Ethnicity", "Disability"]


def test_disability_is_in_words_once_each_and_none_is_no_word() -> None:
    def said(*codes: str) -> ReadChild:
        inside = "".join(f"<Disability>{code}</Disability>" for code in codes)
        return read_one(characteristics=f"<Disabilities>{inside}</Disabilities>")

    assert said("AUT", "LD", "AUT").disability == "Autism; learning"
    assert (said("NONE").disability, said("NONE").faults) == ("", ())
    assert said("NONE", "HEAR").disability == "Hearing"
    assert "no disability" in said_of(said("NONE", "HEAR"), "Disability")


def test_a_case_that_was_closed_before_it_opened_is_neither_open_nor_closed() -> None:
    found = read_one("A1", case("2024-01-10", "2023-01-10", protection("2024-02-01")))
    assert [spell.kind for spell in found.spells] == [HelpKind.CHILD_PROTECTION]
    assert "before the start, 10 January 2024" in said_of(found, "CINclosureDate")


def test_an_end_that_cannot_be_read_leaves_the_spell_out_and_says_so() -> None:
    found = read_one("A1", case("2024-01-10", "2024-02-30"))
    assert found.spells == ()
    assert "no such day" in said_of(found, "CINclosureDate")
    assert "neither an open nor an ended" in said_of(found, "CINreferralDate")


def test_an_end_in_the_future_leaves_the_spell_open() -> None:
    found = read_one("A1", case("2024-01-10", "2027-02-01"))
    assert spells(found) == [(HelpKind.OPEN_CASE, "2024-01-10", "")]
    assert "in the future" in said_of(found, "CINclosureDate")


def test_a_start_long_before_the_birth_is_left_out_and_one_in_pregnancy_kept() -> None:
    assert read_one("A1", case("2018-01-10")).spells[0].started_on == date(2018, 1, 10)
    found = read_one("A1", case("2015-01-10", "2024-01-10"))
    assert found.spells == ()
    assert "before this child’s birth" in said_of(found, "CINreferralDate")
    assert "left out with it" in said_of(found, "CINclosureDate")


def test_a_case_without_a_referral_date_still_gives_its_plans() -> None:
    found = read_one("A1", case("", inside=protection()))
    assert [spell.kind for spell in found.spells] == [HelpKind.CHILD_PROTECTION]
    assert "no referral date" in said_of(found, "CINdetails")


def test_a_plan_keeps_its_categories_and_reviews() -> None:
    reviews = "<Reviews><CPPreviewDate>2024-05-01</CPPreviewDate><CPPreviewDate>2024-01-01</CPPreviewDate></Reviews>"
    found = read_one("A1", case(inside=protection(inside=reviews, latest="MULT")))
    plan = found.spells[-1]
    assert (plan.initial_category, plan.category, plan.previous_plans) == (
        AbuseCategory.NEGLECT,
        AbuseCategory.MULTIPLE,
        1,
    )
    assert [(meeting.kind, str(meeting.held_on)) for meeting in found.meetings] == [
        (MeetingKind.REVIEW_CONFERENCE, "2024-05-01")
    ]
    assert "before the plan’s start" in said_of(found, "CPPreviewDate")


def test_previous_plans_are_a_small_whole_number_or_nothing() -> None:
    for text in ("-1", "1.5", "many", "99"):
        found = read_one("A1", case(inside=protection().replace(">1</NumberOf", f">{text}</NumberOf")))
        assert found.spells[-1].previous_plans is None
        assert said_of(found, "NumberOfPreviousCPP")


def test_the_same_plan_twice_is_one_and_two_that_differ_are_none() -> None:
    twice = read_one("A1", case(inside=protection() * 2))
    assert [spell.kind for spell in twice.spells] == [HelpKind.OPEN_CASE, HelpKind.CHILD_PROTECTION]
    differ = read_one("A1", case(inside=protection() + protection(end="2024-06-01")))
    assert [spell.kind for spell in differ.spells] == [HelpKind.OPEN_CASE]
    assert "differ, so neither was taken" in said_of(differ, "ChildProtectionPlans")


def test_a_referral_that_needed_nothing_further_opens_no_case() -> None:
    nothing_further = case().replace(">false<", ">1<")
    found = read_one("A1", nothing_further)
    assert found.spells == ()
    assert "nothing further" in said_of(found, "CINreferralDate")
    with_work = read_one("A1", nothing_further.replace("</CINdetails>", protection() + "</CINdetails>"))
    assert len(with_work.spells) == 2


def test_conferences_are_found_wherever_they_stand_and_once_a_day() -> None:
    inside = (
        "<DateOfInitialCPC>2024-01-20</DateOfInitialCPC><Section47><S47ActualStartDate>2024-01-11</S47ActualStartDate>"
        "<DateOfInitialCPC>2024-01-20</DateOfInitialCPC></Section47>"
        "<Section47><DateOfInitialCPC>2027-01-20</DateOfInitialCPC></Section47>"
    )
    found = read_one("A1", case(inside=inside))
    assert [str(meeting.held_on) for meeting in found.meetings] == ["2024-01-20"]
    assert "Section 47 enquiry began 11 January 2024." in found.spells[0].detail
    assert "in the future" in said_of(found, "DateOfInitialCPC")


def test_dates_that_are_not_kept_are_looked_at_too() -> None:
    inside = (
        "<Assessments><AssessmentActualStartDate>2024-03-01</AssessmentActualStartDate>"
        "<AssessmentAuthorisationDate>2024-02-01</AssessmentAuthorisationDate></Assessments>"
    )
    found = read_one("A1", case(inside=inside))
    assert "before the assessment’s start" in said_of(found, "AssessmentAuthorisationDate")


def test_a_child_who_has_died_is_said_to_have() -> None:
    found = read_one("A1", case(), identifiers="<PersonDeathDate>2025-01-02</PersonDeathDate>")
    assert "The child died on 2 January 2025." in found.spells[0].detail
    assert "has died" in said_of(found, "PersonDeathDate")
    reversed_dates = read_one("A1", case(), identifiers="<PersonDeathDate>2018-01-02</PersonDeathDate>")
    assert "died" not in reversed_dates.spells[0].detail


def test_a_thousand_faults_in_one_child_are_not_a_thousand_lines() -> None:
    found = read_one("A1", case("never") * 1000)
    assert len(found.faults) == 101
    assert "not listed" in " ".join(fault.sentence for fault in found.faults)


def test_a_child_without_cases_is_a_child() -> None:
    found = read_one("A1")
    assert (found.spells, found.meetings, found.faults) == ((), (), ())


def test_the_code_lists_are_whole() -> None:
    assert len(ETHNICITIES) == 20
    assert len(DISABILITIES) == 13
    assert sorted(PRIMARY_NEEDS) == [f"N{number}" for number in range(10)]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)


@given(TEXT, TEXT, TEXT, TEXT)
def test_whatever_stands_in_a_value_is_read_or_reported_and_never_breaks_the_reading(
    number: str, day: str, code: str, count: str
) -> None:
    def written(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    plans = protection(written(day), written(day)).replace(">1</NumberOf", f">{written(count)}</NumberOf")
    text = child(
        written(number),
        case(written(day), written(day), plans),
        born=birth(written(day)),
        identifiers=f"<UPN>{written(code)}</UPN><Sex>{written(code)}</Sex>",
        characteristics=f"<Ethnicity>{written(code)}</Ethnicity>",
    )
    (found,) = read(census(text))
    if isinstance(found, ReadChild):
        assert found.number == number.strip()
        assert found.spells == () or found.born_on is not None or all(spell.started_on for spell in found.spells)

"""What a plan must say, what it is advised to say, and what changed between two versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.plan_advice import AdultRound, advice_on
from gcp_tracker.rules.plan_changes import changes_between
from gcp_tracker.rules.plan_vocabulary import ACTION_MOVES, PLAN_MOVES, ActionState, PlanState, WhoKind
from gcp_tracker.rules.plans import (
    Aim,
    Deed,
    Doer,
    Target,
    WrittenPlan,
    check_action_move,
    check_can_be_agreed,
    check_plan_move,
    check_targets,
)
from gcp_tracker.rules.vocabulary import HelpKind

TODAY = date(2026, 11, 16)
LATER = TODAY + timedelta(days=60)
SCHOOL = Doer(WhoKind.AGENCY, "agency:school", "School or nursery")
DARREN = AdultRound("Darren Reed", "father", True, False)
TARA = AdultRound("Tara Marsh", "mother", False, False)
DEED = Deed(UUID(int=9), "Darren cooks with the family support worker", (SCHOOL,), LATER)
AIM = Aim(
    line_id=UUID(int=1),
    sentence="There is a cooked meal for Leo every evening",
    how_known="He says what he had.",
    if_not="The conference is called early.",
    targets=(Target("nutrition_preparation", "Making meals", 4, TODAY, 3, LATER),),
    deeds=(DEED,),
)


def plan(*aims: Aim, kind: HelpKind = HelpKind.CHILD_IN_NEED) -> WrittenPlan:
    return WrittenPlan(kind, TODAY, aims)


def advised(written: WrittenPlan, *adults: AdultRound, name: str = "Leo") -> str:
    return " ".join(one.sentence for one in advice_on(written, name, adults or (DARREN, TARA), (1, 2, 3, 4, 5), TODAY))


def test_a_plan_that_says_it_all_gets_no_advice() -> None:
    assert advised(plan(AIM)) == ""


@pytest.mark.parametrize(
    ("aim", "words"),
    [
        (replace(AIM, targets=()), "No item is tied to it"),
        (replace(AIM, targets=(replace(AIM.targets[0], by_on=None),)), "Making meals has no date"),
        (replace(AIM, targets=(replace(AIM.targets[0], by_on=date(2026, 5, 3)),)), "3 May 2026 has passed"),
        (replace(AIM, targets=(replace(AIM.targets[0], aim=2),)), "from 4 to 2 at once"),
        (replace(AIM, targets=(replace(AIM.targets[0], aim=4),)), "asks for no change"),
        (replace(AIM, deeds=()), "Nothing is to be done for it yet"),
        (replace(AIM, deeds=(replace(DEED, doers=()),)), "says nobody who does it"),
        (replace(AIM, deeds=(replace(DEED, by_on=None),)), "has no date"),
        (replace(AIM, how_known=""), "how we will know"),
        (replace(AIM, if_not=""), "what happens if it does not change"),
        (replace(AIM, sentence="Mum will attend her appointments"), "This says what an adult does"),
        (replace(AIM, sentence="Tara will engage with services"), "This says what an adult does"),
        (replace(AIM, sentence="Both parents work with us on Leo’s meals"), "This says what an adult does"),
    ],
)
def test_advice_names_what_is_lacking(aim: Aim, words: str) -> None:
    assert words in advised(plan(aim))


@pytest.mark.parametrize(
    "sentence",
    [
        "Leo is fetched from school by his mum every day",
        "A grown-up who is awake is in the house with Leo",
        "Leo’s dad has him for a whole day a week",
        "There is hot water",
    ],
)
def test_an_outcome_about_the_child_is_left_alone_whoever_is_in_it(sentence: str) -> None:
    assert "adult does" not in advised(plan(replace(AIM, sentence=sentence)))


def test_a_child_who_is_called_like_an_adult_word_is_a_child() -> None:
    assert "adult does" not in advised(plan(replace(AIM, sentence="Nan sleeps in a bed of her own")), name="Nan")


def test_a_father_is_asked_for_by_name_unless_he_is_not_to_be_contacted() -> None:
    silent = plan(replace(AIM, deeds=(replace(DEED, what="Cooks on Mondays"),)))
    assert "Nothing in this plan is about Darren Reed, Leo’s father" in advised(silent)
    assert advised(silent, replace(DARREN, not_to_be_contacted=True), TARA) == ""
    assert "No father or partner of a parent is on Leo’s file" in advised(silent, TARA)
    named = replace(DEED, what="Cooks", doers=(Doer(WhoKind.ADULT, "adult:1", "Darren Reed"),))
    assert advised(plan(replace(AIM, deeds=(named,)))) == ""


def test_ten_actions_on_one_agency_are_too_many() -> None:
    deeds = tuple(replace(DEED, line_id=UUID(int=20 + number)) for number in range(10))
    assert "10 actions are for School or nursery" in advised(plan(replace(AIM, deeds=deeds)))
    assert advised(plan(replace(AIM, deeds=deeds[:9]))) == ""


@pytest.mark.parametrize("kind", [HelpKind.CHILD_PROTECTION, HelpKind.PRE_PROCEEDINGS])
@pytest.mark.parametrize("lack", ["how_known", "if_not"])
def test_a_plan_that_protects_is_not_agreed_without_how_we_know_and_what_if_not(kind: HelpKind, lack: str) -> None:
    lacking = plan(replace(AIM, **{lack: ""}), kind=kind)  # type: ignore[arg-type]  # one of two texts
    with pytest.raises(RuleBroken):
        check_can_be_agreed(lacking)
    check_can_be_agreed(replace(lacking, kind=HelpKind.CHILD_IN_NEED))
    check_can_be_agreed(plan(AIM, kind=kind))


def test_a_plan_without_an_outcome_is_no_plan() -> None:
    with pytest.raises(RuleBroken, match="no outcome"):
        check_can_be_agreed(plan())


def test_only_the_moves_that_are_listed_are_allowed() -> None:
    for state in PlanState:
        for to in PlanState:
            if to in PLAN_MOVES[state]:
                check_plan_move(state, to)
            else:
                with pytest.raises(RuleBroken):
                    check_plan_move(state, to)
    for one in ActionState:
        for other in ActionState:
            if other in ACTION_MOVES[one]:
                check_action_move(one, other, "why")
            else:
                with pytest.raises(RuleBroken):
                    check_action_move(one, other, "why")
    with pytest.raises(RuleBroken, match="Say why"):
        check_action_move(ActionState.TO_DO, ActionState.DROPPED, "")


def test_one_item_has_one_target() -> None:
    check_targets(["absence", "online"])
    with pytest.raises(RuleBroken, match="twice"):
        check_targets(["absence", "absence"])


def test_what_changed_is_said_sentence_by_sentence() -> None:
    other = replace(AIM, line_id=UUID(int=2), sentence="Leo sleeps warm")
    after = replace(
        AIM,
        sentence="There is a cooked meal for Leo, and he eats it",
        if_not="",
        targets=(replace(AIM.targets[0], aim=2),),
        deeds=(replace(DEED, doers=(), by_on=None), replace(DEED, line_id=UUID(int=10), what="Shops on Fridays")),
    )
    told = changes_between(plan(AIM, other, kind=HelpKind.CHILD_PROTECTION), plan(after)).sentences
    name = "“There is a cooked meal for Leo, and he eats it”"
    assert told == [
        "Which plan it is: child in need plan; it was child protection plan.",
        f"{name}: it was “There is a cooked meal for Leo every evening”.",
        f"{name}: what happens if not is no longer said.",
        f"{name}: making meals is to be 2 by 15 January 2027; it was to be 3.",
        f"{name}: “Darren cooks with the family support worker” is for nobody yet; it was for School or nursery.",
        f"{name}: “Darren cooks with the family support worker” is due on no day; it was due by 15 January 2027.",
        f"{name}: new action, “Shops on Fridays”, School or nursery by 15 January 2027.",
        "“Leo sleeps warm”: no longer in the plan.",
    ]


def test_a_version_that_is_the_same_says_nothing() -> None:
    assert changes_between(plan(AIM), plan(AIM)).sentences == []
    assert changes_between(plan(), plan(AIM)).sentences == [
        "“There is a cooked meal for Leo every evening”: new in this version."
    ]

import pytest

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.names import check_name

ASK = "Enter the child’s first name"


@pytest.mark.parametrize(
    "name", ["Leo", "O’Quinn", "Zoë", "Baby 2", "N'Golo", "李", "محمد", "می\u200cنا", "Á.", "e\u0301va"]
)
def test_names_of_every_script_are_taken(name):
    check_name(name, ASK, "given_name")


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u200b\u00ad\ufeff", "...", "12", "\u0301", "\U0001f600"])
def test_a_name_that_nobody_can_see_or_read_aloud_is_refused(name):
    with pytest.raises(RuleBroken) as broken:
        check_name(name, ASK, "given_name")
    assert (broken.value.sentence, broken.value.field) == (ASK, "given_name")


@pytest.mark.parametrize("name", ["Leo\nMarsh", "Leo\x00", "Leo\u202eoeL", "Leo\u2066", "Leo\u2028Marsh", "Leo\t"])
def test_a_name_that_breaks_or_turns_the_line_is_refused(name):
    with pytest.raises(RuleBroken, match="cannot be shown"):
        check_name(name, ASK)


def test_a_home_may_be_called_by_its_number_but_not_by_nothing():
    check_name("14", "Enter what this home is called", digits_do=True)
    with pytest.raises(RuleBroken, match="Enter what this home"):
        check_name("\u200b", "Enter what this home is called", digits_do=True)

"""What each kind of recipient gets: the rules of the table, and the terms under which a copy is made."""

from __future__ import annotations

import pytest

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.recipients import (
    EXPORTS,
    OF_THE_FAMILY,
    WHAT_THEY_GET,
    Default,
    Part,
    Recipient,
    Terms,
    check_terms,
)

GRADES = EXPORTS["grades"]


def test_no_file_is_for_somebody_without_being_for_us() -> None:
    for export in EXPORTS.values():
        assert Recipient.OWN in export.recipients, export.key


@pytest.mark.parametrize("part", [Part.PLACES, Part.NO_CONTACT, Part.OTHERS])
def test_where_somebody_lives_and_who_is_feared_goes_to_nobody_by_itself(part: Part) -> None:
    assert Default.IN not in WHAT_THEY_GET[part].values()


@pytest.mark.parametrize("recipient", OF_THE_FAMILY)
def test_a_family_never_gets_an_address_or_somebody_who_is_not_to_be_contacted(recipient: Recipient) -> None:
    for part in (Part.PLACES, Part.NO_CONTACT, Part.OTHERS, Part.DRAFTS):
        assert WHAT_THEY_GET[part][recipient] is Default.NEVER


def test_an_analyst_gets_no_name_and_no_words() -> None:
    assert {gets[Recipient.ANALYST] for gets in WHAT_THEY_GET.values()} == {Default.NEVER}


def test_what_is_left_out_is_put_in_only_for_a_reason() -> None:
    with pytest.raises(RuleBroken, match="Say why this is needed: addresses") as refused:
        check_terms(GRADES, Recipient.COURT, "The family court", "Hearing", {Part.PLACES: ""})
    assert refused.value.field == "reason_places"
    terms = check_terms(GRADES, Recipient.COURT, "The family court", "Hearing", {Part.PLACES: "The judge asked"})
    assert terms.has(Part.PLACES)
    assert not terms.has(Part.NO_CONTACT)


def test_what_is_never_given_is_refused_whatever_the_reason() -> None:
    with pytest.raises(RuleBroken, match="never given to a carer: addresses") as refused:
        check_terms(GRADES, Recipient.CARER, "Tara Marsh", "Going through it", {Part.PLACES: "She asked"})
    assert refused.value.field == "put_in"


def test_what_somebody_gets_anyway_needs_no_reason() -> None:
    terms = check_terms(GRADES, Recipient.OWN, "Amira Khan", "Supervision", {Part.SEEN: ""})
    assert terms.has(Part.SEEN)
    assert terms.put_in == {}


@pytest.mark.parametrize(
    ("recipient", "name", "field"), [(Recipient.PROFESSIONAL, "Jo Bell", "recipient"), (Recipient.ANALYST, "", "name")]
)
def test_a_copy_is_for_somebody_with_a_name_whom_it_is_made_for(recipient: Recipient, name: str, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_terms(EXPORTS["my_team"], recipient, name, "Planning", {})
    assert refused.value.field == field


def test_a_family_is_not_told_what_it_is_spared() -> None:
    professional = Terms(GRADES, Recipient.PROFESSIONAL, "Jo Bell", "Core group")
    assert "people who are not to be contacted" in professional.left_out_words
    assert Terms(GRADES, Recipient.CARER, "Tara Marsh", "Core group").left_out_words == ""

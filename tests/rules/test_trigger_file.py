"""A file of trigger points is read whole or not at all, and every fault is named at its own line."""

from __future__ import annotations

import json

import pytest

from gcp_tracker import trigger_points
from gcp_tracker.rules.instrument_file import load_instrument
from gcp_tracker.rules.trigger_file import TriggerFault, triggers_in
from gcp_tracker.rules.trigger_kept import rule_as_json, rule_from
from gcp_tracker.rules.triggers import TriggerRules
from tests.instruments import FIVE_GRADES, WELLBEING

KNOWN = {one.key: one for one in (FIVE_GRADES, WELLBEING)}
ITEM, DOMAIN = FIVE_GRADES.items[0].key, FIVE_GRADES.domains[0].key
GOOD = f"""key: ours
version: "1.0"
title: "Ours"
source: "Our document"
rules:
  - key: bad_item
    title: "A need"
    instrument: five-grades
    sentence: "A need."
    when: {{kind: items_at, items: [{ITEM}], at: 5}}
    told: [worker, manager]
    answered_by: [manager]
    consider: [strategy]
  - key: no_better
    title: "A plan"
    instrument: five-grades
    sentence: "A plan."
    source: "Another document"
    when: {{kind: plan_for, months: 6, plans: [child_protection]}}
    told: [manager, chair]
    answered_by: [manager]
    consider: [plan_change, legal]
"""
PLANTED = [
    ('title: "Ours"\n', "", 1, "“title” is missing from the file"),
    ('version: "1.0"', "version: 1.0", 2, "“version” must be text"),
    ("key: no_better", "key: bad_item", 14, "the rule “bad_item” is used twice, first on line 6"),
    ('    sentence: "A need."\n', "", 6, "“sentence” is missing from this rule"),
    ("items: [" + ITEM, "items: [nothing", 10, "which the instrument does not have"),
    ("at: 5", "at: 6", 10, "“at” of rule “bad_item” is 6, which is not on the scale"),
    ("at: 5", "at: 1", 10, "the best grade: it would fire at every visit"),
    ("at: 5", f"at: 5, domains: [{DOMAIN}]", 10, "looks at domains or at items, not at both"),
    ("kind: items_at", "kind: eval", 10, "the kind of rule “bad_item” must be one of"),
    ("kind: items_at, ", "", 10, "“kind” is missing from “when” of rule “bad_item”"),
    ("months: 6", "months: 0", 19, "must be from 1 to 60"),
    ("months: 6", "weeks: 6", 19, "has no field “weeks”"),
    ("plans: [child_protection]", "plans: [holiday]", 19, "must be one of early_help"),
    ("told: [worker, manager]", "told: [worker]", 12, "“manager” is not in “told”"),
    ("consider: [strategy]", "consider: [arrest]", 13, "must be one of visit"),
    ("consider: [strategy]", "consider: [strategy, strategy]", 13, "has “strategy” twice"),
    (
        "answered_by: [manager]\n    consider: [strategy]",
        "answered_by: [chair]\n    consider: [strategy]",
        12,
        "one of worker",
    ),
    ("instrument: five-grades", "instrument: six-grades", 8, "the instrument of rule “bad_item” must be one of"),
    (
        'instrument: five-grades\n    sentence: "A plan."',
        'instrument: wellbeing-0-10\n    sentence: "A plan."',
        19,
        "change is not judged with “wellbeing-0-10”",
    ),
]


def read(text: str) -> TriggerRules:
    return triggers_in(text.encode(), KNOWN)


def test_a_good_file_is_read_and_its_rules_come_back_from_json() -> None:
    found = read(GOOD)
    assert [(rule.key, rule.source) for rule in found.rules] == [
        ("bad_item", "Our document"),
        ("no_better", "Another document"),
    ]
    assert [rule_from(json.loads(json.dumps(rule_as_json(rule)))) for rule in found.rules] == list(found.rules)


@pytest.mark.parametrize(("there", "planted", "line", "sentence"), PLANTED)
def test_every_fault_is_named_at_its_line(there: str, planted: str, line: int, sentence: str) -> None:
    assert GOOD.count(there) >= 1
    with pytest.raises(TriggerFault) as broken:
        read(GOOD.replace(there, planted, 1))
    assert [fault.line for fault in broken.value.faults if sentence in fault.sentence] == [line], str(broken.value)


def test_the_hash_is_of_what_the_file_says() -> None:
    assert read(GOOD).content_hash == read(f"# a comment\n{GOOD}").content_hash
    assert read(GOOD).content_hash != read(GOOD.replace("at: 5", "at: 4")).content_hash


def test_an_instruments_own_file_holds_rules_and_items_in_own_words() -> None:
    tracker = load_instrument(trigger_points.FOLDER.parent / "instruments" / "early-help-tracker-1.0.yaml")
    assert [rule.key for rule in tracker.triggers] == ["et_not_safe", "et_several_low", "et_goals_stuck"]
    assert {rule.instrument_key for rule in tracker.triggers} == {tracker.key}
    assert [item.key for item in tracker.items_in_own_words] == ["et_goal_1", "et_goal_2", "et_goal_3"]
    assert (tracker.better, tracker.judged, tracker.values[0]) == ("higher", False, 10)
    worded = tracker.worded({"et_goal_1": "Bed by eight"})
    assert worded.item("et_goal_1").title == "First goal: Bed by eight"
    assert worded.domain("et_goals").areas[0].items[0].title == "First goal: Bed by eight"
    assert worded != tracker
    assert tracker.worded({}) is tracker

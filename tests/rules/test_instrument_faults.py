"""Every kind of fault is planted in a file that is good, and must be named at its own line and nowhere else."""

import pytest

from gcp_tracker.rules.instrument_file import check_instrument
from tests.instruments import FIVE_GRADES_FILE

GOOD = FIVE_GRADES_FILE.read_text("utf-8")
HYGIENE_4 = '4: "{child} smells on most days."'
FRESH = '4: "{child} has no fresh meal on most days."'
LENT = 'permission:\n  holder: "A Charity"\n  granted_on: 2026-05-03\n  reference: "letter 12"\n'
OURS = "permission:\n  ours: true\n  licence: MIT\n"

# What stands in the good file; what is put there; how many lines below its start the fault lies; words of the sentence.
PLANTED = [
    # fields
    ('title: "Five grades"\n', "", -2, "“title” is missing from the instrument"),
    ('title: "Five grades"', 'title: "Five grades"\ncolour: red', 1, "the instrument has no field “colour”"),
    ('title: "Five grades"', 'title: "Five grades"\nversion: "2.0"', 1, "“version” is used twice in the instrument"),
    ("big_change: 2\n", "", -12, "“big_change” is missing"),
    (
        '- key: hygiene\n            title: "Keeping clean"\n',
        "- key: hygiene\n",
        0,
        "“title” is missing from this item",
    ),
    ('            look_for: "Ask who eats with {child}."\n', "", -3, "“look_for” is missing from this item"),
    (
        'look_for: "Ask who eats',
        'lookfor: "x"\n            look_for: "Ask who eats',
        0,
        "this item has no field “lookfor”",
    ),
    # types
    ('version: "1.0"', "version: 1.0", 0, "“version” must be text; put it in double quotes"),
    ('version: "1.0"', 'version: "one"', 0, "“version” must be numbers with points"),
    ("key: five-grades", "key: Five Grades", 0, "“key” must be lower-case letters"),
    ('title: "Five grades"', "title: 5", 0, "“title” must be text"),
    ('title: "Five grades"', "title: [a, b]", 0, "“title” must be text"),
    ('title: "Five grades"', 'title: ""', 0, "“title” is empty"),
    ('title: "Five grades"', 'title: " Five"', 0, "has spaces or line breaks too many"),
    ('title: "Five grades"', f'title: "{"x" * 61}"', 0, "61 characters; 60 is the most"),
    ("language: en-GB", "language: english", 0, "“language” must be a language like en-GB"),
    ("judged: true", "judged: yes", 0, "“judged” must be true or false"),
    ("better: lower", "better: down", 0, "“better” must be one of lower, higher"),
    ("big_change: 2", 'big_change: "2"', 0, "“big_change” must be a whole number"),
    ("big_change: 2", "big_change: 2.5", 0, "“big_change” must be a whole number"),
    ("big_change: 2", "big_change: 0x2", 0, "“big_change” must be a whole number"),
    ("big_change: 2", "big_change: 1_0", 0, "“big_change” must be a whole number"),
    ("big_change: 2", "big_change: 0", 0, "“big_change” must be 1 or more"),
    ("big_change: 2", "big_change: !!int two", 0, "“big_change” must be a whole number"),
    ('title: "Keeping clean"\n        items', 'title: !!python/name:os.system ""\n        items', 0, "must be text"),
    ("judged: true", "judged: true\ndescriptors: some", 1, "“descriptors” must be one of all, anchors"),
    ("kinds: [physical]", "kinds: [physical, fysical]", 0, "a kind of item “hygiene” must be one of medical"),
    ("kinds: [physical]", "kinds: [physical, physical]", 0, "the kind “physical” stands twice"),
    ("kinds: [physical]", "kinds: physical", 0, "the kinds of item “hygiene” must be a list"),
    ("kinds: [physical]", "kinds: []", 0, "the kinds of item “hygiene” must not be empty"),
    ("- key: hygiene\n            title", "- key: Hygiene!\n            title", 0, "the key of this item must be"),
    # permission
    (OURS, "", -4, "“permission” is missing: write “ours: true” and the licence"),
    (OURS, "permission:\n  ours: false\n  granted_on: 2026-05-03\n  reference: x\n", 1, "“holder” is missing"),
    (OURS, "permission:\n  ours: true\n", 1, "“licence” is missing from “permission”"),
    (OURS, "permission:\n  ours: maybe\n", 1, "“ours” must be true or false"),
    (OURS, "permission: MIT\n", 0, "“permission” must be written as fields"),
    (OURS, LENT.replace("2026-05-03", "last May"), 2, "“granted_on” must be a date like 2026-05-03"),
    (OURS, LENT.replace("2026-05-03", "2026-02-30"), 2, "“granted_on” must be a date like 2026-05-03"),
    (OURS, LENT.replace("2026-05-03", "2026-05-03 10:00:00"), 2, "“granted_on” must be a date like 2026-05-03"),
    (OURS, LENT + "  licence: MIT\n", 4, "“permission” has no field “licence”"),
    (OURS, LENT.replace('  reference: "letter 12"\n', ""), 1, "“reference” is missing from “permission”"),
    # scale
    ("value: 4", "value: 3", 0, "the grade “3” is used twice, first on line 22"),
    ('word: "patchy"', 'word: "going well"', 0, "the word “going well” is used twice, first on line 17"),
    ("value: 4", 'value: "4"', 0, "the value of a grade must be a whole number"),
    ('meaning: "some needs are missed"', 'means: "x"\n    meaning: "y"', 0, "this grade has no field “means”"),
    (
        'meaning: "some needs are missed"',
        'meaning: "some needs"\n    shade: red',
        1,
        "the shade of a grade must be one of",
    ),
    ("concern_from: 4", "concern_from: 6", 0, "“concern_from” is 6, which is not on the scale"),
    (
        "safe_tonight_from: 5\nbig",
        "safe_tonight_from: 0\nbig",
        0,
        "“safe_tonight_from” is 0, which is not on the scale",
    ),
    ("    safe_tonight_from: 5\n", "    safe_tonight_from: 9\n", 0, "safe_tonight_from of domain “safety” is 9"),
    # bands
    ("from_months: 24", "from_months: 23", 0, "bands “under-2” and “2-17” overlap"),
    ("from_months: 24", "from_months: 25", 0, "bands “under-2” and “2-17” leave a gap"),
    ("from_months: 0", "from_months: -1", 0, "must not be below 0"),
    ("to_months: 216", "to_months: 24", 0, "band “2-17” must end after it starts"),
    ("key: 2-17", "key: under-2", 0, "the band key “under-2” is used twice, first on line 32"),
    ("key: 2-17", "key: Two", 0, "the key of a band must be lower-case letters"),
    # keys
    ("  - key: safety", "  - key: physical", 0, "the domain key “physical” is used twice"),
    ("- key: presence\n", "- key: nutrition\n", 0, "the sub-area key “nutrition” is used twice"),
    ("- key: nutrition_meals", "- key: nutrition_enough", 0, "the item key “nutrition_enough” is used twice"),
    # which ages an item has
    ("bands: [2-17]\n            kinds", "bands: [3-17]\n            kinds", 0, "there is no band “3-17”"),
    ("bands: [2-17]\n            kinds", "bands: [2-17, 2-17]\n            kinds", 0, "the band “2-17” stands twice"),
    (
        "bands: [2-17]\n            kinds",
        "bands: []\n            kinds",
        0,
        "the bands of item “online” must not be empty",
    ),
    (
        "bands: [2-17]\n                text:",
        "bands: [under-2, 2-17]\n                text:",
        0,
        "cover band “under-2” twice",
    ),
    (
        'look_for: "Watch',
        'look_for:\n              - bands: [2-17]\n                text: "Watch',
        1,
        "leave out the band under-2",
    ),
    (
        "bands: [2-17]\n                texts",
        "bands: [2-17, under-2]\n                texts",
        0,
        "cover band “under-2” twice",
    ),
    # texts
    (f"                  {HYGIENE_4}\n", "", -3, "grade 4 has no text in this group of item “hygiene”"),
    (HYGIENE_4, '4: ""', 0, "the text for grade 4 of item “hygiene” is empty"),
    (HYGIENE_4, "4: 4", 0, "the text for grade 4 of item “hygiene” must be text"),
    (HYGIENE_4, HYGIENE_4 + '\n                  6: "Six."', 1, "a grade in the texts of item “hygiene” is 6"),
    (
        HYGIENE_4,
        HYGIENE_4 + '\n                  "4": "Four."',
        1,
        "a grade in the texts of item “hygiene” must be a whole number",
    ),
    (HYGIENE_4, HYGIENE_4 + '\n                  4: "Twice."', 1, "grade 4 is described twice"),
    (HYGIENE_4, f'4: "{"x" * 161}"', 0, "161 characters; 160 is the most"),
    (
        HYGIENE_4,
        '4: "{child} IS WASHED on some days."',
        0,
        "this text stands already on line 107, grade 3 of “hygiene”",
    ),
    (HYGIENE_4, FRESH, 0, "grade 4 of “nutrition_quality”"),
    (HYGIENE_4, '4: "{kid} smells."', 0, "braces that are not one of {child}"),
    (HYGIENE_4, '4: "{child smells."', 0, "braces that are not one of {child}"),
    (HYGIENE_4, '4: "It smells. {their} hair too."', 0, "begins a sentence with {their}; write {Their}"),
    ('disability: "Ask how {child} is fed."', f'disability: "{"x" * 201}"', 0, "201 characters; 200 is the most"),
    ('look_for: "Ask who eats', 'look_for: "{theirs} too. Ask who eats', 0, "write {Theirs}"),
    # continues
    ("continues: stimulation_play", "continues: stimulation_ploy", 0, "which is not an item of this file; to continue"),
    ("continues: stimulation_play", "continues: stimulation_toys", 0, "both are graded at the same age"),
    ("continues: stimulation_play", "continues: hygiene", 0, "both are graded at the same age"),
    ("continues: stimulation_play", "continues: 5", 0, "“continues” of item “stimulation_toys” must be text"),
    # YAML itself
    ("judged: true", "judged:\ttrue", 0, "there is a tab here; use spaces"),
    ("judged: true", "judged: true # a\u2028comment", 0, "a character here that cannot be used (U+2028)"),
    ("judged: true", "judged: true # \x07", 0, "a character here that cannot be used (U+0007)"),
    ("judged: true", "judged: &yes true", 0, "anchors (&) and aliases (*) are not allowed"),
    ("judged: true", "judged: *yes", 0, "anchors (&) and aliases (*) are not allowed"),
    ("judged: true", "judged: true\n<<: {judged: false}", 1, "the instrument has no field “<<”"),
    ("judged: true", "judged: true: false", 0, "this is not YAML"),
    ("domains:\n", "---\ndomains:\n", 0, "this is not YAML"),
    (
        "domains:\n  - key: physical",
        "domains:\n  - [key, physical]\n  - key: physical",
        1,
        "this domain must be written as fields",
    ),
]


@pytest.mark.parametrize(("old", "new", "below", "words"), PLANTED, ids=[f"{new[:40]!r}" for _, new, _, _ in PLANTED])
def test_every_fault_is_named_at_the_line_where_it_was_planted(tmp_path, old, new, below, words):
    assert old in GOOD
    before, after = GOOD.split(old, 1)
    path = tmp_path / "planted.yaml"
    path.write_bytes((before + new + after).encode())
    found = check_instrument(path)
    assert [fault.line for fault in found] == [before.count("\n") + 1 + below], found
    assert words in found[0].sentence

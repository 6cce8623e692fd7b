"""What the loader takes, what it refuses as a whole, and when two files say the same."""

import time
from datetime import date
from pathlib import Path

import pytest

from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_file import Fault, InstrumentFault, check_instrument, load_instrument
from tests.instruments import FIVE_GRADES, FIVE_GRADES_FILE, WELLBEING, WELLBEING_FILE

GOOD = FIVE_GRADES_FILE.read_text("utf-8")
HYGIENE_4 = '4: "{child} smells on most days."'
LENT = 'permission:\n  holder: "A Charity"\n  granted_on: 2026-05-03\n  reference: "letter 12"\n'
OURS = "permission:\n  ours: true\n  licence: MIT\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "planted.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults_in(folder: Path, text: str | bytes, previous: Instrument | None = None) -> list[Fault]:
    return check_instrument(written(folder, text), previous)


@pytest.mark.parametrize("path", [FIVE_GRADES_FILE, WELLBEING_FILE], ids=lambda path: path.stem)
def test_the_good_files_have_no_fault(path):
    assert check_instrument(path) == []


def test_all_faults_are_told_at_once_in_the_order_of_their_lines(tmp_path):
    text = (
        GOOD.replace(HYGIENE_4, "4: 4").replace("judged: true", "judged: 1").replace('title: "Online"', 'title: ""', 1)
    )
    found = faults_in(tmp_path, text)
    assert [fault.line for fault in found] == sorted(
        text[: text.index(mark)].count("\n") + 1 for mark in ("judged: 1", "4: 4", 'title: ""')
    )
    with pytest.raises(InstrumentFault) as broken:
        load_instrument(tmp_path / "planted.yaml")
    assert broken.value.faults == found
    assert str(broken.value).splitlines()[0] == "Line 10: “judged” must be true or false"


def test_on_a_broken_scale_the_items_are_not_faulted(tmp_path):
    found = faults_in(tmp_path, GOOD.replace("value: 4", "value: four").replace(HYGIENE_4, "4: 4"))
    assert [fault.sentence for fault in found] == ["the value of a grade must be a whole number, without quotes"]


def test_a_file_that_is_not_utf_8_is_refused_at_its_line(tmp_path):
    before, after = GOOD.encode().split(b"smells", 1)
    found = faults_in(tmp_path, before + b"caf\xe9" + after)
    assert [fault.line for fault in found] == [before.count(b"\n") + 1]
    assert "not UTF-8" in found[0].sentence


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_refused(tmp_path, text):
    assert faults_in(tmp_path, text) == [Fault(1, "the file is empty")]


@pytest.mark.parametrize("text", ["- a\n- list\n", "just words\n", "5\n"])
def test_a_file_that_holds_no_fields_is_refused(tmp_path, text):
    found = faults_in(tmp_path, text)
    assert [fault.line for fault in found] == [1]
    assert "must be written as fields" in found[0].sentence


def test_an_unfinished_quote_is_refused(tmp_path):
    found = faults_in(tmp_path, GOOD.replace("judged: true", "judged: 'true"))
    assert len(found) == 1
    assert "this is not YAML" in found[0].sentence


def test_nested_aliases_are_refused_and_never_unfolded(tmp_path):
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    started = time.process_time()
    assert faults_in(tmp_path, bomb) == [Fault(1, "anchors (&) and aliases (*) are not allowed; write the text out")]
    assert time.process_time() - started < 1


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 50_000, "- " * 100_000, "x" * 2_000_001])
def test_a_file_made_to_exhaust_the_reader_is_refused(tmp_path, text):
    assert len(faults_in(tmp_path, text)) == 1


def test_a_file_that_is_not_there_is_the_caller_s_to_explain(tmp_path):
    with pytest.raises(FileNotFoundError):
        check_instrument(tmp_path / "nothing.yaml")


def test_an_ampersand_in_a_text_is_only_an_ampersand(tmp_path):
    text = GOOD.replace('title: "Five grades"', 'title: "Five & *grades*"')
    assert load_instrument(written(tmp_path, text)).title == "Five & *grades*"


@pytest.mark.parametrize(
    "same",
    [
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        "# another comment\n" + GOOD + "\n\n",
        GOOD.replace("key: five-grades\n", "").replace("big_change: 2\n", "big_change: 2\nkey: five-grades\n"),
        GOOD.replace('word: "patchy"', "word: patchy"),
        GOOD.replace("kinds: [nutritional, physical]", "kinds:\n              - nutritional\n              - physical"),
    ],
    ids=["CRLF", "byte order mark", "comments", "order of fields", "quotes", "block style"],
)
def test_the_hash_is_of_what_the_file_says_and_not_of_how(tmp_path, same):
    assert same != GOOD
    assert load_instrument(written(tmp_path, same)) == FIVE_GRADES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HYGIENE_4, '4: "{child} smells, on most days."'),
        ("big_change: 2", "big_change: 3"),
        ("licence: MIT", "licence: GPL"),
        ("kinds: [nutritional, physical]", "kinds: [physical, nutritional]"),
    ],
)
def test_any_change_of_what_the_file_says_changes_the_hash(tmp_path, old, new):
    changed = load_instrument(written(tmp_path, GOOD.replace(old, new)))
    assert changed.content_hash != FIVE_GRADES.content_hash
    assert changed != FIVE_GRADES


def test_a_lent_instrument_says_who_allowed_it(tmp_path):
    permission = load_instrument(written(tmp_path, GOOD.replace(OURS, LENT))).permission
    assert (permission.ours, permission.holder, permission.reference) == (False, "A Charity", "letter 12")
    assert permission.granted_on == date(2026, 5, 3)


def test_a_new_version_continues_items_of_the_one_before(tmp_path):
    newer = GOOD.replace('version: "1.0"', 'version: "2.0"')
    renamed = newer.replace("- key: nutrition_meals", "- key: nutrition_table\n            continues: nutrition_meals")
    assert len(faults_in(tmp_path, renamed)) == 1
    assert faults_in(tmp_path, renamed, previous=FIVE_GRADES) == []
    kept = newer.replace("- key: nutrition_meals", "- key: nutrition_meals\n            continues: nutrition_meals")
    assert faults_in(tmp_path, kept, previous=FIVE_GRADES) == []
    found = faults_in(tmp_path, renamed.replace("continues: nutrition_meals", "continues: lunch"), previous=FIVE_GRADES)
    assert [fault.sentence for fault in found] == [
        "“continues” names “lunch”, which is not an item of this file or of five-grades 1.0"
    ]


def test_two_items_cannot_continue_one_at_the_same_age(tmp_path):
    text = GOOD.replace(
        "            bands: [2-17]\n            kinds",
        "            bands: [2-17]\n            continues: stimulation_play\n            kinds",
    )
    found = faults_in(tmp_path, text)
    assert [fault.sentence for fault in found] == [
        "“online” continues “stimulation_play” at the same age already; only one item can"
    ]


ONE_ITEM = """  - key: over-17
    title: "18"
    from_months: 216
    to_months: 228
domains:
  - key: love
    title: "Love"
    areas:
      - key: love
        title: "Love"
        items:
          - key: love
            title: "Love"
            bands: [under-2, 2-17]
            look_for: "Look."
            descriptors:
              - bands: [under-2, 2-17]
                texts: {1: "A.", 2: "B.", 3: "C.", 4: "D.", 5: "E."}
"""


def test_an_age_without_items_is_a_fault(tmp_path):
    text = GOOD[: GOOD.index("domains:\n")] + ONE_ITEM
    line = text[: text.index("- key: over-17")].count("\n") + 1
    assert faults_in(tmp_path, text) == [Fault(line, "no item applies to band “over-17”")]


def test_the_other_instrument_is_read_as_it_stands():
    assert [domain.key for domain in WELLBEING.domains] == ["body", "people", "days"]
    assert [item.key for item in WELLBEING.items_for("11-17")] == [
        "rest_sleep",
        "rest_quiet",
        "moving",
        "close_people_listening",
        "close_people_friends",
        "doing_interests",
        "looking_ahead",
    ]
    assert WELLBEING.item("doing_interests").continues == "doing_play"
    assert WELLBEING.item("rest_sleep").descriptors["0-10"].keys() == {0, 5, 10}
    assert WELLBEING.domain("body").safe_tonight_from == 0
    assert WELLBEING.domain("people").safe_tonight_from is None


def test_between_the_ends_anchors_are_optional_and_at_the_ends_they_are_not(tmp_path):
    text = WELLBEING_FILE.read_text("utf-8")
    whole = text.replace("descriptors: anchors", "descriptors: all")
    assert {fault.sentence.split(" of item")[0] for fault in faults_in(tmp_path, whole)} >= {
        "grade 9 has no text in this group"
    }
    old = '                  10: "Somebody gets down on the floor and plays with {child} every day."\n'
    assert old in text
    found = faults_in(tmp_path, text.replace(old, ""))
    assert [fault.sentence for fault in found] == ["grade 10 has no text in this group of item “doing_play”"]


def test_a_large_file_is_read_fast_enough_to_do_it_at_every_start(tmp_path):
    head, items = GOOD.split("  - key: physical\n", 1)
    area = items[items.index("      - key: nutrition\n") : items.index("      - key: hygiene\n")]
    more = "".join(area.replace("key: nutrition", f"key: n{n}").replace("{child}", f"{{child}} {n}") for n in range(45))
    whole = head + "  - key: physical\n" + items.replace("      - key: hygiene\n", more + "      - key: hygiene\n", 1)
    assert len(whole.encode()) > 100_000
    path = written(tmp_path, whole)
    assert check_instrument(path) == []
    times = []
    for _ in range(5):
        started = time.process_time()
        load_instrument(path)
        times.append(time.process_time() - started)
    assert min(times) < 0.15

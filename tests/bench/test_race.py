"""What the rivals of the grade page show is what the grade page shows; the race's table says how it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from bench.bare_tablet import BAND
from bench.race.enketo_form import XFORMS, xform
from bench.race.measuring import VALUES, Figures
from bench.race.result import BEGIN, END, race_text, standing, write_result
from bench.race.surveyjs_form import survey_json
from bench.race.visit_texts import CHILD_WORDS_LABEL, EVIDENCE_LABEL, NAMING, visit_texts
from gcp_tracker import instruments
from gcp_tracker.visits.cards import EMPTY, Card

ITEMS = 33
XF = {"x": XFORMS}


def grade_page() -> list[tuple[str, str, str, list[str]]]:
    """Key, title, what to look at and the words of each choice, from the cards that the grade page is made of."""
    instruments.load_folder()
    instrument = instruments.newest(instruments.OURS)
    cards = [
        Card(item, instrument, BAND, NAMING, False, EMPTY, None, False, False) for item in instrument.items_for(BAND)
    ]
    return [
        (
            card.item.key,
            card.item.title,
            card.look_for,
            [
                *(f"{tile.point.value} {tile.point.word.capitalize()}. {tile.text}" for tile in card.tiles),
                "Not seen this visit",
                "Does not apply",
            ],
        )
        for card in cards
    ]


def test_surveyjs_shows_every_item_in_the_grade_page_s_words() -> None:
    pages = survey_json(visit_texts())["pages"]
    asked = [element for page in pages for element in page["elements"] if element["type"] == "radiogroup"]
    shown = [
        (asking["name"], asking["title"], asking["description"], [choice["text"] for choice in asking["choices"]])
        for asking in asked
    ]
    assert len(pages) == 4
    assert len(shown) == ITEMS
    assert shown == grade_page()


def test_enketo_shows_every_item_in_the_grade_page_s_words() -> None:
    form = etree.fromstring(xform(visit_texts()))
    shown = [
        (
            choice.get("ref").rpartition("/")[2],
            choice.findtext("x:label", namespaces=XF),
            choice.findtext("x:hint", namespaces=XF),
            [label.text for label in choice.findall("x:item/x:label", XF)],
        )
        for choice in form.iter(f"{{{XFORMS}}}select1")
    ]
    assert len(form.findall(".//x:group", XF)) == 4
    assert len(shown) == ITEMS
    assert shown == grade_page()


def test_both_ask_for_evidence_at_a_4_and_a_5_only_and_offer_the_child_s_words() -> None:
    pages = survey_json(visit_texts())["pages"]
    comments = [element for page in pages for element in page["elements"] if element["type"] == "comment"]
    evidence = [element for element in comments if element["title"] == EVIDENCE_LABEL]
    assert len(evidence) == ITEMS
    assert len([element for element in comments if element["title"] == CHILD_WORDS_LABEL]) == ITEMS
    assert all(element["isRequired"] and element["visibleIf"].endswith("anyof ['4', '5']") for element in evidence)

    form = etree.fromstring(xform(visit_texts()))
    binds = {bind.get("nodeset"): bind for bind in form.iter(f"{{{XFORMS}}}bind")}
    asked = [bind for path, bind in binds.items() if path.endswith("_evidence")]
    assert len(asked) == ITEMS
    for bind in asked:
        item = bind.get("nodeset").removesuffix("_evidence")
        assert bind.get("relevant") == f"{item} = '4' or {item} = '5'"
        assert bind.get("required") == "true()"
    # Every question of the form has its place in the instance, or its answer would be kept nowhere.
    data = form.find(".//x:instance/x:data", XF)
    assert all(data.find("/".join(f"x:{step}" for step in path.split("/")[2:]), XF) is not None for path in binds)


def test_the_race_grades_every_item_and_two_of_them_with_a_4() -> None:
    assert len(VALUES) == ITEMS
    assert VALUES.count("4") == 2


OURS = Figures("the grade page", 76.2, 5, [1.8, 1.7, 2.0], 2.7, 56.0, 88.0, 0, 38, 7)


def test_the_table_says_where_the_grade_page_is_ahead_level_and_behind() -> None:
    rival = replace(OURS, name="Other", kilobytes=155.1, tap_works=[4.9, 4.6, 5.0], requests=3)
    ahead, level, behind = standing([OURS, rival])
    assert ahead == "Ahead: over the wire; a tap works after."
    assert level.startswith("Level: loaded after; tap to painted;")
    assert behind == "Behind: requests."
    said = race_text("22 November 2026.", {"other": "1.0"}, [OURS, rival])
    assert "1.80 s (1.70–2.00)" in said
    assert "Against other 1.0." in said


def test_a_race_replaces_the_last_one_and_nothing_else_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "bench.md"
    page.write_text(f"before\n{BEGIN}\nthe last race\n{END}\nafter\n", encoding="utf-8")
    write_result("this race", page)
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n```\nthis race\n```\n{END}\nafter\n"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="lost the marks"):
        write_result("this race", page)

"""A file for a spreadsheet: nothing in it runs, and everything in it can be read back as it was."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gcp_tracker.spreadsheets import BYTE_ORDER_MARK, csv_file, csv_lines, file_name, guarded, without_guard

SIGNS = "=+-@＝＋－＠−"
# What no database keeps and no file can carry is not asked for.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NASTY = st.text(st.sampled_from("='+-@\t\r\n \u200b\ufeff＝a,;\"“1"), max_size=8)


def read(lines: list[str]) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(lines).removeprefix(BYTE_ORDER_MARK), newline=""), strict=True))


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b", "\ufeff", "'", "''"])
def test_whatever_begins_like_a_formula_is_guarded_even_behind_what_nobody_sees(sign: str, before: str) -> None:
    text = f"{before}{sign}cmd|’ /C calc’!A0"
    assert guarded(text) == f"'{text}"
    assert without_guard(guarded(text)) == text


@pytest.mark.parametrize("text", ["\t=1", "\r1", "\n1", " \t1"])
def test_a_tab_or_a_line_break_at_the_start_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "A1", "2+2", "Leo’s soup = good", "O’Quinn", "'tis", "3 – 4", "a\n=b"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text
    assert without_guard(text) == text


@given(st.lists(st.lists(TEXT | NASTY, min_size=1, max_size=4), max_size=4))
@example([["'=1+1", "''=1+1", "'"], ["\r\n", '"', "a,b\r\nc"]])
def test_the_file_reads_back_as_the_same_text_without_the_guard(rows: list[list[str]]) -> None:
    found = read(list(csv_lines(rows)))
    assert [[without_guard(cell) for cell in row] for row in found] == rows
    assert not [
        cell
        for row in found
        for cell in row
        if cell.lstrip(" \u200b\ufeff'\u00a0").startswith(tuple(SIGNS)) and cell[0] != "'"
    ]


def test_numbers_days_and_nothing_are_written_so_that_a_spreadsheet_knows_them() -> None:
    assert read(list(csv_lines([(-3, date(2026, 11, 16), None, "-3")]))) == [["-3", "2026-11-16", "", "'-3"]]


def test_the_file_begins_with_the_mark_once_and_its_hash_is_of_all_of_it() -> None:
    file = csv_file("a.csv", iter([("Zoë",), ("Łukasz",)]))
    whole = b"".join(file.pieces)
    assert whole == "\ufeffZoë\r\nŁukasz\r\n".encode()
    assert file.size == len(whole)
    assert file.sha256 == hashlib.sha256(whole).hexdigest()


def test_a_name_of_a_file_holds_nothing_that_could_be_read_otherwise() -> None:
    assert file_name("csv", "grades", 'LA/10"41\r\n', "2026-11-16") == "grades-la-10-41-2026-11-16.csv"
    assert file_name("xlsx", "team", "Zoë’s", "") == "team-zoe-s.xlsx"

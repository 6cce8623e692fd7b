"""A return between its dry run and its import, and the report that people download."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcp_tracker.imports.faults import FileRefused
from gcp_tracker.imports.report import Outcome, Report, ReportLine, as_rows, as_text
from gcp_tracker.imports.uploads import PIECE, Uploads, clear_old_uploads
from tests.returns import LARGE

KEY, NOW = "a key for tests", 1_800_000_000.0
SECRET = b"RND000215205141"


def kept(tmp_path: Path, data: bytes, owner: int = 1) -> tuple[Uploads, str]:
    uploads = Uploads.in_folder(tmp_path, KEY, owner, NOW)
    return uploads, uploads.keep(io.BytesIO(data))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17])
def test_a_return_comes_back_as_it_was(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    uploads, name = kept(tmp_path, data)
    with uploads.open(name) as stream:
        assert stream.read() == data
    with uploads.open(name) as stream:
        assert stream.read(5) == data[:5]


def test_nothing_of_it_can_be_read_on_the_disk(tmp_path: Path) -> None:
    uploads, name = kept(tmp_path, LARGE.read_bytes())
    uploads.keep_report(name, {"who": SECRET.decode()})
    files = list((tmp_path / "uploads").iterdir())
    assert len(files) == 2
    for path in files:
        assert SECRET not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "uploads").stat().st_mode) == 0o700


def test_another_officer_and_another_key_find_nothing(tmp_path: Path) -> None:
    _, name = kept(tmp_path, b"<Message/>", owner=1)
    with pytest.raises(FileRefused, match="no longer here"):
        Uploads.in_folder(tmp_path, KEY, 2, NOW).open(name)
    assert Uploads.in_folder(tmp_path, KEY, 2, NOW).waiting() == []
    with (
        pytest.raises(FileRefused, match="changed since"),
        Uploads.in_folder(tmp_path, "another", 1, NOW).open(name) as stream,
    ):
        stream.read()


@pytest.mark.parametrize("name", ["", "..", "../../database.key", "a" * 63, "A" * 64, "g" * 64])
def test_a_name_that_is_no_hash_leads_nowhere(tmp_path: Path, name: str) -> None:
    uploads, _ = kept(tmp_path, b"x")
    for act in (uploads.open, uploads.report, uploads.forget_all):
        with pytest.raises(FileRefused):
            act(name)


def test_every_way_to_tamper_with_the_pieces_is_noticed(tmp_path: Path) -> None:
    uploads, name = kept(tmp_path, os.urandom(3 * PIECE))
    path = next((tmp_path / "uploads").glob("*.return"))
    pieces = path.read_bytes().splitlines(keepends=True)
    flipped = pieces[0][:50] + bytes([pieces[0][50] ^ 1]) + pieces[0][51:]
    for changed in (
        [flipped, *pieces[1:]],
        pieces[:-1],
        pieces[1:],
        [pieces[1], pieces[0], *pieces[2:]],
        [pieces[0], *pieces],
        [],
    ):
        path.write_bytes(b"".join(changed))
        with pytest.raises(FileRefused), uploads.open(name) as stream:
            stream.read()


def test_uploads_are_gone_after_a_day(tmp_path: Path) -> None:
    uploads, name = kept(tmp_path, b"<Message/>")
    uploads.keep_report(name, {})
    assert uploads.waiting() == [name]
    assert clear_old_uploads(tmp_path, NOW + 23 * 3600) == 0
    assert clear_old_uploads(tmp_path, NOW + 25 * 3600) == 2
    assert uploads.waiting() == []
    assert clear_old_uploads(tmp_path / "nowhere", NOW) == 0


# The report


def report() -> Report:
    made = Report(dry_run=True, notes=["A note."])
    made.add(18, "=1+1", Outcome.CREATED, "Entered")
    made.lines.append(ReportLine(21, "A1", Outcome.VALUE_LEFT_OUT, "Is not a date", "PersonBirthDate", "\t@SUM(A1)"))
    made.lines.append(ReportLine(25, "A1", Outcome.LOOK, "Look", "Sex", "1"))
    made.spells["created"] += 1
    return made


def test_a_report_comes_back_from_its_kept_form(tmp_path: Path) -> None:
    uploads, name = kept(tmp_path, b"x")
    uploads.keep_report(name, report().as_dict())
    found = uploads.report(name)
    assert found is not None
    assert Report.from_dict(found) == report()


def test_the_printed_report_is_aligned_and_ends_with_the_summary() -> None:
    text = list(as_text(report()))
    assert text[0].split("  ")[0] == "Line"
    assert text[1].index("created") == text[2].index("value left out")
    assert text[-3:] == [
        "1 child: 1 created, 0 updated, 0 unchanged, 0 left out.",
        "1 spell of help and 0 conferences created; 0 spells of help updated. Values in the file: 1 left out;"
        " 1 kept, please check; 0 that differ, left as they are.",
        "This was a dry run: nothing was written.",
    ]


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_the_table_has_a_row_for_each_line_and_every_cell_as_it_was_given(cells: list[tuple[str, str]]) -> None:
    made = Report(dry_run=False)
    made.lines += [ReportLine(1, number, Outcome.LOOK, "why", "UPN", given) for number, given in cells]
    assert [(row[1], row[4]) for row in as_rows(made)] == cells

"""The census as a file: what is refused whole, and that nothing in it reaches out or blows up."""

from __future__ import annotations

import io
import time
import tracemalloc
from pathlib import Path

import pytest

from gcp_tracker.imports.census_file import open_census
from gcp_tracker.imports.faults import FileRefused, shown
from tests.returns import END, LARGE, SMALL, START, case, census, child, opened

GOOD = census(child("A1", case()))
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        list(opened(data).children())
    return refused.value.sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (b"  \n", "not an XML file"),
        (b"LAchildID,UPN\n1,2\n", "not an XML file"),
        (b"PK\x03\x04spreadsheet", "not an XML file"),
        (b"<html><body/></html>", "begins with <html>"),
        (GOOD.replace(b"<Collection>CIN<", b"<Collection>CLA<"), "names “CLA”"),
        (GOOD + b"<Message/>", "after the end"),
        (GOOD.replace(b"A1", b"A&nbsp;1"), "broken at line"),
        (GOOD.replace(b"A1", b"\xe9"), "do not fit the file’s encoding"),
        (b'<?xml version="1.0" encoding="klingon"?>' + GOOD, "do not fit the file’s encoding"),
        (GOOD.replace(b"A1", b"\x00"), "do not fit the file’s encoding"),
        (b'<?xml version="1.0" encoding="utf-16"?>' + GOOD, "Nothing was written"),
        (b"<Message><Children/></Message>", "no <Header>"),
        (GOOD.replace(b"<Header>", b"<Children><Child/></Children><Header>"), "before the <Header>"),
        (GOOD.replace(b">A1<", b">" + b"9" * 11_000_000 + b"<"), "broken at line"),
        (b"<Message>" + b"<x>" * 5000 + b"</x>" * 5000 + b"</Message>", "broken at line"),
        (GOOD.replace(b"<CINdetails>", b"<CINdetails>" + b"<x/>" * 30_000), "holds more than 20,000"),
    ],
)
def test_a_file_that_is_not_a_whole_census_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_a_file_cut_off_anywhere_is_refused() -> None:
    for length in range(1, len(GOOD) - 1, 7):
        sentence = refusal(GOOD[:length])
        assert "Nothing was written" in sentence
    assert "cut off at line" in refusal(GOOD[:-40])


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE Message [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
        '<!DOCTYPE Message SYSTEM "http://127.0.0.1:9/x.dtd">',
        f'<!DOCTYPE Message [<!ENTITY l0 "lol">{LAUGHS}]>',
        "<!DOCTYPE Message>",
    ],
)
def test_a_doctype_is_refused_outright_whatever_it_names(doctype: str) -> None:
    data = doctype.encode() + GOOD.replace(b"A1", b"&x;&l9;")
    started = time.monotonic()
    assert "has a DOCTYPE" in refusal(data)
    assert time.monotonic() - started < 2


def test_laughs_in_an_attribute_end_at_once() -> None:
    data = f'<!DOCTYPE Message [<!ENTITY l0 "lol">{LAUGHS}]><Message a="&l9;"/>'.encode()
    started = time.monotonic()
    assert "Nothing was written" in refusal(data)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + GOOD,
        ('<?xml version="1.0" encoding="utf-16"?>' + GOOD.decode()).encode("utf-16"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>' + GOOD.decode()).encode("iso-8859-1"),
        GOOD.replace(b"<Message>", b'<c:Message xmlns:c="urn:census">').replace(b"</Message>", b"</c:Message>"),
        GOOD.replace(b"<Message>", b'<Message xmlns="urn:census">'),
        GOOD.replace(b"<Child>", b"<?why not?><!-- a remark --><Child>"),
    ],
    ids=["utf-8 mark", "utf-16", "latin-1", "prefix", "namespace", "comments and instructions"],
)
def test_other_ways_to_write_the_same_return_are_read(data: bytes) -> None:
    found = opened(data)
    assert found.children_count == 1
    assert [entry.name for entry in found.children()] == ["Child"]


def test_a_comment_inside_a_value_is_not_part_of_it() -> None:
    (entry,) = opened(GOOD.replace(b"A1", b"A<!-- x -->1")).children()
    assert entry.parts[0].parts[0].text == "A1"


def test_both_samples_are_whole() -> None:
    small, large = opened(SMALL), opened(LARGE)
    assert (small.header.authority_code, small.children_count, sum(1 for _ in small.children())) == ("201", 2, 2)
    assert (large.header.authority_code, large.children_count, sum(1 for _ in large.children())) == ("975", 332, 332)
    assert small.repeated == large.repeated == {}


def test_a_number_that_stands_twice_is_found_with_its_lines() -> None:
    found = opened(census(child("A1"), child("A2"), child("A1", case()), child("A2")))
    assert not found.repeated["A1"].is_same
    assert found.repeated["A2"].is_same
    assert found.repeated["A1"].lines == (3, 7)


def test_entries_that_are_not_the_census_s_are_counted_and_text_between_children_reported() -> None:
    data = census(child("A1"), "<Novelty><Inner/></Novelty>", " loose words ", child("A2"))
    found = opened(data)
    assert found.unknown == {"Novelty": 1, "Inner": 1}
    assert [fault.given for fault in found.faults] == ["loose words"]
    assert sum(1 for _ in found.children()) == 2


def test_a_child_outside_its_place_is_no_child() -> None:
    data = census("<Extra><Child/></Extra>", child("A1", "<Child/>"))
    assert opened(data).children_count == 1
    assert sum(1 for _ in opened(data).children()) == 1


def test_lines_are_right_far_into_a_long_file() -> None:
    filler = "<Child>\n\n\n\n\n\n\n\n\n<ChildIdentifiers/>\n</Child>\n" * 7000
    data = (START.format(lea="", reference="") + filler + "<Child>\n\n<ChildIdentifiers>\n" + END[:0]).encode()
    data += b"<LAchildID>Z</LAchildID></ChildIdentifiers></Child>" + END.encode()
    *_, last = opened(data).children()
    first_line = data[: data.rindex(b"<Child>")].count(b"\n") + 1
    assert first_line > 70_000
    assert last.line == first_line
    assert last.parts[0].parts[0].line == first_line + 3


def test_memory_stays_flat_however_many_children() -> None:
    def peak(count: int) -> int:
        data = census(*(child(f"N{number}", case()) for number in range(count)))
        tracemalloc.start()
        try:
            for _ in open_census(lambda: io.BytesIO(data)).children():
                pass
            return tracemalloc.get_traced_memory()[1] - len(data)
        finally:
            tracemalloc.stop()

    # What grows is the list of numbers that tells which stand twice; under 600 bytes for each.
    assert peak(4000) - peak(400) < 3600 * 600


def test_what_is_shown_of_a_value_cannot_steer_a_terminal_or_fill_a_page() -> None:
    assert shown("a\x9b2J\u202eb\nc") == "a�2J�b c"
    assert len(shown("x" * 300)) == 60


def test_the_samples_are_in_the_tests(tmp_path: Path) -> None:
    copy = tmp_path / "copy.xml"
    copy.write_bytes(SMALL.read_bytes())
    assert opened(copy).file_hash == opened(SMALL).file_hash

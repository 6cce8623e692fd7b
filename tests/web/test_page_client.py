"""The style guide catches what it is there for, also on a page that is shaped like one that it has parsed before."""

from __future__ import annotations

import pytest

from tests.page_client import check_page, shape_of

PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>'
    "<h1>Leo &amp; Kai</h1>{rest}</body></html>"
)


def page(rest: str = "", title: str = "Leo & Kai") -> str:
    return PAGE.format(rest=rest, title=title.replace("&", "&amp;"))


def test_a_page_that_is_well_made_passes() -> None:
    label = '<label for="one">Words</label><input id="one" type="text" name="words" maxlength="9">'
    check_page(page(f'<form method="post">{label}</form><a href="/a?b=1&amp;c=2">Go</a>'), "/")


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("<p>one<b>two</p>", "does not parse"),
        ("<p>this & that&nosuch;</p>", "does not parse"),
        ("<table><tr><p>out of place</p></tr></table>", "does not parse"),
        ("<h1>Again</h1>", "2 h1"),
        ('<p id="one"></p><p id="one"></p>', "ids twice"),
        ('<p style="color:red">Red</p>', "inline"),
        ('<p onclick="go()">Go</p>', "inline"),
        ("<script>go()</script>", "inline script"),
        ('<form><input aria-label="Name" maxlength="9" name="q"></form>', "would stand in the address"),
        ('<form method="post"><textarea aria-label="Name" name="q"></textarea></form>', "how long"),
        ('<select name="one"><option>1</option></select>', "no label"),
        ('<a href="/"></a>', "without words"),
    ],
)
def test_what_is_wrong_with_a_page_is_said(rest: str, said: str) -> None:
    check_page(page(), "/")
    with pytest.raises(AssertionError, match=said):
        check_page(page(rest), "/")


def test_a_title_begins_with_the_heading() -> None:
    with pytest.raises(AssertionError, match="does not begin"):
        check_page(page(title="Ruby"), "/")


@pytest.mark.parametrize(
    "other",
    [
        '<p class="a">Leo <b>runs</p>',
        '<p class="a">Leo & runs</p>',
        '<p class="a">Leo &notin runs</p>',
        "<p class=a>Leo runs</p>",
        '<p class="a"><b>Leo runs</p>',
        '<p class="a" class="b">Leo runs</p>',
        '<p class="a">Leo\x01runs</p>',
        '<p class="a"> </p>',
    ],
)
def test_words_alone_leave_the_shape_of_a_page_as_it_is(other: str) -> None:
    assert shape_of('<p class="a">Leo runs</p>') == shape_of('<p class="b &amp; c">Ruby &lt; Kai, 3 years</p>')
    assert shape_of('<p class="a">Leo runs</p>') != shape_of(other)


def test_of_an_input_the_type_is_of_the_shape() -> None:
    assert shape_of('<input type="hidden">') != shape_of('<input type="text">')

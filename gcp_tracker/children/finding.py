"""Finding a child by any part of a name or number, as people type them."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

NOT_TYPED = re.compile(r"[’'`´.\-]")


class Named(Protocol):
    """By what of its own record a child is found."""

    @property
    def known_as(self) -> str | None: ...

    @property
    def given_name(self) -> str | None: ...

    @property
    def family_name(self) -> str | None: ...

    @property
    def la_child_id(self) -> str | None: ...

    @property
    def nhs_number(self) -> str | None: ...

    @property
    def upn(self) -> str | None: ...


def folded(text: str) -> str:
    """Without capitals, accents, apostrophes and hyphens: “zoe oquinn” finds Zoë O’Quinn."""
    plain = text
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(NOT_TYPED.sub("", plain.casefold()).split())


def words_to_find(child: Named, other_numbers: str = "") -> str:
    """Everything that the child can be found by, folded."""
    names = (child.known_as, child.given_name, child.family_name)
    numbers = (child.la_child_id, child.nhs_number, child.upn, other_numbers)
    return folded(" ".join(part for part in (*names, *numbers) if part))


def is_found(words: str, asked: str) -> bool:
    """Every word asked for is part of the child's; digits may be typed with spaces between."""
    wanted = folded(asked)
    if not wanted:
        return True
    return all(part in words for part in wanted.split()) or wanted.replace(" ", "") in words

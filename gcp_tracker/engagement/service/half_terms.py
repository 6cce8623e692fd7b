"""An authority’s half terms: the days are entered by a person, for no two authorities have the same ones."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from gcp_tracker.children.service.locks import lock_authority
from gcp_tracker.models import Authority, HalfTerm
from gcp_tracker.rules.schooling import Term, check_half_terms, year_words
from gcp_tracker.unit_of_work import UnitOfWork


def set_half_terms(uow: UnitOfWork, authority: Authority, year: int, terms: Sequence[Term]) -> None:
    """The six of a school year, in their order; those that are there get these days. Raises RuleBroken."""
    lock_authority(uow, authority)
    check_half_terms(year, terms, uow.today)
    known = {
        row.name: row
        for row in uow.session.scalars(
            select(HalfTerm).where(HalfTerm.authority_id == authority.id, HalfTerm.school_year == year)
        )
    }
    changed = []
    for term in terms:
        row = known.get(term.name)
        if row is None:
            row = HalfTerm(authority=authority, school_year=year, name=term.name)
            uow.session.add(row)
        elif (row.from_on, row.to_on) == (term.from_on, term.to_on):
            continue
        row.from_on, row.to_on = term.from_on, term.to_on
        changed.append(term.name.value)
    if changed:
        uow.record("half_terms:set", subject=authority, reason=year_words(year), changed=changed)

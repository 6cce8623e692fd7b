"""The help that a child, and brothers and sisters, had before: for wherever help begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import String, Uuid, bindparam, literal, select, type_coerce

from gcp_tracker.models import Child, HelpEpisode, User
from gcp_tracker.rules.start_again import (
    OF_SIBLINGS,
    EarlierHelp,
    SiblingHelp,
    before_starting_words,
    sibling_word,
)
from gcp_tracker.rules.vocabulary import AbuseCategory, HelpKind, Pronoun
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.visibility import NOW, AnyReader, any_reader, asked_by, readable_by, roles_of

NOBODY = UUID(int=0)


def before_starting(session: AnySession, child: Child, user: User, now: datetime) -> list[str]:
    """What this person should read before help or a plan begins: a sentence for each spell."""
    siblings = help_of_siblings(session, child, user, now)
    return before_starting_words(own_help(child.episodes), siblings, child.first_name, child.pronoun.their)


def help_of_siblings(session: AnySession, child: Child, user: User, now: datetime) -> Sequence[SiblingHelp]:
    """Only of those whom this person may read, the earliest first."""
    asked = asked_by(user, now) | asked_of(child)
    rows = session.execute(_siblings_help(roles_of(user)), asked)
    return [sibling_of(row) for row in sorted(rows, key=attrgetter("begun"))]


def own_help(episodes: Iterable[HelpEpisode]) -> list[EarlierHelp]:
    return [
        EarlierHelp(one.kind, one.started_on, one.ended_on, one.initial_category or one.category, one.previous_plans)
        for one in episodes
    ]


def asked_of(child: Child) -> dict[str, Any]:
    return {"child": child.id, "family": child.family_id}


@cache
def _siblings_help(roles: Sequence[str]) -> Any:
    return siblings_help(any_reader(roles))


def siblings_help(reader: AnyReader) -> Any:
    """Plain rows, with the columns that the child’s page asks for in one query with others. `asked_by` and `asked_of`
    have its values.
    """
    return (
        select(
            literal("help").label("what"),
            literal(NOBODY, Uuid()).label("number"),
            HelpEpisode.started_on.label("begun"),
            HelpEpisode.ended_on.label("ended"),
            type_coerce(HelpEpisode.kind, String).label("kind"),
            type_coerce(HelpEpisode.category, String).label("more"),
            Child.given_name.label("words"),
            Child.known_as.label("then"),
            type_coerce(Child.pronoun, String).label("who"),
        )
        .join(Child, Child.id == HelpEpisode.child_id)
        .where(
            Child.family_id == bindparam("family"),
            Child.id != bindparam("child"),
            HelpEpisode.kind.in_(OF_SIBLINGS),
            readable_by(reader, NOW),
        )
    )


def sibling_of(row: Any) -> SiblingHelp:
    category = AbuseCategory(row.more) if row.more else None
    spell = EarlierHelp(HelpKind(row.kind), row.begun, row.ended, category)
    return SiblingHelp(row.then or row.words or "", sibling_word(Pronoun(row.who)), spell)

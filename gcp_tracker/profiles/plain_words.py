"""The carer’s paper of a completed profile: what is proposed for each item, what was written, what is approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from gcp_tracker.models import Child, PlainSentence, Profile, User
from gcp_tracker.profiles.queries import adults_to_go_through_with, whose_care
from gcp_tracker.profiles.sheet import ItemLine, profile_sheet
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument, Naming
from gcp_tracker.rules.plain_words import (
    check_keeps_private,
    check_plain,
    good_enough,
    keeps_private,
    part_of,
    private_parts,
)
from gcp_tracker.rules.vocabulary import PlainPart
from gcp_tracker.unit_of_work import AnySession, UnitOfWork

# Sentences of the worker’s own, for each part.
OWN_LINES = {"own_1": "A sentence of your own", "own_2": "Another sentence of your own"}


@dataclass(frozen=True, slots=True)
class PlainLine:
    """One sentence of the paper, or one that could be. `proposed` is the instrument’s own text about this child."""

    part: PlainPart
    item_key: str
    title: str
    proposed: str
    written: PlainSentence | None

    @property
    def key(self) -> str:
        return f"{self.part.value}_{self.item_key}"

    @property
    def text(self) -> str:
        return self.written.text if self.written else self.proposed

    @property
    def is_approved(self) -> bool:
        return self.written is not None and self.written.approved_at is not None


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """`whose` is empty where naming it would tell what is private. `seen` changes with every save."""

    instrument: Instrument
    lines: list[PlainLine]
    recipients: list[str]
    private: frozenset[str]
    whose: str
    seen: str
    changed_since: int

    def of(self, part: PlainPart) -> list[PlainLine]:
        return [line for line in self.lines if line.part is part]

    @property
    def printed(self) -> list[PlainLine]:
        """What is approved, and still tells nothing private: somebody may have become a person not to be contacted."""
        return [line for line in self.lines if line.is_approved and keeps_private(line.text, self.private)]

    @property
    def held_back(self) -> int:
        return sum(line.is_approved for line in self.lines) - len(self.printed)


@dataclass(frozen=True, slots=True)
class SentenceDetails:
    key: str
    text: str
    approved: bool


def plain_sheet(session: AnySession, profile: Profile) -> PlainSheet:
    """A line for each grade that stands as it was completed, in the order of the instrument; and lines of one’s own.

    A grade whose visit was amended or withdrawn since is left out: what it says may be about another child.
    """
    sheet = profile_sheet(session, profile)
    written = {(row.part, row.item_key): row for row in _sentences(session, profile)}
    items = [line for domain in sheet.domains for area in domain.areas for line in area.items if line.point is not None]
    proposed = _proposed(sheet.instrument, sheet.band, profile.child, [line for line in items if not line.since])
    lines = [
        PlainLine(part, item_key, title, text, written.get((part, item_key)))
        for part in PlainPart
        for proposed_part, item_key, title, text in (
            *proposed,
            *((part, key, title, "") for key, title in OWN_LINES.items()),
        )
        if proposed_part is part
    ]
    private = private_of(profile.child)
    whose = whose_care(profile.household, profile.carer)
    return PlainSheet(
        instrument=sheet.instrument,
        lines=lines,
        recipients=[adult.name for adult in adults_to_go_through_with(session, profile.child)],
        private=private,
        whose=whose if keeps_private(whose, private) else "",
        seen=_seen(list(written.values())),
        changed_since=sum(bool(line.since) for line in items),
    )


def _proposed(
    instrument: Instrument, band: str, child: Child, items: Sequence[ItemLine]
) -> list[tuple[PlainPart, str, str, str]]:
    naming = Naming(child.first_name, child.pronoun.their, child.pronoun.them)
    enough = good_enough(instrument).value
    found = []
    for line in items:
        if line.point is None or not line.item.applies_to(band):
            continue
        part = part_of(instrument, line.point.value)
        key, title = line.item.key, line.item.title
        found.append((part, key, title, instrument.text(key, band, line.point.value, naming)))
        if part is PlainPart.WORRIED:
            found.append((PlainPart.CHANGE, key, title, instrument.text(key, band, enough, naming)))
    return found


def private_of(child: Child) -> frozenset[str]:
    """Where anybody of the family can be found, and who is not to be contacted."""
    adults = {*child.family.adults, *(relation.adult for relation in child.relations)}
    homes = {*child.family.households, *(residence.household for residence in child.residences)}
    hidden = [adult for adult in adults if adult.not_to_be_contacted]
    return private_parts(
        addresses=[*(home.address for home in homes), *(adult.address for adult in adults)],
        phones=[adult.phone for adult in adults],
        names=[adult.name for adult in hidden],
        may_be_named=[child.full_name, *(adult.name for adult in adults if adult not in hidden)],
    )


def _sentences(session: AnySession, profile: Profile) -> list[PlainSentence]:
    return list(
        session.scalars(
            select(PlainSentence)
            .where(PlainSentence.profile_id == profile.id)
            .options(joinedload(PlainSentence.approved_by).lazyload(User.roles))
            .order_by(PlainSentence.id)
            .execution_options(populate_existing=True)
        )
    )


def _seen(rows: Sequence[PlainSentence]) -> str:
    last: datetime | None = max((row.saved_at for row in rows), default=None)
    return last.isoformat() if last else ""


def save_plain_words(uow: UnitOfWork, profile: Profile, sentences: Sequence[SentenceDetails], seen: str) -> None:
    """Keep what was written; what is ticked is approved by who saves it, and is printed from then on.

    `seen` is the sheet’s as it was shown. Raises RuleBroken when somebody else has saved since, when the profile is
    open, and beside `text_<key>` for a ticked sentence that the paper may not have.
    """
    uow.session.refresh(profile, ["state"], with_for_update={"of": Profile})
    if not profile.is_completed:
        raise RuleBroken("Complete the profile first")
    sheet = plain_sheet(uow.session, profile)
    if sheet.seen != seen:
        raise RuleBroken(
            "Somebody else saved these sentences while you had them open. Yours stand below and are not saved: look at"
            " theirs first, in another window."
        )
    lines = {line.key: line for line in sheet.lines}
    changed = []
    for details in sentences:
        line = lines.get(details.key)
        if line is None or (details.text == line.text and details.approved == line.is_approved):
            continue
        if details.approved:
            _check(sheet, details)
        _keep(uow, profile, line, details)
        changed.append(details.key)
    if changed:
        approved = sum(details.approved for details in sentences)
        uow.record(
            "profile:put_plainly",
            subject=profile,
            child=profile.child,
            reason=f"{approved} approved",
            changed=changed,
        )


def _check(sheet: PlainSheet, details: SentenceDetails) -> None:
    field = f"text_{details.key}"
    if not details.text:
        raise RuleBroken("Write a sentence, or take the tick away", field)
    check_plain(details.text, sheet.instrument, field)
    check_keeps_private(details.text, sheet.private, field)


def _keep(uow: UnitOfWork, profile: Profile, line: PlainLine, details: SentenceDetails) -> None:
    row = line.written
    if row is None:
        row = PlainSentence(profile=profile, part=line.part, item_key=line.item_key)
        uow.session.add(row)
    row.text = details.text
    row.saved_at = uow.now
    row.approved_at = uow.now if details.approved else None
    row.approved_by = uow.author if details.approved else None

"""Writing packs: begun, written, prepared, sent back, checked, issued, read. Each step says who and when."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.children.service.locks import lock_child_alone
from gcp_tracker.conference import queries
from gcp_tracker.conference.details import NewSentence, PackDetails, Page, Printed, SentenceDetails, Sentences
from gcp_tracker.models import Child, Pack, PackMove, PackSentence, User
from gcp_tracker.profiles.plain_words import private_of
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.packs import (
    PackState,
    check_can_become,
    check_checked_by,
    check_for_on,
    check_sentences,
)
from gcp_tracker.rules.plain_words import check_keeps_private, check_plain
from gcp_tracker.rules.visiting import kept_until
from gcp_tracker.unit_of_work import UnitOfWork


def open_pack(
    uow: UnitOfWork,
    child: Child,
    details: PackDetails,
    sentences: Sequence[NewSentence],
    for_worker: User | None = None,
) -> Pack:
    """The next issue for the same conference and reader, or the first; `for_worker`: whose it is where a command, which
    nobody has signed in for, begins it. Raises RuleBroken.
    """
    check_for_on(details.for_on, uow.today)
    if queries.is_waited_for(uow.session, child.id):
        raise RuleBroken("You grade a visit apart from somebody: until both have signed, a colleague makes the pack")
    lock_child_alone(uow, child)
    if queries.open_pack(uow.session, child, details.made_for) is not None:
        raise RuleBroken(f"A pack for {details.made_for.inside} is being made already: go on with that one", "made_for")
    before = queries.last_issued(uow.session, child.id, details.made_for)
    if before is not None and before.for_on != details.for_on:
        before = None
    pack = Pack(
        child=child,
        made_for=details.made_for,
        conference=details.conference,
        for_on=details.for_on,
        note=details.note,
        number=1 if before is None else before.number + 1,
        before=before,
        opened_at=uow.now,
        opened_by=for_worker or uow.author,
    )
    pack.sentences = [
        PackSentence(part=one.part, line_key=one.key, title=one.title, text=one.text) for one in sentences
    ]
    uow.session.add(pack)
    uow.record("pack:open", subject=pack, child=child, reason=details.made_for.value)
    return pack


def write_note(uow: UnitOfWork, pack: Pack, note: str, seen: int) -> None:
    """What the worker asks the conference to think about. Raises RuleBroken."""
    _hold_to_write(uow, pack, seen)
    pack.note = note
    pack.version += 1
    uow.record("pack:write", subject=pack, child=pack.child, changed=["note"])


def write_sentences(uow: UnitOfWork, pack: Pack, sentences: Sentences, instrument: Instrument, seen: int) -> None:
    """`sentences` by number; one that is ticked is approved by who saves it. Raises RuleBroken, beside `text_<number>`
    for a sentence that a family’s pack may not have.
    """
    _hold_to_write(uow, pack, seen)
    private = private_of(pack.child)
    approved = 0
    for row in pack.sentences:
        details = sentences.get(row.id)
        if details is None:
            continue
        if details.is_approved:
            _check_sentence(details, row.id, instrument, private)
            approved += 1
        if (details.text, details.is_approved, details.is_left_out) != (row.text, row.is_approved, row.is_left_out):
            _keep(uow, row, details)
    pack.version += 1
    uow.record("pack:write", subject=pack, child=pack.child, reason=f"{approved} approved", changed=["sentences"])


def _check_sentence(details: SentenceDetails, number: int, instrument: Instrument, private: frozenset[str]) -> None:
    field = f"text_{number}"
    if not details.text:
        raise RuleBroken("Write a sentence, or take the tick away", field)
    if details.is_left_out:
        raise RuleBroken("This is approved and left out at once: choose one", field)
    check_plain(details.text, instrument, field)
    check_keeps_private(details.text, private, field)


def _keep(uow: UnitOfWork, row: PackSentence, details: SentenceDetails) -> None:
    row.text = details.text
    row.is_left_out = details.is_left_out
    row.approved_at = uow.now if details.is_approved else None
    row.approved_by = uow.author if details.is_approved else None


def prepare_pack(uow: UnitOfWork, pack: Pack, page: Page, seen: int) -> None:
    """`page` was drawn of the pack as it was `seen`. Raises RuleBroken where somebody has saved since."""
    _hold_to_write(uow, pack, seen)
    check_can_become(pack.state, PackState.PREPARED)
    if pack.made_for.is_in_sentences:
        check_prepared(pack)
    _keep_page(pack, page)
    pack.prepared_at, pack.prepared_by = uow.now, uow.author
    pack.version += 1
    _move(uow, pack, PackState.PREPARED, "pack:prepare")


def draw_ahead(uow: UnitOfWork, pack: Pack, page: Page, seen: int) -> None:
    """For its worker to look at: it stays theirs to prepare, and is drawn anew when they do. Raises RuleBroken where
    somebody has saved since.
    """
    _hold_to_write(uow, pack, seen)
    _keep_page(pack, page)
    uow.record("pack:draw", subject=pack, child=pack.child)


def _keep_page(pack: Pack, page: Page) -> None:
    pack.body, pack.sha256, pack.facts = page.body, page.sha256, {key: list(lines) for key, lines in page.facts.items()}
    pack.engine, pack.core_pages, pack.pages = page.engine, page.core_pages, page.pages


def check_prepared(pack: Pack) -> None:
    """Raises RuleBroken while a sentence that says something is not decided, or where none is approved."""
    undecided = sum(bool(one.text) and not one.is_decided for one in pack.sentences)
    check_sentences(sum(one.is_approved for one in pack.sentences), undecided)


def send_back(uow: UnitOfWork, pack: Pack, reason: str) -> None:
    """Raises RuleBroken."""
    if not reason:
        raise RuleBroken("Say what is to be put right", "reason")
    _hold(uow, pack)
    _move(uow, pack, PackState.SENT_BACK, "pack:send_back", reason)


def check_pack(uow: UnitOfWork, pack: Pack) -> None:
    """Raises RuleBroken, also for whoever prepared it."""
    _hold(uow, pack)
    check_checked_by(pack.prepared_by_id or 0, uow.author.id)
    pack.checked_at, pack.checked_by = uow.now, uow.author
    _move(uow, pack, PackState.CHECKED, "pack:check")


def issue_pack(uow: UnitOfWork, pack: Pack, printed: Printed, sha256: str) -> None:
    """`printed` was set from the page with that hash. From here on the database refuses every change of it; the issue
    before it is replaced. Raises RuleBroken.
    """
    _hold(uow, pack)
    check_can_become(pack.state, PackState.ISSUED)
    if pack.sha256 != sha256:
        raise RuleBroken("Somebody else has prepared this pack anew: look at it again")
    before = queries.last_issued(uow.session, pack.child_id, pack.made_for)
    if before is not None and before.for_on == pack.for_on:
        _move(uow, before, PackState.REPLACED, "pack:replace")
    pack.pdf, pack.pdf_sha256, pack.pages = printed.pdf, hashlib.sha256(printed.pdf).hexdigest(), printed.pages
    pack.issued_at, pack.issued_by = printed.at, uow.author
    years = settings_of(uow.session, pack.child.authority_id, uow.today).years("retention")
    pack.kept_until = kept_until(pack.child.born_on, uow.today, years)
    _move(uow, pack, PackState.ISSUED, "pack:issue", f"sha256 {pack.sha256}; pdf {pack.pdf_sha256}")


def read_pack(uow: UnitOfWork, pack: Pack) -> None:
    """Raises RuleBroken."""
    _hold(uow, pack)
    _move(uow, pack, PackState.READ, "pack:read_by_chair")


def put_pack_aside(uow: UnitOfWork, pack: Pack, reason: str) -> None:
    """Raises RuleBroken."""
    if not reason:
        raise RuleBroken("Say why it is put aside", "reason")
    _hold(uow, pack)
    _move(uow, pack, PackState.PUT_ASIDE, "pack:put_aside", reason)


def _hold(uow: UnitOfWork, pack: Pack) -> None:
    """As it is now, under its child’s lock."""
    lock_child_alone(uow, pack.child)
    uow.session.refresh(pack, ["state", "version", "sha256", "prepared_by_id"])


def _hold_to_write(uow: UnitOfWork, pack: Pack, seen: int) -> None:
    _hold(uow, pack)
    if not pack.state.can_be_written:
        raise RuleBroken(f"This pack is {pack.state.inside}, and cannot be written any more")
    check_seen(pack, seen)


def check_seen(pack: Pack, seen: int) -> None:
    """Raises RuleBroken where the pack is another than somebody had before them."""
    if pack.version != seen:
        raise RuleBroken(
            "Somebody else saved this pack while you had it open. What you typed stands below and is not saved: look"
            " at theirs first, in another window."
        )


def _move(uow: UnitOfWork, pack: Pack, to: PackState, event: str, reason: str = "") -> None:
    check_can_become(pack.state, to)
    pack.state = to
    uow.session.add(PackMove(pack=pack, to=to, at=uow.now, by=uow.author, reason=reason))
    uow.record(event, subject=pack, child=pack.child, reason=reason)

"""Keeping that something left: for whom, why, without what, and what shows that a copy is this one."""

from __future__ import annotations

from gcp_tracker.exports.copies import Copy
from gcp_tracker.models import Child, ExportedCopy
from gcp_tracker.rules.recipients import Format
from gcp_tracker.unit_of_work import UnitOfWork


def record_export(
    uow: UnitOfWork, copy: Copy, form: Format, sha256: str, *, child: Child | None, carer_id: int | None
) -> ExportedCopy:
    """Before a byte of it leaves. The audit is told what and its hash; who it was for and why can be forgotten one day,
    and is committed to there.
    """
    terms = copy.terms
    made = ExportedCopy(
        reference=copy.reference,
        made_at=copy.made_at,
        made_by=uow.author,
        session_key=uow.session_key,
        child_id=child.id if child is not None else None,
        export=terms.export.key,
        format=form.value,
        recipient=terms.recipient,
        carer_id=carer_id,
        name=terms.name,
        purpose=terms.purpose,
        left_out=[part.value for part in terms.left_out],
        put_in={part.value: reason for part, reason in terms.put_in.items()},
        sha256=sha256,
    )
    uow.session.add(made)
    what = f"{terms.export.title}; {form.value}; for {terms.recipient.inside}"
    uow.record(terms.export.event, subject=made, child=child, reason=f"{what}; copy {copy.number}; sha256 {sha256}")
    return made

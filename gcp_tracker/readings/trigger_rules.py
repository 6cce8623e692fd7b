"""Which trigger points are in force for an authority on a day, and the rows of the versions that have fired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from gcp_tracker import trigger_points
from gcp_tracker.models import TriggerVersion
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.trigger_kept import rule_as_json, rule_from
from gcp_tracker.rules.triggers import TriggerRule, TriggerRules
from gcp_tracker.unit_of_work import AnySession, UnitOfWork

IS_MET = (
    TriggerVersion.authority_id.is_(None)
    & (TriggerVersion.key == bindparam("key"))
    & (TriggerVersion.content_hash == bindparam("hash"))
)
IS_OWN = (TriggerVersion.authority_id == bindparam("authority")) & (TriggerVersion.from_on <= bindparam("on"))
MET = select(TriggerVersion).where(IS_MET)
OWN_OR_MET = (
    select(TriggerVersion)
    .where(IS_OWN | IS_MET)
    .order_by(TriggerVersion.authority_id.is_(None), TriggerVersion.from_on.desc(), TriggerVersion.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class InForce:
    """`row` is None for the product’s until one of them first fires."""

    rules: TriggerRules
    row: TriggerVersion | None = None

    @property
    def own(self) -> TriggerVersion | None:
        """The authority’s own version."""
        return self.row if self.row is not None and self.row.authority_id is not None else None


def rules_in_force(session: AnySession, authority_id: int, on: date) -> InForce:
    """Of two of the authority’s own from the same day the later holds; the product’s where it has loaded none."""
    shipped = trigger_points.shipped()
    asked = {"authority": authority_id, "on": on, "key": shipped.key, "hash": shipped.content_hash}
    row = session.scalar(OWN_OR_MET, asked)
    if row is None or row.authority_id is None:
        return InForce(shipped, row)
    rules = tuple(rule_from(told) for told in row.content)
    return InForce(TriggerRules(row.key, row.version, row.title, rules, row.content_hash), row)


def rules_about(instrument: Instrument, in_force: InForce) -> list[tuple[TriggerRule, InForce]]:
    """Those that look at this instrument: of what is in force for the authority, and of the instrument’s own file."""
    found = [in_force]
    if instrument.triggers:
        found.append(InForce(trigger_points.of_instrument(instrument)))
    return [(rule, one) for one in found for rule in one.rules.rules if rule.instrument_key == instrument.key]


def remember_rules(uow: UnitOfWork, in_force: InForce) -> TriggerVersion:
    """The row of this version, made when one of its rules first fires."""
    if in_force.row is not None:
        return in_force.row
    rules = in_force.rules
    row = uow.session.scalar(MET, {"key": rules.key, "hash": rules.content_hash})
    return row if row is not None else add_version(uow, rules, None, uow.today, "")


def add_version(
    uow: UnitOfWork, rules: TriggerRules, authority_id: int | None, from_on: date, reason: str
) -> TriggerVersion:
    row = TriggerVersion(
        authority_id=authority_id,
        key=rules.key,
        version=rules.version,
        title=rules.title,
        content_hash=rules.content_hash,
        content=[rule_as_json(rule) for rule in rules.rules],
        from_on=from_on,
        reason=reason,
        loaded_at=uow.now,
        loaded_by_id=uow.actor.id if uow.actor else None,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def versions_of(session: AnySession, authority_id: int) -> Sequence[TriggerVersion]:
    """The authority’s own, the newest first."""
    query = select(TriggerVersion).where(TriggerVersion.authority_id == authority_id)
    return session.scalars(query.order_by(TriggerVersion.from_on.desc(), TriggerVersion.id.desc())).all()

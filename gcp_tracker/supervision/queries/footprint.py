"""What the child’s page says of supervision, of judgements against the grades and of challenges: parts of one statement
that the child’s story asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
)

from gcp_tracker.models import (
    Decision,
    DecisionMove,
    Escalation,
    EscalationStep,
    Judgement,
    SupervisionRecord,
    SupervisionSession,
    User,
)
from gcp_tracker.models.base import plain_key
from gcp_tracker.rules.clock_facts import ChallengeFact
from gcp_tracker.rules.judgements import NO_REASON, Occasion
from gcp_tracker.rules.meeting_vocabulary import Agency
from gcp_tracker.rules.plan_vocabulary import ActionState
from gcp_tracker.rules.records import RecordState
from gcp_tracker.supervision.queries.escalations import waiting_challenges

SUPERVISED, DECISION, JUDGED, WAITING = "supervised", "decision", "judged", "waiting"
NO_WORD, NO_DAY = cast(null(), String), cast(null(), Date)


@dataclass(frozen=True, slots=True)
class Supervised:
    on: date
    record_id: UUID
    by: str


@dataclass(frozen=True, slots=True)
class ToDo:
    """A decision of a signed record that is still to be done."""

    what: str
    who: str
    by_on: date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What was decided although the grades said otherwise."""

    on: date
    occasion: Occasion
    decided: str
    said: str
    reason: str
    by: str

    @property
    def why(self) -> str:
        return self.reason or NO_REASON


@dataclass(frozen=True, slots=True)
class Footprint:
    """`to_do`: the earliest date first; `judged` and `supervised`: the newest."""

    supervised: Supervised | None = None
    to_do: tuple[ToDo, ...] = ()
    judged: tuple[Judged, ...] = ()
    challenges: tuple[ChallengeFact, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.supervised or self.to_do or self.judged or self.challenges)

    def late_on(self, today: date) -> int:
        return sum(one.by_on is not None and one.by_on < today for one in self.to_do)


def footprint_from(rows: Iterable[Any]) -> Footprint:
    """Of what `footprint_parts` found; other rows are left alone."""
    of: dict[str, list[Any]] = {kind: [] for kind in (SUPERVISED, DECISION, JUDGED, WAITING)}
    for row in rows:
        if row.kind in of:
            of[row.kind].append(row)
    last = max(of[SUPERVISED], key=lambda row: row.on, default=None)
    return Footprint(
        supervised=Supervised(last.on, UUID(last.key), last.who) if last else None,
        to_do=tuple(
            ToDo(row.words, row.who, row.on)
            for row in sorted(of[DECISION], key=lambda row: (row.on or date.max, row.number))
        ),
        judged=tuple(
            Judged(row.on, Occasion(row.key), row.words, row.more, row.reason, row.who)
            for row in sorted(of[JUDGED], key=lambda row: row.number, reverse=True)
        ),
        challenges=tuple(
            ChallengeFact(row.number, row.on, Agency(row.key).inside)
            for row in sorted(of[WAITING], key=lambda row: row.on)
        ),
    )


def footprint_part(
    kind: str, number: Any, key: Any, on: Any, words: Any, more: Any, reason: Any, who: Any, until: Any = NO_DAY
) -> tuple[Any, ...]:
    """The columns of every part, and of whatever is asked beside them."""
    return (
        literal(kind).label("kind"),
        number.label("number"),
        key.label("key"),
        on.label("on"),
        words.label("words"),
        more.label("more"),
        reason.label("reason"),
        who.label("who"),
        until.label("until"),
    )


def footprint_parts() -> tuple[Select[Any], ...]:
    """Of the bound `child`."""
    child: BindParameter[Any] = bindparam("child")
    nothing, zero = NO_WORD, cast(literal(0), Integer)
    signed = (SupervisionRecord.child_id == child) & (SupervisionRecord.state == RecordState.SIGNED)
    newest = (
        select(type_coerce(DecisionMove.state, String))
        .where(DecisionMove.decision_id == Decision.id)
        .order_by(DecisionMove.id.desc())
        .limit(1)
        .correlate(Decision)
        .scalar_subquery()
    )
    supervised = (
        select(
            *footprint_part(
                SUPERVISED, zero, cast(plain_key(SupervisionRecord.id), String), SupervisionSession.held_on,
                nothing, nothing, nothing, User.name,
            )
        )
        .join(SupervisionSession, SupervisionSession.id == SupervisionRecord.session_id)
        .join(User, User.id == SupervisionSession.led_by_id)
        .where(signed)
    )  # fmt: skip
    decisions = (
        select(
            *footprint_part(
                DECISION, Decision.id, nothing, Decision.by_on, Decision.what, nothing, nothing, Decision.words
            )
        )
        .join(SupervisionRecord, SupervisionRecord.id == Decision.record_id)
        .where(signed, func.coalesce(newest, ActionState.TO_DO.value).in_(("to_do", "started")))
    )
    judged = (
        select(
            *footprint_part(
                JUDGED, Judgement.id, type_coerce(Judgement.occasion, String), Judgement.as_of,
                Judgement.decided, Judgement.said, Judgement.reason, User.name,
            )
        )
        .join(User, User.id == Judgement.by_id)
        .where(Judgement.child_id == child)
    )  # fmt: skip
    waiting = waiting_challenges(
        *footprint_part(
            WAITING, EscalationStep.stage, type_coerce(EscalationStep.whom_agency, String), EscalationStep.on,
            nothing, nothing, nothing, nothing,
        )
    ).where(Escalation.child_id == child)  # fmt: skip
    return supervised, decisions, judged, waiting

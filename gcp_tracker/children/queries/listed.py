"""The rows of a list of children, each with the reasons why that child needs attention."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from gcp_tracker.attention.queries import Attention, rows_of_attention
from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.short_words import ShortReading, in_short
from gcp_tracker.change.words import Names
from gcp_tracker.children.queries.attended import Attended, Draft
from gcp_tracker.children.queries.domains import DomainNow
from gcp_tracker.children.queries.latest import LastSeen
from gcp_tracker.children.queries.people import Listed, Worker
from gcp_tracker.children.queries.told import Asked, Local, ToldOfChild, in_brief, told_of
from gcp_tracker.instruments import newest
from gcp_tracker.meetings.queries import periods_from, rows_of_clocks
from gcp_tracker.models import Child
from gcp_tracker.readings.queries import ReadingToday, all_readings_on
from gcp_tracker.rules.attention import Group
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.reason_kinds import Reason, ReasonKind
from gcp_tracker.unit_of_work import AnySession

ROWS_ON_A_PAGE = 60
# What the kept reading records in a line of its own, where it is told among the reasons.
TOLD_AS_REASON = {"Newly bad": ReasonKind.NEWLY_BAD, "Drift": ReasonKind.DRIFT}


@dataclass(slots=True)
class ListedChild:
    """`today`: what is told of the child to whoever looks. `drafts` are those that the reader may go on with, in a
    worker’s list their own, in a manager’s none; `for_whom` names the colleague for whom the reader stands in.
    `domains` are empty where a list does not draw them, where `today.headline` is all that is told.
    """

    child: Child
    today: ToldOfChild
    drafts: list[Draft]
    domains: list[DomainNow] = field(default_factory=list)
    told: ShortReading | None = None
    for_whom: str = ""

    @property
    def age(self) -> str:
        return self.today.age

    @property
    def attention(self) -> Attention:
        return self.today.attention

    @property
    def first(self) -> Reason | None:
        return self.today.first

    @property
    def group(self) -> Group:
        return self.today.group

    @property
    def kinds(self) -> frozenset[ReasonKind]:
        return self.today.kinds

    @property
    def workers(self) -> tuple[Worker, ...]:
        return self.today.workers

    @property
    def words(self) -> str:
        return self.today.words

    @property
    def seen(self) -> LastSeen:
        return self.today.seen

    @property
    def profile_on(self) -> date | None:
        return self.attention.known.profile_on

    @property
    def profile_due_on(self) -> date | None:
        return self.today.profile_due_on

    @property
    def reading(self) -> ReadingToday | None:
        """None while nothing was graded, and where change is not judged on the instrument."""
        return self.today.reading

    def reading_of(self, instrument_key: str) -> ReadingToday | None:
        return self.reading if self.reading and self.reading.instrument_key == instrument_key else None

    def tell(self, reading: ReadingToday, names: Names) -> None:
        """In short, without what stands among the reasons."""
        told = in_short(reading.reading, names, newest(reading.instrument_key).at_concern)
        recorded = tuple(line for line in told.recorded if TOLD_AS_REASON.get(line.tag) not in self.kinds)
        self.told = replace(told, recorded=recorded)


@dataclass(frozen=True, slots=True)
class ChildList:
    """`rows` are those of one page; `total` counts all that were found, `everybody` all there are to find."""

    rows: list[ListedChild]
    total: int
    everybody: int
    page: int
    pages: int


def local_of(session: AnySession, children: Listed, today: date) -> dict[int, Local]:
    """Of the authorities that these children are of: hardly ever more than one."""
    authorities = {child.authority_id for child, *_ in children}
    return {one: _local(settings_of(session, one, today)) for one in authorities}


@lru_cache(maxsize=64)
def _local(settings: Settings) -> Local:
    return Local(settings, periods_from(settings))


def answers_stay(local: Mapping[int, Local]) -> int:
    """In days, the longest of these authorities."""
    return max((one.settings.days("answer_stays") for one in local.values()), default=0)


def listed_children(
    session: AnySession,
    children: Listed,
    workers_of: Callable[[UUID], Sequence[Worker]],
    pending: Mapping[UUID, Attended],
    order: tuple[ReasonKind, ...],
    local: Mapping[int, Local],
    today: date,
) -> list[ListedChild]:
    """In `order`, in three statements: `children` are those whom the reader may know of."""
    ids = [child.id for child, *_ in children]
    known, clocks = rows_of_attention(session, ids, today), rows_of_clocks(session, ids)
    readings: dict[UUID, list[ReadingToday]] = {}
    for (child_id, _), reading in all_readings_on(session, ids, today).items():
        readings.setdefault(child_id, []).append(reading)
    rows = []
    for child, numbers, _ in children:
        waiting = pending.get(child.id, Attended())
        asked = Asked(
            child=in_brief(child),
            other_numbers=numbers,
            known=known.get(child.id, ()),
            clocks=clocks.get(child.id, ()),
            readings=tuple(readings.get(child.id, ())),
            workers=tuple(workers_of(child.id)),
            safety=tuple(waiting.safety),
            draft_on=waiting.oldest_draft_on,
            order=order,
            local=local[child.authority_id],
            today=today,
        )
        rows.append(ListedChild(child, told_of(asked), waiting.drafts))
    return sorted(rows, key=lambda row: row.today.place)


def page_of(rows: list[ListedChild], page: int | None, *, everybody: int) -> ChildList:
    """All of them on one page where `page` is None."""
    on_a_page = ROWS_ON_A_PAGE if page is not None else max(len(rows), 1)
    pages = max(1, -(-len(rows) // on_a_page))
    page = min(max(page or 1, 1), pages)
    return ChildList(
        rows=rows[(page - 1) * on_a_page : page * on_a_page],
        total=len(rows),
        everybody=everybody,
        page=page,
        pages=pages,
    )

"""The lists that people begin from: my children, my team. A fixed number of queries, however many the children."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from gcp_tracker.authority_settings import settings_of
from gcp_tracker.change.short_words import ShortReading, in_short
from gcp_tracker.children.finding import is_found, words_to_find
from gcp_tracker.children.queries.attended import (
    Attended,
    Draft,
    SafetyAnswer,
    attended,
    attended_with_siblings,
)
from gcp_tracker.children.queries.domains import DomainNow, current_series, domains_now, names_of
from gcp_tracker.children.queries.latest import LastSeen, grades_so_far, last_seen
from gcp_tracker.children.queries.people import (
    Worker,
    children_with_numbers,
    closed_since,
    workers_now,
)
from gcp_tracker.meetings.queries import NOTHING_KNOWN, KnownOfClocks, known_of_clocks, periods_from
from gcp_tracker.models import Child, User
from gcp_tracker.readings.queries import all_readings_on
from gcp_tracker.rules.ages import LifeStage, age_words, life_stage, stage_sentence
from gcp_tracker.rules.attention import (
    Facts,
    Press,
    in_order_of_press,
    press_for_manager,
    press_for_worker,
    press_sentence,
)
from gcp_tracker.rules.authority_settings import Settings
from gcp_tracker.rules.clock_facts import HelpSpell
from gcp_tracker.rules.clocks import Periods
from gcp_tracker.rules.duties import pressing
from gcp_tracker.rules.profiling import next_profile_due
from gcp_tracker.rules.spells import is_current
from gcp_tracker.rules.vocabulary import HelpKind
from gcp_tracker.unit_of_work import LONDON, AnySession
from gcp_tracker.visibility import allocated_to, managed_by

ROWS_ON_A_PAGE = 60
NOBODY = "nobody"
HELP_ORDER = list(HelpKind)
NEEDS_THE_MANAGER = (Press.SAFETY_UNANSWERED, Press.SAFETY_ANSWERED, Press.NOT_NAMED, Press.NOT_ALLOCATED)


@dataclass(slots=True)
class ListedChild:
    """One row of a list. `drafts` are those that the reader may go on with, in a worker’s list their own; `for_whom`
    names the colleague for whom the reader stands in.

    `told` is None while nothing was graded, and where change is not judged on the instrument.
    """

    child: Child
    age: str
    other_numbers: str
    facts: Facts
    press: Press
    sentence: str
    seen: LastSeen
    drafts: list[Draft]
    safety: list[SafetyAnswer]
    workers: list[Worker]
    domains: list[DomainNow] = field(default_factory=list)
    told: ShortReading | None = None
    profile_on: date | None = None
    profile_due_on: date | None = None
    help: HelpSpell | None = None
    stage_words: str = ""
    for_whom: str = ""

    @property
    def words(self) -> str:
        """All that the child is found by, as `is_found` reads it."""
        return words_to_find(self.child, self.other_numbers)


class Local(NamedTuple):
    """What an authority has set itself."""

    settings: Settings
    periods: Periods


@dataclass(frozen=True, slots=True)
class ChildList:
    """`rows` are those of one page; `total` counts all that were found, `everybody` all there are to find.

    `pressing` counts those that need the manager; `workers` are all who have a child of the list, by name.
    """

    rows: list[ListedChild]
    total: int
    everybody: int
    pressing: int
    page: int
    pages: int
    workers: tuple[Worker, ...] = ()


def my_children(
    session: AnySession, user: User, now: datetime, today: date, asked: str = "", page: int | None = 1
) -> ChildList:
    """The children allocated to `user` today, most pressing first; all of them on one page where `page` is None."""
    mine = allocated_to(user.id, today)
    children = children_with_numbers(session, user, now, Child.id.in_(mine))
    seen = last_seen(session, mine)
    known = known_of_clocks(session, mine)
    local = _local(session, children, today)
    pending, of_siblings = attended_with_siblings(session, mine, user, now, _answers_stay(local))
    for one in pending.values():
        one.drafts = [draft for draft in one.drafts if draft.is_open_to(user.id)]
    rows = [
        _row(
            child,
            numbers,
            seen,
            pending,
            known,
            [],
            press_for_worker,
            local[child.authority_id],
            today,
        )
        for child, numbers, _ in children
    ]
    found = _page_of([row for row in rows if not asked or is_found(row.words, asked)], page, everybody=len(rows))
    _add_domains(session, found.rows, today)
    _add_drafts_of_siblings(found.rows, of_siblings)
    for_whom = {child.id: name for child, _, name in children}
    for row in found.rows:
        row.for_whom = for_whom[row.child.id]
    return found


def my_team(
    session: AnySession,
    user: User,
    now: datetime,
    today: date,
    *,
    worker: str = "",
    asked: str = "",
    page: int | None = 1,
) -> ChildList:
    """The children of the team that `user` manages. `worker`: one worker’s id, or NOBODY for those without one.
    `page`: as for `my_children`.
    """
    managed = managed_by(user, now)
    team = select(Child.id).where(managed)
    children = children_with_numbers(session, user, now, managed)
    workers = workers_now(session, team, today)
    seen = last_seen(session, team)
    known = known_of_clocks(session, team)
    local = _local(session, children, today)
    pending = attended(session, team, now, _answers_stay(local))
    closed = closed_since(session, team, today)
    rows = [
        _row(
            child,
            numbers,
            seen,
            pending,
            known,
            workers.get(child.id, []),
            press_for_manager,
            local[child.authority_id],
            today,
            closed.get(child.id),
        )
        for child, numbers, _ in children
    ]
    wanted = [row for row in rows if _is_with(row, worker) and (not asked or is_found(row.words, asked))]
    everyone = {one.id: one for held in workers.values() for one in held}
    found = _page_of(
        wanted, page, everybody=len(rows), workers=tuple(sorted(everyone.values(), key=lambda one: one.name))
    )
    _add_domains(session, found.rows, today)
    for row in found.rows:
        row.help = _furthest_help(known.get(row.child.id, NOTHING_KNOWN), today)
    return found


def _row(
    child: Child,
    numbers: str,
    seen: Mapping[UUID, LastSeen],
    pending: Mapping[UUID, Attended],
    clocks: Mapping[UUID, KnownOfClocks],
    workers: list[Worker],
    press_of: Callable[[Facts, date], Press],
    local: Local,
    today: date,
    closed_on: date | None = None,
) -> ListedChild:
    last = seen.get(child.id, LastSeen())
    waiting = pending.get(child.id, Attended())
    answered = [answer for answer in waiting.safety if answer.answered_at is not None]
    newest = max(answered, key=lambda answer: answer.answered_at or answer.asked_at, default=None)
    stage = life_stage(child.born_on, child.expected_on, today)
    running = clocks.get(child.id, NOTHING_KNOWN).facts(
        child,
        seen_on=stage.seen_on(last.visited_on, last.seen_on),
        # A profile that is late has a place of its own in the row.
        profile_on=None,
        # In a worker’s own list somebody has the child.
        has_worker=press_of is press_for_worker or any(not worker.gone for worker in workers),
        is_open=stage is not LifeStage.ADULT and closed_on is None,
    )
    facts = Facts(
        name=child.first_name,
        is_named=child.is_named,
        is_allocated=any(not worker.gone for worker in workers),
        gone=tuple(worker.name for worker in workers if worker.gone),
        safety_unanswered=any(answer.answer is None for answer in waiting.safety),
        safety_answer=newest.answer if newest else None,
        safety_answered_on=newest.answered_at.astimezone(LONDON).date() if newest and newest.answered_at else None,
        draft_on=min((draft.visited_on for draft in waiting.drafts), default=None),
        visited_on=last.visited_on,
        seen_on=last.seen_on,
        stage=stage,
        closed_on=closed_on,
        clocks=pressing(running, local.periods, today),
        answer_stays=local.settings.days("answer_stays"),
    )
    press = press_of(facts, today)
    return ListedChild(
        child=child,
        age=age_words(child.born_on, child.expected_on, today),
        other_numbers=numbers,
        facts=facts,
        press=press,
        sentence=press_sentence(press, facts, today),
        stage_words=stage_sentence(child.first_name, child.born_on, child.expected_on, today),
        seen=last,
        drafts=waiting.drafts,
        safety=waiting.safety,
        workers=workers,
        profile_on=last.profile_on,
        profile_due_on=next_profile_due(last.profile_on, local.settings.days("profile_every")),
    )


def _is_with(row: ListedChild, worker: str) -> bool:
    if not worker:
        return True
    if worker == NOBODY:
        return not row.workers
    return any(str(one.id) == worker for one in row.workers)


def _page_of(
    rows: list[ListedChild], page: int | None, *, everybody: int, workers: tuple[Worker, ...] = ()
) -> ChildList:
    rows = sorted(rows, key=lambda row: in_order_of_press(row.press, row.facts))
    on_a_page = ROWS_ON_A_PAGE if page is not None else max(len(rows), 1)
    pages = max(1, -(-len(rows) // on_a_page))
    page = min(max(page or 1, 1), pages)
    return ChildList(
        rows=rows[(page - 1) * on_a_page : page * on_a_page],
        total=len(rows),
        everybody=everybody,
        pressing=sum(row.press in NEEDS_THE_MANAGER for row in rows),
        page=page,
        pages=pages,
        workers=workers,
    )


def _local(session: AnySession, children: Sequence[tuple[Child, str, str]], today: date) -> dict[int, Local]:
    """Of the authorities that these children are of: hardly ever more than one."""
    settings = {one: settings_of(session, one, today) for one in {child.authority_id for child, *_ in children}}
    return {one: Local(found, periods_from(found)) for one, found in settings.items()}


def _answers_stay(local: Mapping[int, Local]) -> int:
    """In days, the longest of these authorities."""
    return max((one.settings.days("answer_stays") for one in local.values()), default=0)


def _add_domains(session: AnySession, rows: list[ListedChild], today: date) -> None:
    """From what was kept when a visit was signed, brought to today by dates alone."""
    ids = [row.child.id for row in rows]
    grades = grades_so_far(session, ids, today)
    readings = all_readings_on(session, ids, today)
    for row in rows:
        series = grades.get(row.child.id)
        if not series:
            continue
        reading = readings.get((row.child.id, series[0].instrument.key))
        current = current_series(series, reading)
        row.domains = domains_now(current, reading, today)
        if reading is not None:
            row.told = in_short(reading.reading, names_of(current), current[0].instrument.at_concern)


def _add_drafts_of_siblings(rows: list[ListedChild], drafts: dict[UUID, list[Draft]]) -> None:
    """Under the first child of the family: a visit begun for a brother or sister has no row of its own here."""
    for row in rows:
        row.drafts = [*row.drafts, *drafts.pop(row.child.family_id, [])]


def _furthest_help(known: KnownOfClocks, today: date) -> HelpSpell | None:
    """The furthest step of help that the child is under today."""
    running = [spell for spell in known.spells if is_current(spell.started_on, spell.ended_on, today)]
    return max(running, key=lambda spell: HELP_ORDER.index(spell.kind), default=None)

"""What rules would have asked about lately, had they been in force: counted, naming nobody, and nothing is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from gcp_tracker.instruments import newest
from gcp_tracker.models import Child, Grade, InstrumentVersion, Visit
from gcp_tracker.readings.trigger_facts import STANDING_GRADES, headlines_since
from gcp_tracker.readings.trigger_rules import InForce
from gcp_tracker.readings.triggers import due_on_plan
from gcp_tracker.rules.ages import LifeStage, life_stage
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_versions import key_in
from gcp_tracker.rules.series import care_of_key
from gcp_tracker.rules.triggers import (
    ItemsAt,
    PlanFor,
    SeveralAt,
    TriggerRule,
    TriggerRules,
    VerdictFor,
    VisitGrades,
    grades_behind,
    verdict_has_held,
)
from gcp_tracker.rules.vocabulary import VisitState
from gcp_tracker.rules.working_days import add_months
from gcp_tracker.unit_of_work import AnySession
from gcp_tracker.unseen import everything_seen

LOOKS_BACK = timedelta(weeks=13)
# A verdict and a plan are read child by child: so many take some seconds.
MOST_CHILDREN = 2000
IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Trial:
    """`asked`: by the key of a rule, for how many of the `children` it would have asked. `is_all`: whether those are
    all who were visited since then, or the ones visited last.
    """

    since: date
    children: int
    asked: dict[str, int]
    is_all: bool


def try_rules(session: AnySession, authority_id: int, rules: TriggerRules, today: date) -> Trial:
    """By the visits of the last thirteen weeks and the plans of today. What fired for them already does not count: it
    is asked as if these rules were the first.
    """
    since = today - LOOKS_BACK
    with everything_seen(session):
        found = _visited(session, authority_id, since, today)
        children = found[:MOST_CHILDREN]
        on_plans = Counter[str]()
        if any(isinstance(rule.when, PlanFor) for rule in rules.rules):
            on_plans = _on_plans(session, children, rules, today)
        asked = dict.fromkeys((rule.key for rule in rules.rules), 0)
        for rule in rules.rules:
            if isinstance(rule.when, ItemsAt | SeveralAt):
                asked[rule.key] = _on_grades(session, rule, rule.when, children, since, today)
            elif isinstance(rule.when, VerdictFor):
                asked[rule.key] = _on_verdict(session, rule, rule.when, children, today)
            else:
                asked[rule.key] = on_plans[rule.key]
    return Trial(since, len(children), asked, len(children) == len(found))


def _visited(session: AnySession, authority_id: int, since: date, today: date) -> list[Child]:
    """Children of whom a visit since then is signed, those visited last first; one more than are tried. A restricted
    child counts for nobody.
    """
    latest = func.max(Visit.visited_on)
    query = (
        select(Child)
        .join(Visit, Visit.child_id == Child.id)
        .where(Child.authority_id == authority_id, Child.merged_into_id.is_(None), Child.restriction_id.is_(None))
        .where(Visit.state == VisitState.SIGNED, Visit.visited_on >= since)
        .group_by(Child.id)
        .order_by(latest.desc(), Child.id)
        .limit(MOST_CHILDREN + 1)
    )
    return [
        child
        for child in session.scalars(query)
        if life_stage(child.born_on, child.expected_on, today) is not LifeStage.ADULT
    ]


def _on_grades(
    session: AnySession,
    rule: TriggerRule,
    when: ItemsAt | SeveralAt,
    children: Sequence[Child],
    since: date,
    today: date,
) -> int:
    instrument = newest(rule.instrument_key)
    # Whether an item that stays where it is fired before does not count, so only several visits reach further back.
    first = since - timedelta(weeks=when.weeks) if isinstance(when, SeveralAt) else since
    count = 0
    for place in range(0, len(children), IDS_AT_ONCE):
        ids = [child.id for child in children[place : place + IDS_AT_ONCE]]
        for visits in _bad_visits(session, when, instrument, ids, first, today).values():
            lately = [one for one in visits if one.on >= since]
            count += any(grades_behind(rule, instrument, visits, one, ()) for one in lately)
    return count


def _bad_visits(
    session: AnySession,
    when: ItemsAt | SeveralAt,
    instrument: Instrument,
    ids: Collection[UUID],
    first: date,
    last: date,
) -> dict[UUID, list[VisitGrades]]:
    """By child: the visits at which something is where the rule looks for it, with only such grades; the others could
    not make it fire.
    """
    at = [value for value in instrument.values if not instrument.is_better(value, when.at)]
    query = STANDING_GRADES.where(Visit.child_id.in_(ids), Visit.visited_on.between(first, last)).where(
        InstrumentVersion.key == instrument.key, Grade.value.in_(at)
    )
    rows: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        rows[row.id].append(row)
    found: dict[UUID, list[VisitGrades]] = defaultdict(list)
    for one, own in ((own[0], own) for own in rows.values()):
        grades = {key_in(instrument, row.item_key): row.value for row in own}
        home = care_of_key(one.household_id, one.carer_id)
        found[one.child_id].append(VisitGrades(one.id, one.first_id, one.visited_on, home, grades))
    return found


def _on_verdict(
    session: AnySession, rule: TriggerRule, when: VerdictFor, children: Sequence[Child], today: date
) -> int:
    since = add_months(today, -when.months)
    return sum(
        verdict_has_held(when, headlines_since(session, child, rule.instrument_key, since, when), (), today)
        for child in children
    )


def _on_plans(session: AnySession, children: Sequence[Child], rules: TriggerRules, today: date) -> Counter[str]:
    asked: Counter[str] = Counter()
    for child in children:
        asked.update(rule.key for _, rule, _ in due_on_plan(session, child, InForce(rules), {}, today))
    return asked

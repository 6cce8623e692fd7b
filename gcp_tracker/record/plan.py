"""The plan on the child’s page: its outcomes with how they stand, and what it aims at on the charts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from gcp_tracker.charts.care import Scale, TargetLine
from gcp_tracker.models import Plan
from gcp_tracker.plans.queries import action_states, lines_of
from gcp_tracker.plans.shown import PlanShown, plan_shown
from gcp_tracker.readings.outcomes import outcomes_on
from gcp_tracker.record.care import Targets
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.instrument_versions import end_of_line
from gcp_tracker.unit_of_work import AnySession


def plan_told(session: AnySession, plan: Plan | None, today: date) -> PlanShown | None:
    """The least favourable outcome first."""
    if plan is None:
        return None
    readings = outcomes_on(session, plan, today)
    return plan_shown(plan, today, readings, action_states(session, lines_of(plan)), worst_first=True)


def targets_of(plan: Plan | None, instrument: Instrument) -> Targets:
    """By domain of that instrument, as it is drawn; none of a plan that goes by another one."""
    found: dict[str, list[TargetLine]] = defaultdict(list)
    if plan is None or plan.instrument.key != instrument.key:
        return {}
    scale = Scale.of(instrument)
    for outcome in plan.outcomes:
        for row in outcome.items:
            key = end_of_line(instrument, row.item_key)
            if instrument.has_item(key):
                item = instrument.item(key)
                began = row.began_on or plan.starts_on
                target = TargetLine(item.title, row.aim, scale.graded(row.aim), began, row.by_on)
                found[item.domain_key].append(target)
    return {key: tuple(targets) for key, targets in found.items()}

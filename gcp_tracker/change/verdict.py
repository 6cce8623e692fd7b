"""From probabilities to a verdict: per home, per domain, and the child’s headline.

The order of the questions is the rule: harm first, and silence may take away good news but never bad.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from gcp_tracker.change.care_curve import Shares
from gcp_tracker.change.constants import Constants


class Verdict(StrEnum):
    IMPROVING_SUSTAINED = "improving_sustained"
    IMPROVING_NOT_YET = "improving_not_yet_sustained"
    BETTER_IN_PART = "better_in_part"
    NO_CLEAR_CHANGE = "no_clear_change"
    FLUCTUATING = "fluctuating"
    DETERIORATING = "deteriorating"
    NOT_ENOUGH = "not_enough_to_tell"

    @property
    def is_improving(self) -> bool:
        """Better in part never counts as improving."""
        return self in (Verdict.IMPROVING_SUSTAINED, Verdict.IMPROVING_NOT_YET)


LEAST_FAVOURABLE_FIRST = (
    Verdict.DETERIORATING,
    Verdict.FLUCTUATING,
    Verdict.NO_CLEAR_CHANGE,
    Verdict.NOT_ENOUGH,
    Verdict.IMPROVING_NOT_YET,
    Verdict.IMPROVING_SUSTAINED,
)


def verdict_of(shares: Shares, constants: Constants) -> Verdict:
    """At the latest visit, from the grades alone."""
    if shares.worse >= constants.worse_at:
        return Verdict.DETERIORATING
    if shares.fluctuating >= constants.fluctuating_at:
        return Verdict.FLUCTUATING
    if shares.better >= constants.better_at:
        held = shares.sustained >= constants.sustained_at
        return Verdict.IMPROVING_SUSTAINED if held else Verdict.IMPROVING_NOT_YET
    if shares.unchanged >= constants.unchanged_at:
        return Verdict.NO_CLEAR_CHANGE
    return Verdict.NOT_ENOUGH


def after_facts(verdict: Verdict, has_newly_bad: bool) -> Verdict:
    """Recorded facts beat inference: no “improving” stands over an item that is newly bad."""
    return Verdict.FLUCTUATING if verdict.is_improving and has_newly_bad else verdict


def after_silence(verdict: Verdict, silent_days: int, constants: Constants) -> Verdict:
    """`silent_days` since the domain’s latest visit. Deteriorating and fluctuating stand until graded again."""
    if verdict is Verdict.IMPROVING_SUSTAINED and silent_days > constants.sustained_silent_days:
        verdict = Verdict.IMPROVING_NOT_YET
    fades = verdict in (Verdict.IMPROVING_NOT_YET, Verdict.NO_CLEAR_CHANGE)
    return Verdict.NOT_ENOUGH if fades and silent_days > constants.silent_days else verdict


def least_favourable(verdicts: Iterable[Verdict]) -> Verdict:
    """Not enough to tell, where there is none."""
    return min(verdicts, key=LEAST_FAVOURABLE_FIRST.index, default=Verdict.NOT_ENOUGH)


def headline(domains: Mapping[str, Verdict], of_concern: Iterable[str]) -> Verdict:
    """The child’s verdict, read from those of the domains; `of_concern` names the domains that give concern."""
    if Verdict.DETERIORATING in domains.values():
        return Verdict.DETERIORATING
    asked = [domains[key] for key in of_concern] or list(domains.values())
    found = least_favourable(asked)
    if found is Verdict.NO_CLEAR_CHANGE and any(one.is_improving for one in asked):
        return Verdict.BETTER_IN_PART
    return found

"""The words of trigger points: who is told, what is to be considered, and what a trigger that fired can become."""

from __future__ import annotations

from gcp_tracker.rules.vocabulary import Worded


class Told(Worded):
    """Who has it on their list at once. Of these a worker and a manager can answer it."""

    WORKER = "worker", "The child’s worker"
    MANAGER = "manager", "The manager"
    CHAIR = "chair", "The conference chair"


ANSWERERS = (Told.WORKER, Told.MANAGER)


# The verdicts that a rule may wait for, the least favourable first, as change/verdict.py names and orders them.
VERDICTS = {
    "deteriorating": "worse than at the start",
    "fluctuating": "up and down",
    "no_clear_change": "no clear change",
    "not_enough_to_tell": "not enough to tell",
}


class Step(Worded):
    """What a rule asks somebody to consider. Whether it is done is theirs to decide."""

    VISIT = "visit", "Visiting again soon, without notice"
    JOINT_VISIT = "joint_visit", "Visiting together with a colleague"
    SUPERVISION = "supervision", "Talking it over in supervision"
    PROFILE = "profile", "Completing a graded profile"
    PLAN_CHANGE = "plan_change", "Changing the plan"
    EARLY_HELP = "early_help", "A referral to early help"
    FAMILY_MEETING = "family_meeting", "A meeting with the family and those who help it"
    HEALTH = "health", "A doctor’s or health visitor’s view"
    SOCIAL_CARE = "social_care", "A referral to children’s social care"
    STRATEGY = "strategy", "A strategy discussion"
    CONFERENCE = "conference", "A child protection conference"
    LEGAL = "legal", "A legal advice meeting"


class TriggerState(Worded):
    OPEN = "open", "To be answered"
    DONE = "done", "Answered: something was done"
    NOT_DONE = "not_done", "Answered: nothing was done, with the reason"
    LAPSED = "lapsed", "Its evidence was taken back"


TRIGGER_MOVES: dict[TriggerState, frozenset[TriggerState]] = {
    TriggerState.OPEN: frozenset({TriggerState.DONE, TriggerState.NOT_DONE, TriggerState.LAPSED}),
    TriggerState.DONE: frozenset(),
    TriggerState.NOT_DONE: frozenset(),
    TriggerState.LAPSED: frozenset(),
}

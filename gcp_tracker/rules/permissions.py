"""Who may do what to a child's record. One table, read row by row; everything that is not in it is refused.

A relation is what a signed-in person is *to this child*, worked out anew at every request. An administrator, a data
officer and a partnership lead have no relation to any child, so no row lets them in.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from gcp_tracker.rules.vocabulary import RoleName


class Relation(StrEnum):
    ALLOCATED = "allocated, or standing in for who is"
    SIBLING = "allocated to a brother or sister"
    MANAGER = "manager of the child’s team"
    TEAM = "colleague in the child’s team"
    HANDING_OVER = "manager of the team that handed the child over"
    CHAIR = "chairs this child’s conference"
    DUTY = "on duty, with a reason"
    NAMED = "named for this restricted child"
    KEEPER = "manager named for this restricted child"
    GLASS = "broke the glass"
    AUTHOR = "wrote this visit"
    COLLEAGUE = "came along on this visit"
    SECOND = "asked to grade this visit too"
    # These take away.
    NOT_NAMED = "not named for this restricted child"
    CONFLICT = "declared conflict of interest"


A, S, M, W = Relation.ALLOCATED, Relation.SIBLING, Relation.MANAGER, Relation.AUTHOR
C, T, P, H = Relation.COLLEAGUE, Relation.TEAM, Relation.HANDING_OVER, Relation.CHAIR
D, N, K, B = Relation.DUTY, Relation.NAMED, Relation.KEEPER, Relation.GLASS
G = Relation.SECOND

READERS = frozenset({A, S, M, T, P, H, D, N, K, B})

PERMISSIONS: dict[str, frozenset[Relation]] = {
    # reading
    "child:read": READERS,
    "visit:read": READERS,
    "visit:read_withdrawn": frozenset({M, W}),
    "profile:read": READERS,
    "adult:read_no_contact_reason": frozenset({A, M}),
    "child:read_audit": frozenset({M, K}),
    # what leaves the house, on paper or as a file
    "child:print": frozenset({A, S, M, P, H, N}),
    "child:export": frozenset({A, M}),
    "profile:print": frozenset({A, M}),
    # for a court: whoever stands behind it works with the child or answers for the work
    "statement:export": frozenset({A, M}),
    # the child and the people round the child
    "child:describe": frozenset({A, S, M}),
    "family:describe": frozenset({A, S, M}),
    "episode:record": frozenset({A, M}),
    "child:allocate": frozenset({M}),
    "child:transfer": frozenset({M}),
    "child:move_family": frozenset({M}),
    "child:merge": frozenset({M}),
    # who may see the child
    "restriction:read": frozenset({M, N, K}),
    "restriction:ask": frozenset({M, K}),
    "restriction:decide": frozenset({K}),
    "conflict:declare": frozenset({A, S, M, T, P, H, D, N, K}),
    "conflict:end": frozenset({M}),
    "chair:name": frozenset({M}),
    "glass:end": frozenset({B}),
    "glass:review": frozenset({M, K}),
    # why a child needs attention, and what may wait
    "attention:read": READERS,
    "attention:put_off": frozenset({A, M}),
    # visits
    "visit:record": frozenset({A, S, M}),
    "visit:grade": frozenset({W, C}),
    "visit:describe": frozenset({W}),
    "visit:sign": frozenset({W}),
    "visit:discard": frozenset({W}),
    "visit:amend": frozenset({A, S, M}),
    "visit:withdraw": frozenset({M, W}),
    # one visit that two grade apart; W is who asked
    "apart:ask": frozenset({W}),
    "apart:read": frozenset({A, S, M}),
    "apart:grade": frozenset({G}),
    "apart:decline": frozenset({G}),
    "apart:call_off": frozenset({W, M}),
    "apart:agree": frozenset({W, G}),
    # meetings
    "meeting:read": READERS,
    "meeting:plan": frozenset({A, S, M}),
    "meeting:hold": frozenset({A, S, M, H}),
    # the events of the chronology
    "event:read": READERS,
    "event:add": frozenset({A, S, M}),
    "event:amend": frozenset({A, S, M}),
    "event:withdraw": frozenset({M}),
    # engagement
    "engagement:read": READERS,
    "appointment:record": frozenset({A, S, M}),
    "not_met:say": frozenset({A, S, M}),
    "attendance:record": frozenset({A, S, M}),
    # profiles
    "profile:open": frozenset({A, S, M}),
    "profile:contribute": frozenset({A, S, M}),
    "profile:complete": frozenset({A, M}),
    "profile:share": frozenset({A, M}),
    "profile:put_plainly": frozenset({A, M}),
    # plans
    "plan:read": READERS,
    "plan:write": frozenset({A, S, M}),
    "plan:agree": frozenset({A, M}),
    # Under child protection and before proceedings: see rules.plan_vocabulary.PROTECTIVE.
    "plan:agree_protective": frozenset({M}),
    "plan:end": frozenset({M}),
    "action:move": frozenset({A, S, M}),
    # trigger points; the rule says whether a worker may answer it too
    "trigger:read": READERS,
    "trigger:answer": frozenset({A, M}),
    "trigger:answer_as_manager": frozenset({M}),
    # items that a family puts in its own words
    "goal:word": frozenset({A, S, M}),
    # conference packs: prepared by the worker, checked and issued by a manager, read by the chair
    "pack:read": READERS,
    "pack:prepare": frozenset({A, S, M}),
    "pack:check": frozenset({M}),
    "pack:issue": frozenset({M}),
    "pack:mark_read": frozenset({H}),
    "pack:export": frozenset({A, M, H}),
    # scrutiny after a conference or review: who chairs it writes it
    "scrutiny:read": READERS,
    "scrutiny:write": frozenset({H}),
    # supervision, and what a manager notes outside it
    "supervision:read": READERS,
    "supervision:write": frozenset({M}),
    "supervision:answer": frozenset({A, S, M}),
    "decision:move": frozenset({A, S, M}),
    # challenge between professionals; who chairs may raise one too
    "escalation:read": READERS,
    "escalation:raise": frozenset({A, S, M, H}),
    "escalation:answer": frozenset({A, S, M, H}),
    "escalation:set_aside": frozenset({M}),
}

# Having written a visit, come along on it or been asked to grade it too counts only while one of these still holds: a
# worker who has left the case has lost the draft too, and naming a colleague opens no child to somebody who could not
# write about the child.
STANDING = frozenset({A, S, M})
OF_A_VISIT = frozenset({W, C, G})
TAKE_AWAY = frozenset({Relation.NOT_NAMED, Relation.CONFLICT})
# What is left of everything somebody is to a restricted child for whom they are not named.
IN_SPITE_OF_RESTRICTION = frozenset({B})

# Who somebody was told to be to a child holds only while the work lasts that it came with: a practitioner’s open
# allocations open nothing once the practitioner is an administrator.
AT_VISITS = frozenset({RoleName.PRACTITIONER, RoleName.DUTY_PRACTITIONER, RoleName.MANAGER})
AT_NIGHT = frozenset({RoleName.DUTY_PRACTITIONER, RoleName.MANAGER})
IN_POST: dict[Relation, frozenset[RoleName]] = {
    Relation.ALLOCATED: AT_VISITS,
    Relation.SIBLING: AT_VISITS,
    Relation.MANAGER: frozenset({RoleName.MANAGER}),
    Relation.CHAIR: frozenset({RoleName.CHAIR}),
    Relation.DUTY: AT_NIGHT,
    Relation.GLASS: AT_NIGHT,
    Relation.NAMED: AT_VISITS | {RoleName.CHAIR},
}


def is_allowed(permission: str, relations: Collection[Relation]) -> bool:
    """Whether somebody with these relations to the child may; KeyError for a permission that the table does not
    name.
    """
    return not PERMISSIONS[permission].isdisjoint(that_count(frozenset(relations)))


def that_count(relations: frozenset[Relation]) -> frozenset[Relation]:
    """A conflict beats everything, a restriction everything but broken glass."""
    if Relation.CONFLICT in relations:
        return frozenset()
    if Relation.NOT_NAMED in relations:
        return relations & IN_SPITE_OF_RESTRICTION
    return relations if relations & STANDING else relations - OF_A_VISIT


def lasts(relation: Relation, roles: Collection[str]) -> bool:
    """Whether somebody with these roles can be that to a child, whatever was once written down."""
    return relation not in IN_POST or not IN_POST[relation].isdisjoint(roles)


# What a person may do by role alone, where no child's record is opened.
ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    "my_children:list": frozenset({"practitioner", "duty_practitioner"}),
    "my_children:export": frozenset({"practitioner", "duty_practitioner"}),
    "my_actions:list": frozenset({"practitioner", "duty_practitioner", "manager"}),
    "team_children:list": frozenset({"practitioner", "duty_practitioner"}),
    "my_team:list": frozenset({"manager"}),
    "supervision:list": frozenset({"practitioner", "duty_practitioner", "manager"}),
    "supervision:hold": frozenset({"manager"}),
    "due:list": frozenset({"practitioner", "duty_practitioner", "manager"}),
    "trigger_points:list": frozenset({"practitioner", "duty_practitioner", "manager", "chair"}),
    "trigger_rules:read": frozenset({"practitioner", "duty_practitioner", "manager", "chair", "administrator"}),
    "doubles:list": frozenset({"manager", "data_officer"}),
    "my_team:export": frozenset({"manager"}),
    "child:add": frozenset({"practitioner", "manager"}),
    "child:find": frozenset({"duty_practitioner", "manager"}),
    "conferences:list": frozenset({"chair"}),
    "packs:list": frozenset({"manager", "chair"}),
    "pack:trace": frozenset(role.value for role in RoleName),
    "open_to_me:list": frozenset({"practitioner", "duty_practitioner", "manager", "chair"}),
    "stand_in:name": frozenset({"practitioner", "duty_practitioner", "manager"}),
    "worker:replace": frozenset({"manager"}),
    "access:decide": frozenset({"manager"}),
    "copy:trace": frozenset({"manager"}),
    "unsent:open": frozenset({"practitioner", "duty_practitioner", "manager"}),
    "return:import": frozenset({"data_officer"}),
    # Each line of the file is about a child for whom its reader may add an event, or it is left out.
    "chronology:import": frozenset({"practitioner", "duty_practitioner", "manager"}),
    "chronology:take_back": frozenset({"manager"}),
    "attendance:import": frozenset({"data_officer"}),
    "half_terms:set": frozenset({"data_officer", "administrator"}),
    # Counts across the authority, with no child and no worker in them.
    "agreement:read": frozenset({"manager", "partnership_lead", "data_officer"}),
    "accounts:administer": frozenset({"administrator"}),
    # What an administrator asked for: by somebody else, and only where it is theirs to confirm.
    "account_change:confirm": frozenset({"manager", "administrator"}),
    "security:read": frozenset({"administrator"}),
    "own_looks:read": frozenset(role.value for role in RoleName),
    "own_calendar:manage": frozenset({"practitioner", "duty_practitioner"}),
    "own_account:manage": frozenset(role.value for role in RoleName),
}


def is_allowed_by_role(permission: str, roles: Collection[str]) -> bool:
    return not ROLE_PERMISSIONS[permission].isdisjoint(roles)

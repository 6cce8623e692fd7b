"""Who is let in where: written by hand, beside the code and not from it, so that a wrong row there is found here.

A cell is one of nine people before one of seven children (`RELATIONS`). The cells named in `CELLS` are the only ones in
which a child’s record can open at all; each row says for which of them it does.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.access.scrutiny import LISTED as CHAIRED
from tests.access.scrutiny import ROWS as SCRUTINY
from tests.access.supervision import LISTED
from tests.access.supervision import ROWS as SUPERVISION

PEOPLE = ("signed out", "practitioner", "duty", "manager", "chair", "lead", "data officer", "administrator", "disabled")
# Each has everything that was once written down about a child of theirs, whatever their role is now: an allocation, and
# a name on the restriction. `glass` and `named` are restricted children of another team.
RELATIONS = ("allocated", "own team", "other team", "restricted", "conflict", "named", "glass")
CELLS = {
    ("practitioner", "allocated"): "worker",
    ("duty", "allocated"): "came along",
    ("manager", "allocated"): "manager",
    ("chair", "allocated"): "chair",
    ("practitioner", "own team"): "colleague",
    ("duty", "own team"): "colleague",
    ("manager", "own team"): "manager",
    ("practitioner", "named"): "named",
    ("duty", "named"): "named",
    ("chair", "named"): "named",
    ("manager", "named"): "keeper",
    ("duty", "glass"): "glass",
    ("manager", "glass"): "glass",
}

# The worker wrote the visits; who came along is allocated too, and is asked to grade one of them apart.
GROUPS = {
    "reads": {"worker", "came along", "colleague", "manager", "chair", "named", "keeper", "glass"},
    "prints": {"worker", "came along", "manager", "chair", "named", "keeper"},
    "works": {"worker", "came along", "manager"},
    "decides": {"manager"},
    "looks after": {"manager", "keeper"},
    "keeps": {"keeper"},
    "knows why": {"manager", "named", "keeper"},
    "may know the family": {"worker", "came along", "colleague", "manager", "chair", "named", "keeper"},
    "broke it": {"glass"},
    "wrote": {"worker"},
    "was there": {"worker", "came along"},
    "takes back": {"worker", "manager"},
    "second": {"came along"},
    # Who chairs a conference says that it was held, and sends its minutes; the core group plans it.
    "meets": {"worker", "came along", "manager", "chair"},
    "either": {"worker", "came along"},
    "chairs": {"chair"},
}

OF_A_CHILD = (
    SUPERVISION
    + SCRUTINY
    + """\
record.child_page            GET       reads
record.charts                GET       reads
record.how                   GET       reads
record.paper                 GET POST  prints
record.care_file             GET POST  works
record.grades_file           GET POST  works
record.picture               GET POST  works
audit.looks                  GET       looks after
audit.looks_file             GET POST  looks after
audit.looks_on_paper         GET POST  looks after
children.details             GET POST  works
children.family              GET       reads
children.new_sibling         GET POST  works
children.adult               GET POST  works
children.new_adult           GET POST  works
children.household           GET POST  works
children.new_household       GET POST  works
children.homes               GET POST  works
children.leave_home          GET POST  works
children.move_home           GET POST  works
children.help_episodes       GET POST  works
children.end_help            GET POST  works
children.workers             GET POST  decides
children.hand_over           GET POST  decides
children.end_allocation      GET POST  decides
children.name                GET POST  decides
children.pass_on             POST      decides
children.put_with_sibling    GET POST  decides
children.same_as             GET       decides
children.find_same_as        POST      decides
children.find_sibling        POST      decides
children.merge               GET POST  decides
children.tell_apart          POST      decides
children.merged_records      GET       decides
children.part                GET POST  decides
sight.who_may_see            GET       reads
sight.declare                GET POST  may know the family
sight.end_conflict           GET POST  decides
sight.chair                  GET POST  decides
sight.end_chair              POST      decides
sight.transfer               GET POST  decides
sight.restrict               GET POST  looks after
sight.restriction            GET       knows why
sight.change_restriction     GET POST  keeps
sight.decide                 GET POST  keeps
sight.review                 GET POST  looks after
sight.end_glass              POST      broke it
attention.reasons            GET       reads
attention.put_off            GET POST  works
visits.child_visits          GET       reads
visits.before                GET POST  works
visits.show                  GET       reads
visits.grade                 GET POST  was there
visits.save                  POST      was there
visits.safe_tonight          POST      was there
visits.ask_safe_tonight      POST      was there
visits.ask_if_safe_too       POST      was there
visits.before_signing        GET       was there
visits.details               GET POST  wrote
visits.siblings              GET POST  wrote
visits.sign                  POST      wrote
visits.discard               GET POST  wrote
visits.amend                 GET POST  works
visits.withdraw              GET POST  takes back
visits.ask_second            GET POST  wrote
visits.graded_apart          GET       works
visits.begin_second          POST      second
visits.decline_second        POST      second
visits.call_off_apart        GET POST  takes back
visits.agree_apart           GET POST  either
record.chronology_page       GET       reads
record.find_in_chronology    POST      reads
record.chronology_paper      GET POST  prints
record.chronology_file       GET POST  works
chronology.new               GET POST  works
chronology.event             GET       reads
chronology.amend             GET POST  works
chronology.withdraw          GET POST  decides
profiles.profiles            GET       reads
profiles.profile             GET       reads
profiles.new                 GET POST  works
profiles.count_visit         POST      works
profiles.complete            POST      works
profiles.sharing             GET POST  works
profiles.plain_words         GET POST  works
profiles.for_the_carer       GET POST  works
plans.current                GET       reads
plans.version                GET       reads
plans.changes                GET       reads
plans.paper                  GET POST  prints
plans.new                    GET POST  works
plans.details                GET POST  works
plans.new_outcome            GET POST  works
plans.outcome                GET POST  works
plans.remove_outcome         POST      works
plans.new_action             GET POST  works
plans.action                 GET POST  works
plans.remove_action          POST      works
plans.put_aside              GET POST  works
plans.move_action            POST      works
plans.drop_action            GET POST  works
plans.agree                  POST      decides
plans.end                    GET POST  decides
meetings.meetings            GET       reads
meetings.new                 GET POST  works
meetings.cancel              GET POST  works
meetings.held                GET POST  meets
meetings.sent                GET POST  meets
engagement.account           GET       reads
engagement.new_appointment   GET POST  works
engagement.appointment       GET POST  works
engagement.why_not_met       GET POST  works
engagement.attendance        GET POST  works
engagement.remove_attendance  POST     works
triggers.triggers            GET       reads
triggers.answer              GET POST  decides
visits.goals                 GET POST  works
conference.packs             GET       reads
conference.pack              GET       reads
conference.new               GET POST  works
conference.write             GET POST  works
conference.put_aside         GET POST  works
conference.prepare           POST      works
conference.check             POST      decides
conference.send_back         GET POST  decides
conference.issue             POST      decides
conference.mark_read         POST      chairs
conference.for_members       GET POST  meets
conference.for_carers        GET POST  meets
conference.for_young_person  GET POST  meets
statement.statement          GET POST  works
statement.statement_file     GET POST  works
"""
)

# Whose children stand in a list, by relation; no other page of BY_ROLE or OPEN shows any child of these.
LISTS = (
    LISTED
    | CHAIRED
    | {
        ("children.my_children", "practitioner"): {"allocated"},
        ("children.my_children", "duty"): {"allocated"},
        ("sight.team_children", "practitioner"): {"allocated", "own team"},
        ("sight.team_children", "duty"): {"allocated", "own team"},
        ("children.my_team", "manager"): {"allocated", "own team"},
        ("children.workers_list", "manager"): {"allocated"},
        # All the nine are named in an action of every child. Broken glass opens no list.
        ("plans.my_actions", "practitioner"): {"allocated", "own team", "named"},
        ("plans.my_actions", "duty"): {"allocated", "own team", "named"},
        ("plans.my_actions", "manager"): {"allocated", "own team", "named"},
        ("meetings.what_is_due", "practitioner"): {"allocated"},
        ("meetings.what_is_due", "duty"): {"allocated"},
        ("meetings.what_is_due", "manager"): {"allocated", "own team"},
        ("triggers.told", "practitioner"): {"allocated"},
        ("triggers.told", "duty"): {"allocated"},
        ("triggers.told", "manager"): {"allocated", "own team"},
        ("triggers.told", "chair"): {"allocated"},
        ("conference.waiting", "manager"): {"allocated", "own team"},
        ("conference.waiting", "chair"): {"allocated", "named"},
        ("sight.to_decide", "manager"): {"allocated", "own team", "named"},
        ("sight.open_to_me", "practitioner"): {"named"},
        ("sight.open_to_me", "duty"): {"named"},
        ("sight.open_to_me", "manager"): {"named"},
        ("sight.open_to_me", "chair"): {"allocated", "named"},
    }
)
# Whom somebody may read of at all. Whatever else they are shown, it is about nobody else.
KNOWN = {who: {relation for one, relation in CELLS if one == who} for who in PEOPLE}


class Row(NamedTuple):
    endpoint: str
    method: str
    words: str


def rows_of(table: str) -> list[Row]:
    """One for each method. The words may be several: everything after the methods."""
    found = []
    for line in table.strip().splitlines():
        endpoint, *rest = line.split()
        methods = [word for word in rest if word in ("GET", "POST")]
        words = " ".join(word for word in rest if word not in methods)
        found += [Row(endpoint, method, words) for method in methods]
    return found


def opens_child(row: Row, who: str, relation: str) -> bool:
    return CELLS.get((who, relation), "") in GROUPS[row.words]


def opens_by_role(row: Row, who: str) -> bool:
    if row.words == "all":
        return who not in ("signed out", "disabled")
    return who in row.words.split(", ")

"""The words of the work. Every kind of thing that is stored as a word has its list, and its words for people, here."""

from __future__ import annotations

from enum import StrEnum

from gcp_tracker.rules.sentences import begun_small


class Worded(StrEnum):
    """A stored word that also has words for people: MEMBER = "stored", "Words for people"."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Worded:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    @property
    def inside(self) -> str:
        """The words inside a sentence."""
        return begun_small(self.words)


class RoleName(Worded):
    PRACTITIONER = "practitioner", "Practitioner"
    DUTY_PRACTITIONER = "duty_practitioner", "Duty practitioner"
    MANAGER = "manager", "Manager"
    CHAIR = "chair", "Conference chair"
    PARTNERSHIP_LEAD = "partnership_lead", "Partnership lead"
    DATA_OFFICER = "data_officer", "Data officer"
    ADMINISTRATOR = "administrator", "Administrator"


class Pronoun(Worded):
    HE = "he", "he / him"
    SHE = "she", "she / her"
    THEY = "they", "they / them"

    @property
    def their(self) -> str:
        return {"he": "his", "she": "her", "they": "their"}[self.value]

    @property
    def them(self) -> str:
        return {"he": "him", "she": "her", "they": "them"}[self.value]


class HelpKind(Worded):
    """Help the child is under, in the order in which it steps up."""

    OPEN_CASE = "open_case", "Open to children’s social care"
    EARLY_HELP = "early_help", "Early help"
    CHILD_IN_NEED = "child_in_need", "Child in need plan"
    CHILD_PROTECTION = "child_protection", "Child protection plan"
    PRE_PROCEEDINGS = "pre_proceedings", "Pre-proceedings"
    LOOKED_AFTER = "looked_after", "Looked after"


class AbuseCategory(Worded):
    NEGLECT = "NEG", "neglect"
    PHYSICAL = "PHY", "physical abuse"
    SEXUAL = "SAB", "sexual abuse"
    EMOTIONAL = "EMO", "emotional abuse"
    MULTIPLE = "MUL", "multiple categories"


class MeetingKind(Worded):
    """What can become of a meeting, and who comes, is in meeting_vocabulary."""

    STRATEGY_DISCUSSION = "strategy_discussion", "Strategy discussion"
    INITIAL_CONFERENCE = "initial_conference", "Initial child protection conference"
    REVIEW_CONFERENCE = "review_conference", "Review child protection conference"
    CORE_GROUP = "core_group", "Core group"
    IN_NEED_REVIEW = "in_need_review", "Child in need review"
    NETWORK_MEETING = "network_meeting", "Network meeting"
    SUPERVISION = "supervision", "Supervision"


class Relationship(Worded):
    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    STEP_PARENT = "step_parent", "Step-parent"
    PARTNER = "partner", "Partner of a parent"
    GRANDPARENT = "grandparent", "Grandparent"
    AUNT_OR_UNCLE = "aunt_or_uncle", "Aunt or uncle"
    SIBLING = "adult_sibling", "Grown-up brother or sister"
    FOSTER_CARER = "foster_carer", "Foster carer"
    FRIEND = "friend", "Friend of the family"
    OTHER = "other", "Other"


class VisitOutcome(Worded):
    HELD = "held", "The visit took place"
    NO_ACCESS = "no_access", "No access: nobody opened, or I was not let in"
    CANCELLED_BY_FAMILY = "cancelled_by_family", "Cancelled by the family"
    CANCELLED_BY_US = "cancelled_by_us", "Cancelled by us"
    DECLINED = "declined", "Declined: the family did not want the visit"

    @property
    def is_held(self) -> bool:
        return self is VisitOutcome.HELD


class Place(Worded):
    HOME = "home", "at home"
    SCHOOL = "school", "at school or nursery"
    CLINIC = "clinic", "at a clinic or centre"
    OFFICE = "office", "at the office"
    OUTSIDE = "outside", "out and about"
    REMOTE = "remote", "by phone or video"


class Answer(Worded):
    GRADED = "graded", "graded"
    NOT_SEEN = "not_seen", "not seen this visit"
    NOT_APPLICABLE = "not_applicable", "does not apply"


class Source(Worded):
    SAW = "saw", "I saw"
    CHILD_SAID = "child_said", "{child} said"
    CARER_SAID = "carer_said", "Carer said"
    PROFESSIONAL_SAID = "professional_said", "Another professional said"


class NoteKind(Worded):
    """The texts of a visit that belong to no single item: a day in this child's life, and what is going well."""

    MORNING = "morning", "Morning"
    SCHOOL = "school", "School, nursery or daytime"
    AFTER = "after", "After school, tea time"
    EVENING = "evening", "Evening and bedtime"
    NIGHT = "night", "Night"
    DAY_LIKE = "day_like", "What is it like to be this child?"
    CHILD_WORDS = "child_words", "In the child’s own words"
    GOING_WELL = "going_well", "What is going well?"
    # Before the birth, when there is no day of the child's to tell of.
    READY = "ready", "What is ready for the baby, and what is not yet?"
    ANTENATAL = "antenatal", "Antenatal care: what was kept, missed and advised"
    PARENTS_SAY = "parents_say", "What the parents say about the baby and the birth"
    WORRIES = "worries", "What are we worried about?"
    BEFORE_BIRTH = "before_birth", "What must happen before the birth: who does it, and by when?"


class VisitState(Worded):
    DRAFT = "draft", "Draft"
    SIGNED = "signed", "Signed"
    REPLACED = "replaced", "Replaced by a later version"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DISCARDED = "discarded", "Put aside"


# Which state a visit may go to from each state; docs/states.md is generated from it.
VISIT_MOVES: dict[VisitState, frozenset[VisitState]] = {
    VisitState.DRAFT: frozenset({VisitState.SIGNED, VisitState.DISCARDED}),
    VisitState.SIGNED: frozenset({VisitState.REPLACED, VisitState.WITHDRAWN}),
    VisitState.REPLACED: frozenset({VisitState.WITHDRAWN}),
    VisitState.WITHDRAWN: frozenset(),
    VisitState.DISCARDED: frozenset(),
}


class ApartState(Worded):
    """A visit that two workers grade apart, each unseen by the other."""

    APART = "apart", "Graded apart"
    BOTH_SIGNED = "both_signed", "Signed by both, apart"
    SIGNED_LATE = "signed_late", "Signed by both, the second after the first could be read"
    ENDED = "ended", "Not graded apart after all"


APART_MOVES: dict[ApartState, frozenset[ApartState]] = {
    ApartState.APART: frozenset({ApartState.BOTH_SIGNED, ApartState.SIGNED_LATE, ApartState.ENDED}),
    ApartState.BOTH_SIGNED: frozenset({ApartState.ENDED}),
    ApartState.SIGNED_LATE: frozenset({ApartState.ENDED}),
    ApartState.ENDED: frozenset(),
}


class ApartEnd(Worded):
    """Why a visit is not graded by two after all."""

    DECLINED = "declined", "The second worker is not grading it"
    CALLED_OFF = "called_off", "Called off"
    PUT_ASIDE = "put_aside", "One of the two drafts was put aside"
    NOT_HELD = "not_held", "The visit did not take place"
    WITHDRAWN = "withdrawn", "One of the two visits was withdrawn"


class ProfileState(Worded):
    OPEN = "open", "Open"
    COMPLETED = "completed", "Completed"


PROFILE_MOVES: dict[ProfileState, frozenset[ProfileState]] = {
    ProfileState.OPEN: frozenset({ProfileState.COMPLETED}),
    ProfileState.COMPLETED: frozenset(),
}


class PlainPart(Worded):
    """The parts of the paper that a carer is given, in its order."""

    GOING_WELL = "going_well", "What is going well"
    WORRIED = "worried", "What we are worried about"
    CHANGE = "change", "What needs to change"


class SafeTonight(Worded):
    YES = "yes", "Yes, safe tonight"
    YES_WITH_STEPS = "yes_with_steps", "Yes, because of what was agreed"
    NO = "no", "No"


class CarerAgrees(Worded):
    YES = "yes", "Agrees"
    PARTLY = "partly", "Agrees in part"
    NO = "no", "Does not agree"
    NOT_SAID = "not_said", "Did not say"


class LinkKind(Worded):
    """What a one-time link is for."""

    INVITATION = "invitation", "Invitation"
    NEW_PASSWORD = "new_password", "New password"
    START_AGAIN = "start_again", "New password and second factor"


class AccountChangeKind(Worded):
    """What an administrator may ask for and somebody else confirms."""

    NEW_PERSON = "new_person", "A new account"
    NEW_PASSWORD = "new_password", "A link for a new password"
    START_AGAIN = "start_again", "A link for a new password and second factor"
    ADDRESS = "address", "Another e-mail address"
    WORK = "work", "Another role or team"


class SightKind(Worded):
    """Why somebody who does not work with the child may see the child for a time."""

    CHAIR = "chair", "Chairs the conference"
    ACTING_MANAGER = "acting_manager", "Manages the work for the team’s manager"
    DUTY = "duty", "On duty"
    GLASS = "glass", "Broke the glass"


class RequestKind(Worded):
    """What two managers decide together about a restriction."""

    SET = "set", "Restrict"
    NAME = "name", "Name one more person"
    REMOVE = "remove", "Take somebody’s name off"
    LIFT = "lift", "Lift the restriction"


class ReviewOutcome(Worded):
    RIGHT = "right", "It was right to open the record"
    NOT_NEEDED = "not_needed", "It was not needed; I have talked about it with the person"
    MISUSE = "misuse", "It was misuse; I have passed it on"


class ConflictKind(Worded):
    OWN_FAMILY = "own_family", "Own family"
    NEIGHBOUR = "neighbour", "Neighbour"
    FRIEND = "friend", "Friend, or a friend’s family"
    OTHER = "other", "Something else"

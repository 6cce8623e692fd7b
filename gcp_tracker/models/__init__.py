"""Tables. Import models from here."""

from gcp_tracker.models.account import AccountChange, FailedTry, OneTimeLink, Passkey, SignIn
from gcp_tracker.models.apart import AgreedGrade, Agreement, GradedApart
from gcp_tracker.models.attention import AttentionPutOff
from gcp_tracker.models.audit import AuditEvent, AuditHead
from gcp_tracker.models.authority_setting import AuthoritySetting, DaysOff
from gcp_tracker.models.base import Base, UtcInstant
from gcp_tracker.models.child import (
    Adult,
    Allocation,
    CareRelation,
    Child,
    ChildIdentifier,
    Family,
    HelpEpisode,
    Household,
    Residence,
)
from gcp_tracker.models.engagement import Appointment, HalfTerm, NotMet, SchoolAttendance
from gcp_tracker.models.escalation import Escalation, EscalationStep
from gcp_tracker.models.event import Event
from gcp_tracker.models.exported import ExportedCopy
from gcp_tracker.models.imported import ImportRun, ReturnedChild
from gcp_tracker.models.instrument import InstrumentVersion
from gcp_tracker.models.judgement import Judgement
from gcp_tracker.models.meeting import CalendarFeed, Meeting, MeetingPerson
from gcp_tracker.models.merge import ChildMerge, ToldApart
from gcp_tracker.models.pack import Pack, PackMove, PackSentence
from gcp_tracker.models.people import Authority, Role, Team, User, WorkSpell
from gcp_tracker.models.plan import ActionMove, ActionPerson, Outcome, OutcomeItem, OutcomeReading, Plan, PlanAction
from gcp_tracker.models.profile import PlainSentence, Profile, ProfileGrade, ProfileVisit
from gcp_tracker.models.reading import Reading
from gcp_tracker.models.refused import PolicyViolation
from gcp_tracker.models.scrutiny import Scrutiny
from gcp_tracker.models.seeing import Conflict, NamedPerson, Restriction, RestrictionRequest, Sight, StandIn
from gcp_tracker.models.supervision import (
    Decision,
    DecisionMove,
    SupervisionAnswer,
    SupervisionAttender,
    SupervisionRecord,
    SupervisionSession,
)
from gcp_tracker.models.trigger import TriggerAnswer, TriggerFiring, TriggerGrade, TriggerVersion
from gcp_tracker.models.visit import (
    Grade,
    KeptOperation,
    SafetyCheck,
    Visit,
    VisitAdult,
    VisitColleague,
    VisitNote,
)
from gcp_tracker.models.wording import ItemWording

__all__ = [
    "AccountChange",
    "ActionMove",
    "ActionPerson",
    "Adult",
    "AgreedGrade",
    "Agreement",
    "Allocation",
    "Appointment",
    "AttentionPutOff",
    "AuditEvent",
    "AuditHead",
    "Authority",
    "AuthoritySetting",
    "DaysOff",
    "Base",
    "CalendarFeed",
    "CareRelation",
    "Child",
    "ChildIdentifier",
    "ChildMerge",
    "FailedTry",
    "Conflict",
    "Decision",
    "DecisionMove",
    "Escalation",
    "EscalationStep",
    "Event",
    "ExportedCopy",
    "Family",
    "Grade",
    "GradedApart",
    "HalfTerm",
    "HelpEpisode",
    "Household",
    "ImportRun",
    "InstrumentVersion",
    "ItemWording",
    "Judgement",
    "KeptOperation",
    "Meeting",
    "MeetingPerson",
    "OneTimeLink",
    "Outcome",
    "OutcomeItem",
    "OutcomeReading",
    "Pack",
    "PackMove",
    "PackSentence",
    "Passkey",
    "NamedPerson",
    "NotMet",
    "PlainSentence",
    "PolicyViolation",
    "Plan",
    "PlanAction",
    "Profile",
    "ProfileGrade",
    "ProfileVisit",
    "Reading",
    "Residence",
    "Restriction",
    "RestrictionRequest",
    "ReturnedChild",
    "Role",
    "SafetyCheck",
    "SchoolAttendance",
    "SignIn",
    "Scrutiny",
    "Sight",
    "StandIn",
    "SupervisionAnswer",
    "SupervisionAttender",
    "SupervisionRecord",
    "SupervisionSession",
    "Team",
    "ToldApart",
    "TriggerAnswer",
    "TriggerFiring",
    "TriggerGrade",
    "TriggerVersion",
    "User",
    "UtcInstant",
    "Visit",
    "VisitAdult",
    "VisitColleague",
    "VisitNote",
    "WorkSpell",
]

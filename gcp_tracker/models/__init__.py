"""Tables. Import models from here."""

from gcp_tracker.models.apart import AgreedGrade, Agreement, GradedApart
from gcp_tracker.models.audit import AuditEvent, AuditHead
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
    Meeting,
    Residence,
)
from gcp_tracker.models.imported import ImportRun, ReturnedChild
from gcp_tracker.models.instrument import InstrumentVersion
from gcp_tracker.models.merge import ChildMerge, ToldApart
from gcp_tracker.models.people import Authority, EndedSession, Role, Team, User
from gcp_tracker.models.profile import PlainSentence, Profile, ProfileGrade, ProfileVisit
from gcp_tracker.models.reading import Reading
from gcp_tracker.models.visit import (
    Grade,
    KeptOperation,
    SafetyCheck,
    Visit,
    VisitAdult,
    VisitColleague,
    VisitNote,
)

__all__ = [
    "Adult",
    "AgreedGrade",
    "Agreement",
    "Allocation",
    "AuditEvent",
    "AuditHead",
    "Authority",
    "Base",
    "CareRelation",
    "Child",
    "ChildIdentifier",
    "ChildMerge",
    "EndedSession",
    "Family",
    "Grade",
    "GradedApart",
    "HelpEpisode",
    "Household",
    "ImportRun",
    "InstrumentVersion",
    "KeptOperation",
    "Meeting",
    "PlainSentence",
    "Profile",
    "ProfileGrade",
    "ProfileVisit",
    "Reading",
    "Residence",
    "ReturnedChild",
    "Role",
    "SafetyCheck",
    "Team",
    "ToldApart",
    "User",
    "UtcInstant",
    "Visit",
    "VisitAdult",
    "VisitColleague",
    "VisitNote",
]

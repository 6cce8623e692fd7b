"""What each kind of recipient gets of a child’s record, and which files and papers there are. One table, read row by
row; docs/recipients.md is made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.rules.vocabulary import Worded


class Recipient(Worded):
    """Who something is for."""

    OWN = "own", "Our own record"
    PROFESSIONAL = "professional", "A professional of another agency"
    CARER = "carer", "A carer"
    YOUNG_PERSON = "young_person", "The child or young person"
    COURT = "court", "A court or solicitor"
    ANALYST = "analyst", "An analyst, without names"

    @property
    def is_asked_by_name(self) -> bool:
        """The others are known: the worker, the carer who was chosen, the child."""
        return self in (Recipient.PROFESSIONAL, Recipient.COURT, Recipient.ANALYST)


OF_THE_FAMILY = (Recipient.CARER, Recipient.YOUNG_PERSON)


class Part(Worded):
    """What a file or paper may hold, and not everybody should have."""

    NAMES = "names", "Names and numbers of children, homes and carers"
    WORKERS = "workers", "Names of workers"
    SEEN = "seen", "What workers saw, heard and think, in their words"
    CHILD_WORDS = "child_words", "The child’s own words"
    PLACES = "places", "Addresses and telephone numbers"
    NO_CONTACT = "no_contact", "People who are not to be contacted"
    SIBLINGS = "siblings", "Brothers and sisters by name"
    RESTRICTED = "restricted", "Children whose record is restricted"
    DRAFTS = "drafts", "Visits that are not signed"
    OTHERS = "others", "Other families, and brothers and sisters whom you may not see"


class Default(Enum):
    IN = "gets it"
    ASKED = "left out, unless there is a reason"
    NEVER = "never"


IN, ASKED, NEVER = Default.IN, Default.ASKED, Default.NEVER

# Withdrawn visits, who referred, and why somebody is not to be contacted stand in no file or paper at all.
WHAT_THEY_GET: Mapping[Part, Mapping[Recipient, Default]] = {
    part: dict(zip(Recipient, row, strict=True))
    for part, row in {
        #                own    prof.  carer  child  court  analyst
        Part.NAMES:      (IN,    IN,    IN,    IN,    IN,    NEVER),
        Part.WORKERS:    (IN,    IN,    IN,    IN,    IN,    NEVER),
        Part.SEEN:       (IN,    ASKED, ASKED, ASKED, IN,    NEVER),
        Part.CHILD_WORDS: (IN,   ASKED, ASKED, IN,    IN,    NEVER),
        Part.PLACES:     (ASKED, ASKED, NEVER, NEVER, ASKED, NEVER),
        Part.NO_CONTACT: (ASKED, ASKED, NEVER, NEVER, ASKED, NEVER),
        Part.SIBLINGS:   (IN,    ASKED, ASKED, ASKED, ASKED, NEVER),
        Part.RESTRICTED: (ASKED, NEVER, NEVER, NEVER, NEVER, NEVER),
        Part.DRAFTS:     (IN,    NEVER, NEVER, NEVER, NEVER, NEVER),
        Part.OTHERS:     (NEVER, NEVER, NEVER, NEVER, NEVER, NEVER),
    }.items()
}  # fmt: skip


class Format(Worded):
    EXCEL = "xlsx", "Download for Excel"
    CSV = "csv", "Download as CSV"
    PAPER = "paper", "Open to print"
    PDF = "pdf", "Download the PDF"
    WORD = "docx", "Download for Word"
    PNG = "png", "Download as PNG"
    SVG = "svg", "Download as SVG"


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of file or paper. `title` is what people call it; `event` is what the audit is told."""

    key: str
    title: str
    event: str
    formats: tuple[Format, ...]
    recipients: tuple[Recipient, ...]
    parts: tuple[Part, ...]
    # It was made before somebody asked for it: what is left out is in no copy.
    is_frozen: bool = False

    def left_out(self, recipient: Recipient) -> list[tuple[Part, Default]]:
        """Of what it may hold, what this kind of recipient does not get by itself."""
        given = [(part, WHAT_THEY_GET[part][recipient]) for part in self.parts]
        return [(part, default) for part, default in given if default is not IN]

    def may_be_asked_for(self) -> list[Part]:
        """What at least one of its recipients gets for a reason."""
        if self.is_frozen:
            return []
        return [part for part in self.parts if any(WHAT_THEY_GET[part][one] is ASKED for one in self.recipients)]


SHEETS, PAPERS = (Format.EXCEL, Format.CSV), (Format.PAPER,)
PACKS, PICTURES = (Format.PDF,), (Format.PNG, Format.SVG)
EVERYBODY, BY_NAME = tuple(Recipient), tuple(one for one in Recipient if one is not Recipient.ANALYST)
OURS, OURS_OR_COUNTED = (Recipient.OWN,), (Recipient.OWN, Recipient.ANALYST)
OF_A_CHILD = (
    Part.NAMES, Part.WORKERS, Part.SEEN, Part.CHILD_WORDS, Part.PLACES, Part.NO_CONTACT, Part.SIBLINGS, Part.OTHERS,
)  # fmt: skip
OF_A_LIST = (Part.NAMES, Part.WORKERS, Part.PLACES, Part.NO_CONTACT, Part.RESTRICTED)
OF_A_PACK = (Part.PLACES, Part.NO_CONTACT, Part.OTHERS)
OF_LOOKS = (Part.NAMES, Part.WORKERS)

EXPORTS: Mapping[str, Export] = {
    one.key: one
    for one in (
        Export("grades", "every grade", "child:export", SHEETS, EVERYBODY, OF_A_CHILD),
        Export(
            "care",
            "the numbers of the charts",
            "child:export",
            SHEETS,
            EVERYBODY,
            (Part.NAMES, Part.WORKERS, Part.PLACES, Part.NO_CONTACT),
        ),
        Export("child_paper", "the child’s page on paper", "child:print", PAPERS, BY_NAME, (*OF_A_CHILD, Part.DRAFTS)),
        Export("chronology", "the chronology", "child:export", SHEETS, BY_NAME, OF_A_CHILD),
        Export("chronology_paper", "the chronology", "child:print", PAPERS, BY_NAME, OF_A_CHILD),
        Export(
            "plan_paper",
            "the plan",
            "child:print",
            PAPERS,
            BY_NAME,
            (Part.NAMES, Part.WORKERS, Part.PLACES, Part.NO_CONTACT, Part.OTHERS),
        ),
        Export(
            "supervision_paper",
            "supervision, decisions and challenges",
            "child:print",
            PAPERS,
            (Recipient.OWN, Recipient.PROFESSIONAL, Recipient.COURT),
            OF_A_CHILD,
        ),
        Export(
            "reviews_paper",
            "two reviews side by side",
            "child:print",
            PAPERS,
            (Recipient.OWN, Recipient.PROFESSIONAL, Recipient.COURT),
            OF_A_CHILD,
        ),
        Export(
            "carer_paper",
            "the paper in plain words",
            "profile:print",
            PAPERS,
            (Recipient.CARER, Recipient.OWN),
            (Part.PLACES, Part.NO_CONTACT, Part.OTHERS),
        ),
        Export(
            "pack",
            "the conference pack",
            "pack:export",
            PACKS,
            (Recipient.PROFESSIONAL, Recipient.OWN, Recipient.COURT),
            OF_A_PACK,
            is_frozen=True,
        ),
        Export(
            "carers_pack",
            "the carers’ pack",
            "pack:export",
            PACKS,
            (Recipient.CARER, Recipient.OWN),
            OF_A_PACK,
            is_frozen=True,
        ),
        Export(
            "young_pack",
            "the young person’s pack",
            "pack:export",
            PACKS,
            (Recipient.YOUNG_PERSON, Recipient.OWN),
            OF_A_PACK,
            is_frozen=True,
        ),
        Export(
            "statement",
            "the statement of change",
            "statement:export",
            (Format.PDF, Format.WORD),
            (Recipient.COURT, Recipient.OWN),
            OF_A_CHILD,
        ),
        Export(
            "picture",
            "a chart",
            "child:export",
            PICTURES,
            BY_NAME,
            (Part.NAMES, Part.WORKERS, Part.PLACES, Part.NO_CONTACT),
        ),
        Export("my_children", "my children", "my_children:export", SHEETS, OURS_OR_COUNTED, OF_A_LIST),
        Export("my_team", "my team", "my_team:export", SHEETS, OURS_OR_COUNTED, OF_A_LIST),
        Export("my_team_paper", "my team on paper", "my_team:print", PAPERS, OURS, OF_A_LIST),
        Export("looks", "who has looked", "child:export", SHEETS, (Recipient.OWN, Recipient.COURT), OF_LOOKS),
        Export("looks_paper", "who has looked", "child:print", PAPERS, (Recipient.OWN, Recipient.COURT), OF_LOOKS),
        Export("return_report", "what came of a return", "return:download_report", SHEETS, OURS, (Part.NAMES,)),
        Export("chronology_report", "what came of a chronology from a file", "chronology:download_report", SHEETS, OURS,
               (Part.NAMES, Part.SEEN)),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom and why something is made. `put_in`: what stands in it though it is left out by itself, and why."""

    export: Export
    recipient: Recipient
    name: str
    purpose: str
    put_in: Mapping[Part, str] = field(default_factory=dict)

    @property
    def left_out(self) -> tuple[Part, ...]:
        return tuple(part for part, _ in self.export.left_out(self.recipient) if part not in self.put_in)

    def has(self, part: Part) -> bool:
        return part not in self.left_out

    @property
    def left_out_words(self) -> str:
        """ "Left out: addresses and telephone numbers; visits that are not signed." Empty where nothing is, and for a
        family, to whom a list of what others are spared would say that there is something.
        """
        words = "; ".join(part.inside for part in self.left_out)
        return f"Left out: {words}." if words and self.recipient not in OF_THE_FAMILY else ""

    @property
    def for_words(self) -> str:
        """ "Riverside Primary School (a professional of another agency)" """
        return f"{self.name} ({self.recipient.inside})"


def check_terms(export: Export, recipient: Recipient, name: str, purpose: str, put_in: Mapping[Part, str]) -> Terms:
    """Raises RuleBroken beside `recipient`, `name`, `put_in` or `reason_<part>`. What somebody gets anyway needs no
    reason, and is not kept as put in.
    """
    if recipient not in export.recipients:
        raise RuleBroken(f"This is not made for {recipient.inside}", "recipient")
    if not name:
        raise RuleBroken("Enter who it is for: a name, and where there is one the agency", "name")
    asked = {}
    for part, default in export.left_out(recipient):
        if part not in put_in:
            continue
        if default is NEVER or export.is_frozen:
            raise RuleBroken(f"This is never given to {recipient.inside}: {part.inside}", "put_in")
        if not put_in[part]:
            raise RuleBroken(f"Say why this is needed: {part.inside}", f"reason_{part.value}")
        asked[part] = put_in[part]
    return Terms(export, recipient, name, purpose, asked)

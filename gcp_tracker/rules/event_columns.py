"""The columns of a chronology as a table: as it is written, and under which heads it is read from somebody else’s."""

from __future__ import annotations

from collections.abc import Sequence

from gcp_tracker.rules.event_vocabulary import EventSource, Exactness, Shows
from gcp_tracker.rules.events import folded
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.rules.vocabulary import Worded


class EventColumn(Worded):
    """ "Stored" here is only the name; the words are the head."""

    CHILD = "child", "Child"
    ON = "on", "Date"
    UNTIL = "until", "Until"
    EXACTNESS = "exactness", "Day known"
    KIND = "kind", "Kind"
    SOURCE = "source", "Source"
    WHO = "who", "Told by"
    WHAT = "what", "What happened"
    SO_WHAT = "so_what", "So what for the child"
    ITEMS = "items", "Bears on"
    SHOWS = "shows", "Shows"


NEEDED = (EventColumn.CHILD, EventColumn.ON, EventColumn.SOURCE, EventColumn.WHAT, EventColumn.SO_WHAT)
# What each column is, told on the page.
TOLD: Sequence[tuple[EventColumn, str]] = (
    (EventColumn.CHILD, "The child’s number: ours, the UPN, or another on the child’s record. A name is never used."),
    (EventColumn.ON, "3/5/2026, 3 May 2026 or 2026-05-03, with “about” before it where it is not sure."),
    (EventColumn.UNTIL, "The last day, of what went on over a time."),
    (EventColumn.SOURCE, "The agency or person who told of it: school, health visitor, police, neighbour …"),
    (EventColumn.WHO, "Their name or work, where it may be known."),
    (EventColumn.WHAT, "What was seen or heard."),
    (EventColumn.SO_WHAT, "What it meant for this child. A line without it is left out."),
    (EventColumn.ITEMS, "What it bears on, by the titles of the items: Enough food; When left."),
    (EventColumn.SHOWS, "“Well” where it tells that something was going well; else it counts as missing."),
)
_ALSO = {
    EventColumn.CHILD: ("childs number", "child number", "child reference", "child ref", "reference", "upn",
                        "la child id", "child id", "local id", "our reference", "number"),
    EventColumn.ON: ("day", "date of event", "event date", "from", "start date", "date from", "when"),
    EventColumn.UNTIL: ("to", "end date", "date to", "last day"),
    EventColumn.EXACTNESS: ("exactness",),
    EventColumn.KIND: ("kind of entry",),
    EventColumn.SOURCE: ("source agency", "agency", "source of information", "service", "organisation"),
    EventColumn.WHO: ("who", "name of source", "professional", "worker", "author", "told by whom"),
    EventColumn.WHAT: ("event", "what", "details", "detail", "description", "significant event", "details of event",
                       "event details", "incident"),
    EventColumn.SO_WHAT: ("so what", "impact", "impact on child", "impact on the child", "meaning for the child",
                          "what it meant for the child", "childs experience", "lived experience"),
    EventColumn.ITEMS: ("items", "item", "area", "bears on items"),
    EventColumn.SHOWS: ("going well", "what it shows"),
}  # fmt: skip
_SOURCES_ALSO = {
    EventSource.SOCIAL_CARE: ("social care", "social worker", "childrens services", "csc", "mash"),
    EventSource.SCHOOL: ("school", "nursery", "teacher", "education", "pre school", "preschool", "college"),
    EventSource.HEALTH_VISITOR: ("health visitor", "school nurse", "hv", "health visiting"),
    EventSource.GP: ("doctor", "gp surgery", "surgery", "general practitioner"),
    EventSource.DENTIST: ("dentist", "optician", "dental"),
    EventSource.MIDWIFE: ("midwifery", "maternity"),
    EventSource.HOSPITAL: ("hospital", "a e", "ambulance", "emergency department", "paediatrics", "paediatrician"),
    EventSource.MENTAL_HEALTH: ("camhs", "mental health", "adult mental health"),
    EventSource.DRUGS_AND_ALCOHOL: ("drug service", "alcohol service", "substance misuse", "drugs and alcohol"),
    EventSource.DOMESTIC_ABUSE: ("domestic abuse", "womens aid", "refuge"),
    EventSource.HOUSING: ("housing officer", "landlord", "housing association"),
    EventSource.FAMILY_SUPPORT: ("early help", "family support", "childrens centre", "family hub"),
    EventSource.CHILD: ("child", "young person"),
    EventSource.FAMILY: ("family", "mother", "father", "parent", "grandparent", "relative", "mum", "dad"),
    EventSource.NEIGHBOUR: ("neighbour", "member of the public", "public"),
    EventSource.ANONYMOUS: ("anonymous", "anonymous caller"),
}  # fmt: skip


def column_of(head: str) -> EventColumn | None:
    asked = folded(head.replace("’", "").replace("'", ""))
    for column in EventColumn:
        if asked == folded(column.words) or asked in _ALSO.get(column, ()):
            return column
    return None


def source_of(words: str) -> EventSource | None:
    """None for somebody whom none of the sources names."""
    asked = folded(words.replace("’", "").replace("'", ""))
    for source in EventSource:
        names = (source.value, folded(source.words.replace("’", "")), *_SOURCES_ALSO.get(source, ()))
        if asked in names:
            return source
    return None


def exactness_of(words: str) -> Exactness | None:
    asked = folded(words)
    return next((one for one in Exactness if asked in (one.value, folded(one.words))), None)


def shows_of(words: str) -> Shows | None:
    asked = folded(words)
    if asked in ("yes", "well", "going well", "good", "positive"):
        return Shows.WELL
    if asked in ("no", "missing", "worry", "concern", "negative"):
        return Shows.MISSING
    return next((one for one in Shows if asked in (one.value, folded(one.words))), None)


def items_named(words: str, instrument: Instrument) -> tuple[tuple[str, ...], list[str]]:
    """The keys of the items named, between semicolons or lines, and the names that are none."""
    known = {folded(item.title): item.key for item in instrument.items} | {
        item.key: item.key for item in instrument.items
    }
    found: list[str] = []
    unknown = []
    for part in words.replace("\n", ";").split(";"):
        name = part.strip()
        key = known.get(folded(name)) or known.get(name)
        if key is not None and key not in found:
            found.append(key)
        elif name and key is None:
            unknown.append(name)
    return tuple(found), unknown

"""Makes children in need returns for tests: `census(child("A1", …))`, with whatever a test wants broken in them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gcp_tracker.imports.census_child import ReadChild, Unkept, read_child
from gcp_tracker.imports.census_file import CensusFile, open_census
from gcp_tracker.imports.report import Outcome, Report
from gcp_tracker.models import Base, Child

Import = Callable[..., Report]
TODAY = date(2026, 11, 16)
DATA = Path(__file__).parent / "data"
SMALL, LARGE = DATA / "cin-census-2026-fake.xml", DATA / "cin-census-2022-fake-332-children.xml"
START = (
    "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year>"
    "<ReferenceDate>{reference}</ReferenceDate></CollectionDetails><Source>{lea}</Source></Header>\n<Children>\n"
)
END = "</Children></Message>"


def census(*children: str, lea: str = "201", reference: str = "2026-03-31") -> bytes:
    start = START.format(lea=f"<LEA>{lea}</LEA>" if lea else "", reference=reference)
    return (start + "\n".join(children) + END).encode()


def child(
    number: str = "A1",
    *cases: str,
    born: str = "<PersonBirthDate>2018-05-04</PersonBirthDate>",
    identifiers: str = "",
    characteristics: str = "<Ethnicity>WBRI</Ethnicity>",
) -> str:
    return (
        f"<Child>\n<ChildIdentifiers><LAchildID>{number}</LAchildID>{born}{identifiers}</ChildIdentifiers>"
        f"<ChildCharacteristics>{characteristics}</ChildCharacteristics>{''.join(cases)}</Child>"
    )


def case(referred: str = "2024-01-10", closed: str = "", inside: str = "") -> str:
    closing = f"<CINclosureDate>{closed}</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>" if closed else ""
    return (
        f"<CINdetails><CINreferralDate>{referred}</CINreferralDate><PrimaryNeedCode>N1</PrimaryNeedCode>{closing}"
        f"<ReferralNFA>false</ReferralNFA>{inside}</CINdetails>"
    )


def protection(start: str = "2024-02-01", end: str = "", inside: str = "", latest: str = "NEG") -> str:
    ending = f"<CPPendDate>{end}</CPPendDate>" if end else ""
    return (
        f"<ChildProtectionPlans><CPPstartDate>{start}</CPPstartDate>{ending}"
        "<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>"
        f"<LatestCategoryOfAbuse>{latest}</LatestCategoryOfAbuse>"
        f"<NumberOfPreviousCPP>1</NumberOfPreviousCPP>{inside}</ChildProtectionPlans>"
    )


def opened(data: bytes | Path) -> CensusFile:
    if isinstance(data, Path):
        return open_census(lambda: data.open("rb"))
    return open_census(lambda: io.BytesIO(data))


def read(data: bytes | Path) -> list[ReadChild | Unkept]:
    return [read_child(entry, TODAY) for entry in opened(data).children()]


def read_one(*arguments: str, **keywords: str) -> ReadChild:
    """The only child of a return with just this one."""
    (found,) = read(census(child(*arguments, **keywords)))
    assert isinstance(found, ReadChild), found
    return found


def said_of(found: ReadChild | Unkept, field: str) -> str:
    """The sentences about one field, joined."""
    return "; ".join(fault.sentence for fault in found.faults if fault.field == field)


def fields_of(found: Sequence[ReadChild | Unkept]) -> list[str]:
    return [fault.field for each in found for fault in each.faults]


def rows(session: Session) -> dict[str, int]:
    session.expire_all()
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def the_child(session: Session, number: str) -> Child:
    session.expire_all()
    found = session.scalar(select(Child).where(Child.la_child_id == number))
    assert found is not None
    return found


def outcomes(report: Report) -> dict[str, int]:
    return {outcome.value: count for outcome, count in report.count().items() if count}


def lines(report: Report, outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(line.child, line.field, line.why) for line in report.lines if line.outcome is outcome]

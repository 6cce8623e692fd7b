"""Taking a return in: children arrive in the intake team under their number, with their help, and without names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from gcp_tracker.imports import queries
from gcp_tracker.imports.arrivals import Arrivals, arrival_words
from gcp_tracker.imports.census_child import ReadChild, Unkept, read_child
from gcp_tracker.imports.census_file import CensusFile
from gcp_tracker.imports.faults import Fault, FileRefused, shown
from gcp_tracker.imports.merging import given
from gcp_tracker.imports.report import Outcome, Report
from gcp_tracker.imports.returns_again import Again, KnownChild, describe_again
from gcp_tracker.imports.returns_alone import changes_since
from gcp_tracker.models import Authority, ImportRun, Team
from gcp_tracker.rules.dates import long_date
from gcp_tracker.unit_of_work import LONDON, UnitOfWork

BATCH = 250
LATER_RETURN = "A return with a later reference date was imported before; an older one may undo what it said."
NO_BIRTH = "There is no date of birth or date expected that can be kept, and a child needs one"
Item = TypeVar("Item")


def import_census(
    uow: UnitOfWork,
    authority: Authority,
    census: CensusFile,
    file_name: str,
    *,
    dry_run: bool = False,
    other_authority: bool = False,
) -> Report:
    """Take the return in, or (`dry_run`) say what would come of it: a dry run writes nothing, and `uow` is not entered.

    Raises FileRefused when the authority has no intake team, and when the return is another authority’s, unless it is a
    dry run (then the report’s `refusal` says so) or `other_authority` says that this is meant.
    """
    if not dry_run:
        # Two imports for one authority go one after the other.
        uow.session.execute(select(Authority.id).where(Authority.id == authority.id).with_for_update())
    team = _intake_team(uow, authority)
    report = Report(dry_run, notes=_notes(uow, authority, census))
    wrong_authority = _check_authority(authority, census)
    if wrong_authority and other_authority:
        report.notes.append(wrong_authority)
    elif wrong_authority and dry_run:
        report.refusal = f"It would be refused: {wrong_authority[:1].lower()}{wrong_authority[1:]}"
    elif wrong_authority:
        raise FileRefused(f"{wrong_authority} Nothing was written.")
    _Import(uow, authority, team, census, report).run()
    if not dry_run:
        _keep_run(uow, authority, census, file_name, report)
    return report


def _intake_team(uow: UnitOfWork, authority: Authority) -> Team:
    """The officer’s own, where that is an intake team; else the authority’s first."""
    teams = queries.intake_teams(uow.session, authority)
    if not teams:
        raise FileRefused(
            f"{authority.name} has no intake team for the children to arrive in. Ask your administrator to make one."
            " Nothing was written."
        )
    own = [team for team in teams if uow.actor is not None and team.id == uow.actor.team_id]
    return (own or teams)[0]


def _check_authority(authority: Authority, census: CensusFile) -> str:
    """A sentence when the return is probably another authority’s."""
    said = census.header.authority_code
    if not authority.lea_code or said == authority.lea_code:
        return ""
    whose = f"is of authority {shown(said)}" if said else "does not say which authority it is of"
    return f"This return {whose}; {authority.name} is {authority.lea_code}."


def _notes(uow: UnitOfWork, authority: Authority, census: CensusFile) -> list[str]:
    header = census.header
    notes = [
        f"Children in need census {shown(header.year) or 'of a year it does not name'}, reference date"
        f" {shown(header.reference_date) or 'not given'}, authority {shown(header.authority_code) or 'not given'}:"
        f" {census.children_count:,} {'child' if census.children_count == 1 else 'children'}."
    ]
    for run in queries.earlier_imports(uow.session, authority, queries.CENSUS):
        if run.file_hash == census.file_hash:
            notes.append(f"This very file was imported on {long_date(run.at.astimezone(LONDON).date())}.")
            break
        if run.counts.get("reference_date", "") > header.reference_date:
            notes.append(LATER_RETURN)
            break
    if census.unknown:
        listed = ", ".join(f"<{name}> ({count:,})" for name, count in census.unknown.most_common(10))
        notes.append(f"Entries that are not the census’s were passed over: {listed}.")
    return notes


def _keep_run(uow: UnitOfWork, authority: Authority, census: CensusFile, file_name: str, report: Report) -> None:
    counts = report.counts_to_keep() | {"reference_date": shown(census.header.reference_date)}
    run = ImportRun(
        kind=queries.CENSUS,
        file_name=shown(file_name),
        file_hash=census.file_hash,
        authority_id=authority.id,
        at=uow.now,
        by_id=uow.actor.id if uow.actor else None,
        counts=counts,
    )
    uow.session.add(run)
    uow.record("return:import", subject=run)


@dataclass(slots=True)
class _Import:
    """One run: batch by batch, so that memory stays flat and queries are few."""

    uow: UnitOfWork
    authority: Authority
    team: Team
    census: CensusFile
    report: Report
    # Numbers and UPNs met in this file: the line of each.
    taken: set[str] = field(default_factory=set)
    upns: dict[str, int] = field(default_factory=dict)

    arrivals: Arrivals = field(init=False)

    def __post_init__(self) -> None:
        self.arrivals = Arrivals(self.uow, self.team)

    def run(self) -> None:
        for fault in self.census.faults:
            self.report.add_fault(fault)
        read = (read_child(entry, self.uow.today) for entry in self.census.children())
        while batch := list(islice(self._keepable(read), BATCH)):
            self._take_in(batch)
            self.arrivals.write()

    def _keepable(self, read: Iterator[ReadChild | Unkept]) -> Iterator[ReadChild]:
        for child in read:
            if isinstance(child, Unkept):
                self._leave_out(child, child.why)
            elif why := self._why_repeated(child):
                self.report.add(child.line, child.number, Outcome.LEFT_OUT, why)
            else:
                yield child

    def _why_repeated(self, child: ReadChild) -> str:
        repeat = self.census.repeated.get(child.number)
        if repeat is None:
            return ""
        others = ", ".join(f"{line:,}" for line in repeat.lines if line != child.line) or "this one"
        if not repeat.is_same:
            return f"The same number stands at line {others} with other details, so it is not known which is right"
        if child.number in self.taken:
            return f"Repeats line {repeat.lines[0]:,} word for word"
        self.taken.add(child.number)
        return ""

    def _take_in(self, batch: list[ReadChild]) -> None:
        known = queries.known_children(self.uow.session, self.authority, [child.number for child in batch])
        owners = queries.owners_of_upns(self.uow.session, self.authority, [child.upn for child in batch if child.upn])
        records = {*owners.values(), *(one.child.id for one in known.values())}
        told = queries.told_to(self.uow.session, self.uow.actor, records, self.uow.now)
        for child in batch:
            own = known[child.number].child.id if child.number in known else None
            is_told = own is None or own in told
            upn = self._free_upn(child, owners, own, told)
            if child.number in known and is_told:
                self._meet_again(child, known[child.number], upn)
            elif child.number in known and (known[child.number].returned or child.has_birth):
                self._meet_unseen(child, known[child.number], upn)
            elif not child.has_birth:
                self._leave_out(child, NO_BIRTH)
            else:
                self._arrive(child, upn)

    def _free_upn(self, child: ReadChild, owners: dict[str, UUID], own: UUID | None, told: set[UUID]) -> str | None:
        """The child’s UPN, unless another child has it; of one who is not told of, nothing is said."""
        upn = child.upn
        if upn is None:
            return None
        why = ""
        if upn in self.upns:
            why = f"The child at line {self.upns[upn]:,} has the same UPN, so it was entered there only"
        elif upn in owners and owners[upn] != own and owners[upn] not in told:
            return None
        elif upn in owners and owners[upn] != own:
            why = "This UPN is on another record already, so it was not entered twice. The two may be one child"
        if why:
            self.report.add_fault(Fault(child.line, child.number, "UPN", upn, why))
            return None
        self.upns[upn] = child.line
        return upn

    def _arrive(self, child: ReadChild, upn: str | None) -> None:
        if not self.report.dry_run:
            self.arrivals.add(child, upn)
        self._tell_of_arrival(child)

    def _tell_of_arrival(self, child: ReadChild) -> None:
        self.report.spells["created"] += len(child.spells)
        self.report.meetings["created"] += len(child.meetings)
        self.report.add(child.line, child.number, Outcome.CREATED, arrival_words(child))
        self._add_faults(child)

    def _meet_unseen(self, child: ReadChild, known: KnownChild, upn: str | None) -> None:
        """The record follows as every other does; told is only what came with returns."""
        said = given(child) | {"upn": upn}
        again = changes_since(known.last, child, said) if known.returned else None
        describe_again(self.uow, child, known, said, write=not self.report.dry_run)
        if again is None:
            self._tell_of_arrival(child)
        else:
            self._tell_again(child, again)

    def _meet_again(self, child: ReadChild, known: KnownChild, upn: str | None) -> None:
        said = given(child)
        said["upn"] = upn
        self._tell_again(child, describe_again(self.uow, child, known, said, write=not self.report.dry_run))

    def _tell_again(self, child: ReadChild, outcome: Again) -> None:
        self.report.spells.update(outcome.spells)
        self.report.meetings.update(outcome.meetings)
        kind = Outcome.UPDATED if outcome.changes else Outcome.UNCHANGED
        self.report.add(child.line, child.number, kind, "; ".join(outcome.changes))
        self.report.lines.extend(outcome.lines)
        self._add_faults(child)

    def _leave_out(self, child: ReadChild | Unkept, why: str) -> None:
        self.report.add(child.line, child.number, Outcome.LEFT_OUT, why)
        self._add_faults(child)

    def _add_faults(self, child: ReadChild | Unkept) -> None:
        for fault in child.faults:
            self.report.add_fault(fault)

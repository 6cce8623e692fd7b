"""`python -m gcp_tracker.demo.check [FOLDER]`: every fault of the families' files, without a database.

A folder of its own is read together with the families that are here already, since no text may be there twice.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import click

from gcp_tracker import instruments
from gcp_tracker.demo.builder import Calendar
from gcp_tracker.demo.check_child import ChildCheck
from gcp_tracker.demo.check_family import family_faults, faults_between
from gcp_tracker.demo.check_texts import text_faults, texts_of
from gcp_tracker.demo.stories import FamilyStory
from gcp_tracker.demo.story_files import FOLDER, StoryFault, family_files, read_family
from gcp_tracker.rules.instrument import Instrument
from gcp_tracker.unit_of_work import LONDON, now_utc

# Somebody tries the demo on any day of the year: birthdays, weekends and bank holidays fall differently each time.
DAYS_TRIED = 366


def story_faults(folder: Path, instrument: Instrument, today: date) -> list[str]:
    """One sentence each, beginning with the file and the child; empty when all is well."""
    faults: list[str] = []
    families: list[FamilyStory] = []
    for path in _files(folder):
        try:
            families.append(read_family(path))
        except StoryFault as fault:
            faults.append(str(fault))
    for family in families:
        own = family_faults(family)
        checks = [ChildCheck(instrument, family, key) for key in family.children]
        for check in checks:
            own += check.faults()
        faults += own
    faults += _faults_by_day(families, instrument, today)
    faults += faults_between(families)
    return faults + text_faults([text for family in families for text in texts_of(family)])


def _files(folder: Path) -> list[Path]:
    """Those of `folder`, and the demo's own that it does not hold in another version."""
    theirs = family_files(folder)
    names = {path.name for path in theirs}
    return [path for path in family_files(FOLDER) if path.name not in names] + theirs


def _faults_by_day(families: list[FamilyStory], instrument: Instrument, today: date) -> list[str]:
    checks = [ChildCheck(instrument, family, key) for family in families for key in family.children]
    found: dict[str, date] = {}
    for later in range(DAYS_TRIED):
        calendar = Calendar(today + timedelta(days=later))
        day = lru_cache(maxsize=None)(calendar.day)
        for check in checks:
            for fault in check.faults_of_day(calendar.born, day):
                found.setdefault(fault, calendar.today)
    return [f"{fault} (when built on {first:%Y-%m-%d})" for fault, first in found.items()]


@click.command()
@click.argument("folder", default=FOLDER, type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Say what is wrong with the demo's families, file by file."""
    instruments.load_folder()
    faults = story_faults(folder, instruments.newest(instruments.OURS), now_utc().astimezone(LONDON).date())
    for fault in faults:
        click.echo(fault)
    families = len(family_files(folder))
    click.echo(f"{families} {'family' if families == 1 else 'families'}, {len(faults) or 'no'} faults.")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

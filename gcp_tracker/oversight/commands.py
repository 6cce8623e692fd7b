"""`flask --app gcp_tracker judge …` and `calibrate`, registered by cli.py when they are asked for."""

from __future__ import annotations

from pathlib import Path

import click

from gcp_tracker.change.calibration import calibrate
from gcp_tracker.change.constants import VERSION
from gcp_tracker.db import db
from gcp_tracker.instruments import newest
from gcp_tracker.oversight.calibrated import calibrated_lines, calibrated_rows
from gcp_tracker.oversight.grades_files import Faults, FileFault
from gcp_tracker.oversight.judging import Files, judge_files
from gcp_tracker.oversight.queries import graded_twice, twice_graded
from gcp_tracker.spreadsheets import csv_file

LINES_LEFT_OUT, REFUSED = 1, 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("judge")
@click.option("--grades", required=True, type=FILE, help="child_id,item_id,domain,date,grade,rater[,care_of]")
@click.option("--reviews", required=True, type=FILE, help="child_id,as_of")
@click.option("--items", type=FILE, help="domain,items: how many items a full form has; else those ever graded.")
@click.option("--out", required=True, type=NEW_FILE, help="Where the verdicts go.")
@click.option("--facts", type=NEW_FILE, help="Where recorded facts go.")
def judge_command(grades: Path, reviews: Path, items: Path | None, out: Path, facts: Path | None) -> None:
    """Judge change from files, outside the database: per child and day one verdict for each domain, and the headline.

    Exit code 0: all lines were used; 1: some were left out, each named; 2: nothing was written.
    """
    faults = Faults(lambda sentence: click.echo(sentence, err=True))
    try:
        judged = judge_files(Files(grades, reviews, items, out.absolute(), facts and facts.absolute()), faults)
    except (FileFault, OSError) as error:
        sentence = str(error) if isinstance(error, FileFault) else f"{error}. Nothing was written."
        click.echo(sentence, err=True)
        raise click.exceptions.Exit(REFUSED) from error
    click.echo(f"{judged} reviews judged, {faults.count} lines left out.")
    if faults.count:
        raise click.exceptions.Exit(LINES_LEFT_OUT)


@click.command("calibrate")
@click.option("--out", type=NEW_FILE, help="Where the table goes too, as CSV.")
def calibrate_command(out: Path | None) -> None:
    """Estimate the engine’s noise constants from the visits that two graded apart. Nothing is changed by it.

    Exit code 0 also where there are too few: that is what it says then.
    """
    graded = [one for one in graded_twice(db.session, None) if newest(one.instrument.key).judged]
    found = calibrate(twice_graded(graded))
    click.echo(f"{len(graded)} visits graded apart by two. Constants of engine {VERSION}, in grades:")
    for line in calibrated_lines(found):
        click.echo(line)
    if out is not None:
        out.write_bytes(b"".join(csv_file(out.name, calibrated_rows(found)).pieces))
        click.echo(f"The table is in {out}.")

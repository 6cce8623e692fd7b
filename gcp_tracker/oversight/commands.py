"""`flask --app gcp_tracker judge …`, registered by cli.py when it is asked for."""

from __future__ import annotations

from pathlib import Path

import click

from gcp_tracker.oversight.grades_files import Faults, FileFault
from gcp_tracker.oversight.judging import Files, judge_files

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

"""`flask --app gcp_tracker audit …`, registered by cli.py when it is asked for."""

from __future__ import annotations

import re
from typing import NoReturn
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from gcp_tracker.audit.checkpoints import Place
from gcp_tracker.audit.service import CheckpointFailed, forget_salts, put_back, record_verdict, write_checkpoint
from gcp_tracker.audit.verifying import verify_audit
from gcp_tracker.audit.watch import place_of
from gcp_tracker.db import db
from gcp_tracker.rules.dates import counted
from gcp_tracker.rules.errors import RuleBroken
from gcp_tracker.unit_of_work import UnitOfWork, now_utc

FAULTY, NOT_DONE = 1, 2

audit_commands = AppGroup("audit", help="Verify the audit; sign where it ends.")


@audit_commands.command("verify")
@click.option("--public-key", default="", help="64 digits and letters: the key that was noted down elsewhere.")
def verify(public_key: str) -> None:
    """Look at every event, the triggers and the checkpoints, and say in one sentence whether all of it is whole.

    Exit code 0: it is whole; 1: it is not, and the first place that is wrong is named; 2: it was not looked at.
    """
    if public_key and not re.fullmatch("[0-9a-f]{64}", public_key):
        _refuse("A public key has 64 digits and letters from a to f.")
    verdict = verify_audit(db.engine, _place(), public_key)
    record_verdict(db.session, verdict.sentence, now_utc())
    click.echo(verdict.sentence, err=not verdict.is_whole)
    if not verdict.is_whole:
        raise click.exceptions.Exit(FAULTY)


@audit_commands.command("checkpoint")
def checkpoint() -> None:
    """Write a signed checkpoint now."""
    try:
        written = write_checkpoint(db.session, _place(), now_utc(), at_once=True)
    except CheckpointFailed as failed:
        _refuse(str(failed))
    if written is None:
        click.echo("Nothing has happened since the last checkpoint.")
    else:
        click.echo(f"Checkpoint {written.number}: {counted(written.count, 'event')}, {written.head}")


@audit_commands.command("put-back")
@click.option("--by", required=True, help="Who put it back: a name.")
@click.option("--reason", required=True, help="Why, and which copy.")
def say_put_back(by: str, reason: str) -> None:
    """Say that this database is an older copy which was put back: the audit goes on, and always tells of it."""
    said = ": ".join(" ".join(words.split()) for words in (by, reason))
    if said.startswith(":") or said.endswith(": "):
        _refuse("Say who put the copy back, and why.")
    try:
        written = put_back(db.session, _place(), said, now_utc())
    except CheckpointFailed as failed:
        _refuse(str(failed))
    click.echo(
        f"Checkpoint {written.number}: {counted(written.count, 'event')}. Every `audit verify` will tell of the copy."
    )


@audit_commands.command("public-key")
def public_key() -> None:
    """The key that checkpoints are verified with. Keep a copy of it elsewhere."""
    click.echo(_place().public_key)


@audit_commands.command("forget-salts")
@click.argument("child_id", type=click.UUID)
@click.option("--reason", required=True, help="Why; it stays in the audit.")
def forget(child_id: UUID, reason: str) -> None:
    """When a child’s record was erased: make the commitments about it unreadable for good. The events stay."""
    try:
        with UnitOfWork(db.session, None, now_utc()) as uow:
            count = forget_salts(uow, child_id, reason)
    except RuleBroken as broken:
        _refuse(broken.sentence)
    click.echo(f"The salts of {counted(count, 'event')} are forgotten.")


def _place() -> Place:
    return place_of(current_app.extensions["gcp_config"])


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(NOT_DONE)

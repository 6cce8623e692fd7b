"""A thread of each worker that has checkpoints written in time. No request waits for it, and none fails with it."""

from __future__ import annotations

from datetime import date, datetime
from threading import Event, Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from gcp_tracker.accounts.service import close_ended_accounts
from gcp_tracker.audit.checkpoints import EVERY, Place
from gcp_tracker.audit.service import CheckpointFailed, record_failed_checkpoint, write_checkpoint
from gcp_tracker.config import Config
from gcp_tracker.db import db
from gcp_tracker.readings.triggers import fire_plan_triggers
from gcp_tracker.unit_of_work import LONDON
from gcp_tracker.web import clock

LOOKS_EVERY = 10.0


def place_of(config: Config) -> Place:
    return Place(config.checkpoints, config.instance / "checkpoints.lock", bytes.fromhex(config.checkpoint_key))


class Watch:
    """Looks every ten seconds whether a checkpoint is due, or the last day of an account is over; once a day, whether a
    plan has run for months without change. Several workers may watch: a lock decides who writes.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.place = place_of(app.extensions["gcp_config"])
        self.ended = Event()
        self.said_at: datetime | None = None
        self.asked_on: date | None = None

    def start(self) -> None:
        Thread(target=self._run, name="checkpoints", daemon=True).start()

    def _run(self) -> None:
        while not self.ended.wait(LOOKS_EVERY):
            self.look()

    def look(self) -> None:
        with self.app.app_context():
            now = clock.now()
            try:
                close_ended_accounts(db.session, now)
                self._ask_plans(now)
                write_checkpoint(db.session, self.place, now)
                self.said_at = None
            except CheckpointFailed as failed:
                self._say(str(failed), now)
            except SQLAlchemyError:
                # The database is away, or being prepared: the next look will tell.
                self.app.logger.warning("No checkpoint could be written: the database did not answer.")
            finally:
                db.session.remove()

    def _ask_plans(self, now: datetime) -> None:
        """Once a day, and once after each start: months of a plan pass without anybody signing anything."""
        today = now.astimezone(LONDON).date()
        if self.asked_on != today:
            fire_plan_triggers(db.session, now)
            self.asked_on = today

    def _say(self, sentence: str, now: datetime) -> None:
        """Once in a while, not at every look."""
        if self.said_at is not None and now - self.said_at < EVERY:
            return
        self.said_at = now
        try:
            record_failed_checkpoint(db.session, sentence, now)
        except SQLAlchemyError:
            self.app.logger.warning(sentence)

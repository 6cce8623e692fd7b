"""Trigger points: versions of rules, firings with the grades behind them, answers; items in a family’s own words."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.trigger_locks import lock_triggers
from gcp_tracker.models.base import UtcInstant

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    _create_version()
    _create_firing()
    _create_answer()
    op.create_table(
        "item_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_key", sa.String(length=60), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("worded_at", UtcInstant(), nullable=False),
        sa.Column("worded_by_id", sa.Integer(), nullable=False),
        _row("item_wording", "child_id", "child"),
        _row("item_wording", "worded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_wording")),
    )
    columns = ["child_id", "instrument_key"]
    op.create_index("ix_item_wording_child_id_instrument_key", "item_wording", columns, unique=False)
    lock_triggers(op.get_bind())


def _create_version() -> None:
    op.create_table(
        "trigger_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("loaded_at", UtcInstant(), nullable=False),
        sa.Column("loaded_by_id", sa.Integer(), nullable=True),
        _row("trigger_version", "authority_id", "authority"),
        _row("trigger_version", "loaded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trigger_version")),
    )
    op.create_index(op.f("ix_trigger_version_authority_id"), "trigger_version", ["authority_id"], unique=False)


def _create_firing() -> None:
    op.create_table(
        "trigger_firing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("rule_key", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("fired_on", sa.Date(), nullable=False),
        sa.Column("fired_at", UtcInstant(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("lapsed_at", UtcInstant(), nullable=True),
        _row("trigger_firing", "child_id", "child"),
        _row("trigger_firing", "version_id", "trigger_version"),
        _row("trigger_firing", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trigger_firing")),
    )
    columns = ["child_id", "rule_key"]
    op.create_index("ix_trigger_firing_child_id_rule_key", "trigger_firing", columns, unique=False)
    op.create_table(
        "trigger_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firing_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        _row("trigger_grade", "firing_id", "trigger_firing"),
        _row("trigger_grade", "visit_id", "visit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trigger_grade")),
        sa.UniqueConstraint(
            "firing_id", "visit_id", "item_key", name=op.f("uq_trigger_grade_firing_id_visit_id_item_key")
        ),
    )
    op.create_index(op.f("ix_trigger_grade_visit_id"), "trigger_grade", ["visit_id"], unique=False)


def _create_answer() -> None:
    op.create_table(
        "trigger_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firing_id", sa.Uuid(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcInstant(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(is_done AND done_on IS NOT NULL) OR (NOT is_done AND why <> '')",
            name=op.f("ck_trigger_answer_done_or_why"),
        ),
        _row("trigger_answer", "firing_id", "trigger_firing"),
        _row("trigger_answer", "answered_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trigger_answer")),
        sa.UniqueConstraint("firing_id", name=op.f("uq_trigger_answer_firing_id")),
    )


def _row(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}_{of}"))

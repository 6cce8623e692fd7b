"""Plans: versions, outcomes with their items, actions and what became of them, and what visits say of outcomes."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.plan_locks import lock_plans
from gcp_tracker.models.base import UtcInstant

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    _create_plan()
    _create_outcomes()
    _create_actions()
    lock_plans(op.get_bind())


def _create_plan() -> None:
    kinds = ("open_case", "early_help", "child_in_need", "child_protection", "pre_proceedings", "looked_after")
    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("before_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        _word("kind", "helpkind", *kinds),
        _word("state", "planstate", "draft", "agreed", "replaced", "ended", "discarded"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcInstant(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_at", UtcInstant(), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        _row("plan", "child_id", "child"),
        _row("plan", "before_id", "plan"),
        _row("plan", "instrument_id", "instrument_version"),
        *(_row("plan", name, "user_account") for name in ("opened_by_id", "agreed_by_id", "closed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index(op.f("ix_plan_child_id"), "plan", ["child_id"], unique=False)
    for state in ("draft", "agreed"):
        where = sa.text(f"state = '{state}'")
        op.create_index(
            f"uq_plan_{state}", "plan", ["child_id"], unique=True, sqlite_where=where, postgresql_where=where
        )


def _create_outcomes() -> None:
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("how_known", sa.Text(), nullable=False),
        sa.Column("if_not", sa.Text(), nullable=False),
        _row("outcome", "plan_id", "plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("plan_id", "line_id", name=op.f("uq_outcome_plan_id_line_id")),
    )
    op.create_table(
        "outcome_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("now", sa.Integer(), nullable=True),
        sa.Column("now_on", sa.Date(), nullable=True),
        sa.Column("aim", sa.Integer(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=True),
        _row("outcome_item", "outcome_id", "outcome"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_item")),
        sa.UniqueConstraint("outcome_id", "item_key", name=op.f("uq_outcome_item_outcome_id_item_key")),
    )
    states = ("worse", "not_moving", "not_enough", "on_the_way", "met_not_held", "met")
    op.create_table(
        "outcome_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(length=20), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("computed_at", UtcInstant(), nullable=False),
        _word("state", "outcomestate", *states),
        sa.Column("outputs", sa.JSON(), nullable=False),
        _row("outcome_reading", "outcome_id", "outcome"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_reading")),
    )
    op.create_index("ix_outcome_reading_outcome_id_id", "outcome_reading", ["outcome_id", "id"], unique=False)


def _create_actions() -> None:
    op.create_table(
        "plan_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=True),
        _row("plan_action", "outcome_id", "outcome"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_action")),
        sa.UniqueConstraint("outcome_id", "line_id", name=op.f("uq_plan_action_outcome_id_line_id")),
    )
    agencies = (
        "social_care", "family_support", "school", "health_visitor", "school_nurse", "doctor", "hospital", "dentist",
        "mental_health", "drugs_and_alcohol", "domestic_abuse", "housing", "police", "probation", "youth_work",
    )  # fmt: skip
    op.create_table(
        "action_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        _word("kind", "whokind", "child", "adult", "worker", "agency", "other"),
        sa.Column("words", sa.String(), nullable=False),
        _word("agency", "agency", *agencies, nullable=True),
        sa.Column("adult_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        _row("action_person", "action_id", "plan_action"),
        _row("action_person", "adult_id", "adult"),
        _row("action_person", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_person")),
    )
    op.create_index(op.f("ix_action_person_action_id"), "action_person", ["action_id"], unique=False)
    op.create_index(op.f("ix_action_person_user_id"), "action_person", ["user_id"], unique=False)
    op.create_table(
        "action_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        _word("state", "actionstate", "to_do", "started", "done", "dropped"),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _row("action_move", "by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_move")),
    )
    op.create_index(op.f("ix_action_move_line_id"), "action_move", ["line_id"], unique=False)


def _word(column: str, name: str, *words: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(column, sa.Enum(*words, name=name, native_enum=False, length=32), nullable=nullable)


def _row(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}_{of}"))

"""A visit that two workers grade apart, and what they agreed on afterwards."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.locks import lock_as_added
from gcp_tracker.models.base import UtcInstant

revision = "0007"
down_revision = "0006"


def _user(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_graded_apart_{name}_user_account"))


def upgrade() -> None:
    states = ("apart", "both_signed", "signed_late", "ended")
    endings = ("declined", "called_off", "put_aside", "not_held", "withdrawn")
    op.create_table(
        "graded_apart",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("grader_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcInstant(), nullable=False),
        sa.Column("state", sa.Enum(*states, name="apartstate", native_enum=False, length=32), nullable=False),
        sa.Column("first_signed_on", sa.Date(), nullable=True),
        sa.Column("both_signed_at", UtcInstant(), nullable=True),
        sa.Column("ended_at", UtcInstant(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ending", sa.Enum(*endings, name="apartend", native_enum=False, length=32), nullable=True),
        sa.Column("ending_reason", sa.Text(), nullable=False),
        _user("asker_id"),
        _user("grader_id"),
        _user("ended_by_id"),
        sa.ForeignKeyConstraint(["first_id"], ["visit.id"], name=op.f("fk_graded_apart_first_id_visit")),
        sa.ForeignKeyConstraint(["second_id"], ["visit.id"], name=op.f("fk_graded_apart_second_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_graded_apart")),
    )
    stands = sa.text("state <> 'ended'")
    op.create_index(
        "uq_graded_apart_first_id", "graded_apart", ["first_id"], unique=True, sqlite_where=stands,
        postgresql_where=stands,
    )  # fmt: skip
    op.create_index("ix_graded_apart_second_id", "graded_apart", ["second_id"], unique=False)
    op.create_index("ix_graded_apart_state", "graded_apart", ["state"], unique=False)
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("apart_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["apart_id"], ["graded_apart.id"], name=op.f("fk_agreement_apart_id_graded_apart")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_agreement_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_apart_id"), "agreement", ["apart_id"], unique=False)
    op.create_table(
        "agreed_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreed_grade_agreement_id_agreement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_grade")),
        sa.UniqueConstraint("agreement_id", "item_key", name=op.f("uq_agreed_grade_agreement_id_item_key")),
    )
    for table in ("agreement", "agreed_grade"):
        lock_as_added(op.get_bind(), table, "what was agreed is kept as it was said")

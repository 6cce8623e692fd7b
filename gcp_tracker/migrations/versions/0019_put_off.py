"""Reasons for attention that were put off, with why and until when; never altered."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.locks import lock_as_added
from gcp_tracker.models.base import UtcInstant

revision = "0019"
down_revision = "0018"

KINDS = (
    "safety_unanswered", "safety_answered", "newly_bad", "trigger", "step", "worse", "drift", "not_named",
    "not_allocated", "draft", "birth", "visit_late", "missed", "not_seen", "not_alone", "home", "review_late",
    "cancelled", "profile", "plan_long", "plan_again", "actions", "minutes", "evidence", "views", "no_father",
    "one_worker", "supervision",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "attention_put_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="reasonkind", native_enum=False, length=32), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_attention_put_off_child_id_child")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_attention_put_off_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attention_put_off")),
    )
    op.create_index("ix_attention_put_off_child_id_until_on", "attention_put_off", ["child_id", "until_on"])
    lock_as_added(op.get_bind(), "attention_put_off", "what was put off is kept as it was written")

"""Two records of one child can be merged, parted again, or told apart for good."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.merge_locks import let_merged_visits_move
from gcp_tracker.models.base import UtcInstant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("child", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    merged = sa.text("merged_into_id IS NOT NULL")
    op.create_index(
        "ix_child_merged_into_id", "child", ["merged_into_id"], sqlite_where=merged, postgresql_where=merged
    )
    op.add_column("household", sa.Column("same_as_id", sa.Integer(), nullable=True))
    op.create_table(
        "child_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("parted_at", UtcInstant(), nullable=True),
        sa.Column("parted_by_id", sa.Integer(), nullable=True),
        sa.Column("parting_reason", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_child_merge_by_id_user_account")),
        sa.ForeignKeyConstraint(["kept_id"], ["child.id"], name=op.f("fk_child_merge_kept_id_child")),
        sa.ForeignKeyConstraint(["merged_id"], ["child.id"], name=op.f("fk_child_merge_merged_id_child")),
        sa.ForeignKeyConstraint(
            ["parted_by_id"], ["user_account.id"], name=op.f("fk_child_merge_parted_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_merge")),
    )
    op.create_index(op.f("ix_child_merge_kept_id"), "child_merge", ["kept_id"], unique=False)
    op.create_index(op.f("ix_child_merge_merged_id"), "child_merge", ["merged_id"], unique=False)
    op.create_table(
        "told_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_told_apart_by_id_user_account")),
        sa.ForeignKeyConstraint(["one_id"], ["child.id"], name=op.f("fk_told_apart_one_id_child")),
        sa.ForeignKeyConstraint(["other_id"], ["child.id"], name=op.f("fk_told_apart_other_id_child")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_apart")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_told_apart_one_id_other_id")),
    )
    let_merged_visits_move(op.get_bind())

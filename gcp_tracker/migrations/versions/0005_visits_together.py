"""Brothers and sisters visited together, colleagues who came along, and who gave each answer."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.locks import lock_part_of_a_visit, lock_visit_anew

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("visit", sa.Column("occasion_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_visit_occasion_id"), "visit", ["occasion_id"], unique=False)
    # Inline, since SQLite cannot add a constraint to a table that is there.
    for table in ("grade", "visit_note"):
        by = sa.Column(
            "by_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f(f"fk_{table}_by_id_user_account")),
            nullable=True,
        )
        op.add_column(table, by, inline_references=True)
    op.create_table(
        "visit_colleague",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_visit_colleague_user_id_user_account")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_colleague_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_colleague")),
        sa.UniqueConstraint("visit_id", "user_id", name=op.f("uq_visit_colleague_visit_id_user_id")),
    )
    op.create_index(op.f("ix_visit_colleague_user_id"), "visit_colleague", ["user_id"], unique=False)
    lock_visit_anew(op.get_bind())
    lock_part_of_a_visit(op.get_bind(), "visit_colleague")

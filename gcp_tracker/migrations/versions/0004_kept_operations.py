"""The numbers of the operations that a draft has kept, so that a tablet that lost an answer may send again."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.models.base import UtcInstant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "kept_operation",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_kept_operation_by_id_user_account")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_kept_operation_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", "operation", "name", name=op.f("pk_kept_operation")),
    )

"""Days on which an authority’s people do not work, beyond the bank holidays; never altered."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.locks import lock_as_added
from gcp_tracker.models.base import UtcInstant

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "days_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", UtcInstant(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_days_off_authority_id_authority")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user_account.id"], name=op.f("fk_days_off_set_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_days_off")),
    )
    op.create_index(op.f("ix_days_off_authority_id"), "days_off", ["authority_id"], unique=False)
    lock_as_added(op.get_bind(), "days_off", "what was set is kept as it was set")

"""Readings of change, kept as they were seen."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.locks import lock_readings
from gcp_tracker.models.base import UtcInstant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("instrument_key", sa.String(length=60), nullable=False),
        sa.Column("engine", sa.String(length=20), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("computed_at", UtcInstant(), nullable=False),
        sa.Column("outputs", sa.JSON(), nullable=False),
        sa.Column("curves", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_reading_child_id_child")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_index("ix_reading_child_id_id", "reading", ["child_id", "id"], unique=False)
    lock_readings(op.get_bind())

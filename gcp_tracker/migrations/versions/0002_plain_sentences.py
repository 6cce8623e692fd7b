"""The sentences of the carer’s paper, kept with the profile that they are about."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.models.base import UtcInstant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "plain_sentence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("going_well", "worried", "change", name="plainpart", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcInstant(), nullable=False),
        sa.Column("approved_at", UtcInstant(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_plain_sentence_approved_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user_account.id"], name=op.f("fk_plain_sentence_approved_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_plain_sentence_profile_id_profile")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plain_sentence")),
        sa.UniqueConstraint("profile_id", "part", "item_key", name=op.f("uq_plain_sentence_profile_id_part_item_key")),
    )

"""What left the house: files and papers, for whom and why."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.models.base import UtcInstant

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    recipients = ("own", "professional", "carer", "young_person", "court", "analyst")
    op.create_table(
        "exported_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("export", sa.String(length=40), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("recipient", sa.Enum(*recipients, name="recipient", native_enum=False, length=32), nullable=False),
        sa.Column("carer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("put_in", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_exported_copy_made_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exported_copy")),
        sa.UniqueConstraint("reference", name=op.f("uq_exported_copy_reference")),
    )
    op.create_index("ix_exported_copy_session_key", "exported_copy", ["session_key", "made_by_id"], unique=False)
    op.create_index(op.f("ix_exported_copy_sha256"), "exported_copy", ["sha256"], unique=False)

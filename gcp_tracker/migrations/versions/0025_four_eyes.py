"""What an administrator asks for about an account waits until somebody else has confirmed it."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.models.base import UtcInstant

revision = "0025"
down_revision = "0024"

KINDS = ("new_person", "new_password", "start_again", "address", "work")
ROLES = (
    "practitioner", "duty_practitioner", "manager", "chair", "partnership_lead", "data_officer", "administrator",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "account_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="accountchangekind", native_enum=False, length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("role", sa.Enum(*ROLES, name="rolename", native_enum=False, length=32), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("asked_at", UtcInstant(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcInstant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("known_at", UtcInstant(), nullable=True),
        _row("user_id", "user_account"),
        _row("team_id", "team"),
        _row("asked_by_id", "user_account"),
        _row("decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_change")),
    )
    for column in ("user_id", "decided_at"):
        op.create_index(op.f(f"ix_account_change_{column}"), "account_change", [column], unique=False)


def _row(column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_account_change_{column}_{of}"))

"""What browsers refused to run or load in a page, counted by day."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "policy_violation",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("directive", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=200), nullable=False),
        sa.Column("blocked", sa.String(length=120), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("on", "directive", "route", "blocked", name=op.f("pk_policy_violation")),
    )

"""What a chair writes after a conference or review, signed, and kept as it was signed."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.scrutiny_locks import lock_scrutiny
from gcp_tracker.models.base import UtcInstant

revision = "0023"
down_revision = "0022"

MEETINGS = (
    "strategy_discussion", "initial_conference", "review_conference", "core_group", "in_need_review",
    "network_meeting", "supervision",
)  # fmt: skip
HELP = ("none", "early_help", "child_in_need", "child_protection", "pre_proceedings", "looked_after")


def upgrade() -> None:
    op.create_table(
        "scrutiny",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        _word("conference", "meetingkind", *MEETINGS, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        _word("state", "scrutinystate", "draft", "signed", "discarded", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcInstant(), nullable=False),
        sa.Column("chair_id", sa.Integer(), nullable=False),
        _word("decided", "decided", "plan_begins", "no_plan", "goes_on", "not_enough", "ends"),
        sa.Column("reason", sa.Text(), nullable=False),
        _word("threshold", "threshold", "met", "not_met"),
        _word("category", "abusecategory", "NEG", "PHY", "SAB", "EMO", "MUL"),
        _word("working", "working", "yes", "partly", "no", "too_soon"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("working_why", "why_so_long", "if_nothing_changes")),
        _word("challenged", "challenged", "raised", "nothing"),
        sa.Column("escalation_id", sa.Uuid(), nullable=True),
        _word("next_help", "nexthelp", *HELP),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("core_group_on", "review_on", "plan_began_on")),
        sa.Column("left_open", sa.Text(), nullable=False),
        sa.Column("judgement_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", UtcInstant(), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'signed') = (signed_at IS NOT NULL)", name=op.f("ck_scrutiny_signed_has_moment")),
        _row("child_id", "child"),
        _row("meeting_id", "meeting"),
        _row("chair_id", "user_account"),
        _row("escalation_id", "escalation"),
        _row("judgement_id", "judgement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrutiny")),
    )
    for column in ("child_id", "meeting_id", "chair_id"):
        op.create_index(op.f(f"ix_scrutiny_{column}"), "scrutiny", [column], unique=False)
    is_draft = sa.text("state = 'draft'")
    op.create_index(
        "uq_scrutiny_draft", "scrutiny", ["meeting_id"], unique=True, sqlite_where=is_draft, postgresql_where=is_draft
    )
    lock_scrutiny(op.get_bind())


def _word(column: str, name: str, *words: str, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(column, sa.Enum(*words, name=name, native_enum=False, length=32), nullable=nullable)


def _row(column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_scrutiny_{column}_{of}"))

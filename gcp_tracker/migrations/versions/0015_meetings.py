"""Meetings that are planned, held and cancelled, with who was invited and came; the addresses of workers’ calendars."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.models.base import UtcInstant

revision = "0015"
down_revision = "0014"

STATES = ("due", "planned", "held", "cancelled")
CANCELLED_BY = ("social_worker", "manager", "chair", "family", "agency", "too_few", "not_needed", "mistake")
AGENCIES = (
    "social_care", "school", "health_visitor", "gp", "midwife", "hospital", "mental_health", "drugs_and_alcohol",
    "domestic_abuse", "police", "probation", "housing", "family_support", "advocate", "other",
)  # fmt: skip


def upgrade() -> None:
    # SQLite makes the table anew; what was on record was held.
    with op.batch_alter_table("meeting") as meeting:
        meeting.alter_column("held_on", existing_type=sa.Date(), nullable=True)
        meeting.add_column(sa.Column("occasion_id", sa.Uuid(), nullable=True))
        meeting.add_column(_word("state", *STATES, nullable=False, server_default="held"))
        meeting.add_column(sa.Column("planned_on", sa.Date(), nullable=True))
        meeting.add_column(sa.Column("planned_at", sa.Time(), nullable=True))
        meeting.add_column(sa.Column("place", sa.String(), nullable=False, server_default=""))
        meeting.add_column(_word("cancelled_by", *CANCELLED_BY))
        meeting.add_column(sa.Column("cancel_reason", sa.Text(), nullable=False, server_default=""))
        meeting.add_column(sa.Column("enquiry_begun", sa.Boolean(), nullable=True))
        meeting.add_column(sa.Column("notes", sa.Text(), nullable=False, server_default=""))
        meeting.add_column(sa.Column("minutes_sent_on", sa.Date(), nullable=True))
        meeting.add_column(sa.Column("plan_sent_on", sa.Date(), nullable=True))
        meeting.add_column(sa.Column("recorded_by_id", sa.Integer(), nullable=True))
        meeting.create_foreign_key(
            op.f("fk_meeting_recorded_by_id_user_account"), "user_account", ["recorded_by_id"], ["id"]
        )
        meeting.create_check_constraint(op.f("ck_meeting_held_has_day"), "(state = 'held') = (held_on IS NOT NULL)")
        meeting.create_check_constraint(op.f("ck_meeting_has_day"), "held_on IS NOT NULL OR planned_on IS NOT NULL")
        meeting.create_check_constraint(
            op.f("ck_meeting_cancelled_by_somebody"), "(state = 'cancelled') = (cancelled_by IS NOT NULL)"
        )
        meeting.create_index(op.f("ix_meeting_occasion_id"), ["occasion_id"], unique=False)
    op.create_table(
        "meeting_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("adult_id", sa.Integer(), nullable=True),
        _word("agency", *AGENCIES),
        sa.Column("is_child", sa.Boolean(), nullable=False),
        sa.Column("was_invited", sa.Boolean(), nullable=False),
        _word("attendance", "came", "apologies", "absent"),
        sa.Column("report_sent", sa.Boolean(), nullable=False),
        sa.Column("minutes_sent_on", sa.Date(), nullable=True),
        sa.Column("plan_sent_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "adult_id IS NOT NULL OR agency IS NOT NULL OR is_child", name=op.f("ck_meeting_person_is_somebody")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_person_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["adult_id"], ["adult.id"], name=op.f("fk_meeting_person_adult_id_adult")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_person")),
        sa.UniqueConstraint("meeting_id", "adult_id", name=op.f("uq_meeting_person_meeting_id_adult_id")),
        sa.UniqueConstraint("meeting_id", "agency", name=op.f("uq_meeting_person_meeting_id_agency")),
    )
    op.create_index(op.f("ix_meeting_person_meeting_id"), "meeting_person", ["meeting_id"], unique=False)
    op.create_table(
        "calendar_feed",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_calendar_feed_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_feed")),
    )
    op.create_index("uq_calendar_feed_token_hash", "calendar_feed", ["token_hash"], unique=True)


def _word(name: str, *words: str, nullable: bool = True, server_default: str | None = None) -> sa.Column[str]:
    kind = sa.Enum(*words, name=name, native_enum=False, length=32)
    return sa.Column(name, kind, nullable=nullable, server_default=server_default)

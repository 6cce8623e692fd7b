"""Appointments with other services, why somebody was not met, half terms and attendance; who interpreted at a visit,
and what a carer says beside what was seen.
"""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.merge_locks import let_merged_visits_move
from gcp_tracker.models.base import UtcInstant

revision = "0018"
down_revision = "0017"

SERVICES = (
    "dentist", "gp", "health_visitor", "immunisation", "hospital", "optician", "speech", "child_mental_health",
    "school", "parenting", "drugs_and_alcohol", "adult_mental_health", "domestic_abuse", "housing", "other",
)  # fmt: skip
STATES = ("offered", "kept", "missed", "cancelled_by_family", "cancelled_by_service", "cancelled_by_us", "mistake")
REASONS = (
    "not_asked", "away", "out", "does_not_want", "others_do_not_want", "place_not_known", "not_known", "prison",
    "has_died", "other",
)  # fmt: skip
HALF_TERMS = ("autumn_1", "autumn_2", "spring_1", "spring_2", "summer_1", "summer_2")


def upgrade() -> None:
    op.add_column(
        "visit", _word("interpreter_by", "interpreterby", "in_person", "at_a_distance", "colleague", "relative")
    )
    # Its trigger names each column that a signed visit keeps.
    let_merged_visits_move(op.get_bind())
    op.add_column("grade", _word("carer_view", "carerview", "same", "different"))
    op.add_column("grade", sa.Column("carer_words", sa.Text(), nullable=False, server_default=""))
    _create_appointments()
    _create_not_met()
    _create_schooling()


def _create_appointments() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("adult_id", sa.Integer(), nullable=True),
        _word("service", "service", *SERVICES, nullable=False),
        sa.Column("falls_on", sa.Date(), nullable=False),
        _word("state", "appointmentstate", *STATES, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        _row("appointment", "child_id", "child"),
        _row("appointment", "adult_id", "adult"),
        _row("appointment", "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index("ix_appointment_child_falls", "appointment", ["child_id", "falls_on"], unique=False)


def _create_not_met() -> None:
    op.create_table(
        "not_met",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("adult_id", sa.Integer(), nullable=True),
        _word("reason", "notmetreason", *REASONS, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        _row("not_met", "child_id", "child"),
        _row("not_met", "adult_id", "adult"),
        _row("not_met", "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_met")),
    )
    op.create_index(op.f("ix_not_met_child_id"), "not_met", ["child_id"], unique=False)


def _create_schooling() -> None:
    op.create_table(
        "half_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        _word("name", "halftermname", *HALF_TERMS, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        _row("half_term", "authority_id", "authority"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_term")),
        sa.UniqueConstraint(
            "authority_id", "school_year", "name", name=op.f("uq_half_term_authority_id_school_year_name")
        ),
    )
    op.create_table(
        "school_attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("half_term_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.String(length=200), nullable=False),
        sa.Column("possible", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("unauthorised", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("import_run_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "possible > 0 AND attended >= 0 AND unauthorised >= 0",
            name=op.f("ck_school_attendance_sessions_counted"),
        ),
        sa.CheckConstraint("attended + unauthorised <= possible", name=op.f("ck_school_attendance_sessions_add_up")),
        _row("school_attendance", "child_id", "child"),
        _row("school_attendance", "half_term_id", "half_term"),
        _row("school_attendance", "recorded_by_id", "user_account"),
        _row("school_attendance", "import_run_id", "import_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_attendance")),
        sa.UniqueConstraint(
            "child_id", "half_term_id", "school", name=op.f("uq_school_attendance_child_id_half_term_id_school")
        ),
    )


def _word(name: str, kind: str, *words: str, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.Enum(*words, name=kind, native_enum=False, length=32), nullable=nullable)


def _row(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))

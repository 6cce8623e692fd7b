"""Events of a chronology, and imports of them that were taken back."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.event_locks import lock_events
from gcp_tracker.models.base import UtcInstant

revision = "0017"
down_revision = "0015"

SOURCES = (
    "social_care", "school", "health_visitor", "gp", "midwife", "dentist", "hospital", "mental_health",
    "drugs_and_alcohol", "domestic_abuse", "police", "probation", "housing", "family_support", "child", "family",
    "neighbour", "anonymous", "other",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("occasion_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        _word("state", "eventstate", "stands", "replaced", "withdrawn"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        _word("exactness", "exactness", "day", "about", "period"),
        _word("source", "eventsource", *SOURCES),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("so_what", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        _word("shows", "shows", "missing", "well", "neither"),
        sa.Column("instrument_key", sa.String(length=60), nullable=False),
        sa.Column("content_key", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcInstant(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("import_run_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(exactness = 'period') = (until_on IS NOT NULL)", name=op.f("ck_event_period_has_end")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= happened_on", name=op.f("ck_event_ends_after_start")),
        _row("child_id", "child"),
        _row("import_run_id", "import_run"),
        *(_row(name, "user_account") for name in ("recorded_by_id", "closed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    for columns in (
        ["line_id"],
        ["occasion_id"],
        ["import_run_id"],
        ["child_id", "happened_on"],
        ["child_id", "content_key"],
    ):
        op.create_index(op.f(f"ix_event_{'_'.join(columns)}"), "event", columns, unique=False)
    # SQLite adds no foreign key to a table that is there, and makes none anew for three columns.
    op.add_column("import_run", sa.Column("undone_at", UtcInstant(), nullable=True))
    op.add_column("import_run", sa.Column("undone_by_id", sa.Integer(), nullable=True))
    op.add_column("import_run", sa.Column("undone_reason", sa.Text(), nullable=False, server_default=""))
    lock_events(op.get_bind())


def _word(name: str, kind: str, *words: str) -> sa.Column[str]:
    return sa.Column(name, sa.Enum(*words, name=kind, native_enum=False, length=32), nullable=False)


def _row(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_event_{column}_{table}"))

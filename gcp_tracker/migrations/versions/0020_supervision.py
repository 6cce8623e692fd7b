"""Supervision with its decisions and answers, judgements against the grades, and challenges between professionals."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.supervision_locks import lock_supervision
from gcp_tracker.models.base import UtcInstant

revision = "0020"
down_revision = "0019"

AGENCIES = (
    "social_care", "school", "health_visitor", "gp", "midwife", "hospital", "mental_health", "drugs_and_alcohol",
    "domestic_abuse", "police", "probation", "housing", "family_support", "advocate", "other",
)  # fmt: skip


def upgrade() -> None:
    _create_sessions()
    _create_records()
    _create_judgements()
    _create_escalations()
    lock_supervision(op.get_bind())


def _create_sessions() -> None:
    op.create_table(
        "supervision_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        _word("kind", "sessionkind", "one_to_one", "group"),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("led_by_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", UtcInstant(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'one_to_one') = (worker_id IS NOT NULL)", name=op.f("ck_supervision_session_one_has_worker")
        ),
        _row("supervision_session", "led_by_id", "user_account"),
        _row("supervision_session", "worker_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_session")),
    )
    _index("supervision_session", "led_by_id")
    _index("supervision_session", "worker_id")
    op.create_table(
        "supervision_attender",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        _word("agency", "agency", *AGENCIES),
        sa.Column("user_id", sa.Integer(), nullable=True),
        _row("supervision_attender", "session_id", "supervision_session"),
        _row("supervision_attender", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_attender")),
    )
    _index("supervision_attender", "session_id")
    _index("supervision_attender", "user_id")


def _create_records() -> None:
    texts = ("like_to_be", "what_changed", "if_wrong", "whose_voice")
    op.create_table(
        "supervision_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        _word("kind", "recordkind", "session", "note"),
        _word("state", "recordstate", "draft", "signed", "discarded"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        _word("on_the_whole", "onthewhole", "better", "mixed", "same", "worse", "unknown", nullable=True),
        sa.Column("prompted_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcInstant(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'session') = (session_id IS NOT NULL)", name=op.f("ck_supervision_record_session_has_session")
        ),
        _row("supervision_record", "child_id", "child"),
        _row("supervision_record", "session_id", "supervision_session"),
        _row("supervision_record", "author_id", "user_account"),
        _row("supervision_record", "meeting_id", "meeting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_record")),
    )
    for column in ("child_id", "session_id", "author_id"):
        _index("supervision_record", column)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("by_on", sa.Date(), nullable=True),
        _row("decision", "record_id", "supervision_record"),
        _row("decision", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    _index("decision", "record_id")
    _index("decision", "user_id")
    op.create_table(
        "decision_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        _word("state", "actionstate", "to_do", "started", "done", "dropped"),
        sa.Column("came_of_it", sa.Text(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _row("decision_move", "decision_id", "decision"),
        _row("decision_move", "by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_move")),
    )
    _index("decision_move", "decision_id")
    op.create_table(
        "supervision_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _row("supervision_answer", "record_id", "supervision_record"),
        _row("supervision_answer", "by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_answer")),
    )
    _index("supervision_answer", "record_id")


def _create_judgements() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        _word("occasion", "occasion", "step_down", "closing", "plan_ended", "improving"),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("engine", sa.String(length=20), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _row("judgement", "child_id", "child"),
        _row("judgement", "record_id", "supervision_record"),
        _row("judgement", "by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    _index("judgement", "child_id")


def _create_escalations() -> None:
    op.create_table(
        "escalation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("from_words", sa.String(), nullable=False),
        _word("from_agency", "agency", *AGENCIES),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("asks", sa.Text(), nullable=False),
        sa.Column("raised_at", UtcInstant(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        _row("escalation", "child_id", "child"),
        _row("escalation", "raised_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    _index("escalation", "child_id")
    _index("escalation", "raised_by_id")
    op.create_table(
        "escalation_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Uuid(), nullable=False),
        _word("state", "escalationstate", "asked", "taken_further", "answered", "closed", "set_aside"),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("whom_words", sa.String(), nullable=False),
        _word("whom_agency", "agency", *AGENCIES, nullable=True),
        sa.Column("whom_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _row("escalation_step", "escalation_id", "escalation"),
        _row("escalation_step", "whom_id", "user_account"),
        _row("escalation_step", "by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_step")),
    )
    _index("escalation_step", "escalation_id")
    _index("escalation_step", "whom_id")


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _word(column: str, name: str, *words: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(column, sa.Enum(*words, name=name, native_enum=False, length=32), nullable=nullable)


def _row(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}_{of}"))

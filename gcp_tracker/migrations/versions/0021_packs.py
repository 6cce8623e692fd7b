"""Conference packs: their issues, the sentences of those that are made of sentences, and what became of each."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.pack_locks import lock_packs
from gcp_tracker.models.base import UtcInstant

revision = "0021"
down_revision = "0020"

STATES = ("draft", "prepared", "sent_back", "checked", "issued", "read", "replaced", "put_aside")
MEETINGS = (
    "strategy_discussion", "initial_conference", "review_conference", "core_group", "in_need_review",
    "network_meeting", "supervision",
)  # fmt: skip
PEOPLE = ("opened", "prepared", "checked", "issued")


def upgrade() -> None:
    op.create_table(
        "pack",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        _word("made_for", "packfor", "professionals", "carers", "young_person"),
        _word("state", "packstate", *STATES),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Uuid(), nullable=True),
        _word("conference", "meetingkind", *MEETINGS),
        sa.Column("for_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *(sa.Column(f"{step}_at", UtcInstant(), nullable=step != "opened") for step in PEOPLE),
        *(sa.Column(f"{step}_by_id", sa.Integer(), nullable=step != "opened") for step in PEOPLE),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("engine", sa.String(length=20), nullable=False),
        sa.Column("core_pages", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('issued', 'read', 'replaced') OR (issued_at IS NOT NULL AND pdf IS NOT NULL)",
            name=op.f("ck_pack_issued_is_whole"),
        ),
        _row("pack", "child_id", "child"),
        _row("pack", "before_id", "pack"),
        *(_row("pack", f"{step}_by_id", "user_account") for step in PEOPLE),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack")),
    )
    for column in ("child_id", "sha256", "pdf_sha256"):
        op.create_index(op.f(f"ix_pack_{column}"), "pack", [column], unique=False)
    is_open = sa.text("state IN ('draft', 'prepared', 'sent_back', 'checked')")
    op.create_index(
        "uq_pack_open", "pack", ["child_id", "made_for"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "pack_sentence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Uuid(), nullable=False),
        _word("part", "packpart", "going_well", "told_us", "worried", "change", "meeting"),
        sa.Column("line_key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("approved_at", UtcInstant(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_pack_sentence_approved_by_somebody")
        ),
        _row("pack_sentence", "pack_id", "pack"),
        _row("pack_sentence", "approved_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_sentence")),
        sa.UniqueConstraint("pack_id", "part", "line_key", name=op.f("uq_pack_sentence_pack_id_part_line_key")),
    )
    op.create_index(op.f("ix_pack_sentence_pack_id"), "pack_sentence", ["pack_id"], unique=False)
    op.create_table(
        "pack_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Uuid(), nullable=False),
        _word("became", "packstate", *STATES),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _row("pack_move", "pack_id", "pack"),
        _row("pack_move", "by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_move")),
    )
    op.create_index(op.f("ix_pack_move_pack_id"), "pack_move", ["pack_id"], unique=False)
    lock_packs(op.get_bind())


def _word(name: str, kind: str, *words: str) -> sa.Column[str]:
    return sa.Column(name, sa.Enum(*words, name=kind, native_enum=False, length=32), nullable=False)


def _row(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))

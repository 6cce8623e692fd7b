"""Restricted children, conflicts of interest, broken glass, stand-ins, chairs, and children between two teams."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.models.base import UtcInstant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for name, kind in (("restriction_id", sa.Integer()), ("former_team_id", sa.Integer())):
        op.add_column("child", sa.Column(name, kind, nullable=True))
        some = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_child_{name}", "child", [name], sqlite_where=some, postgresql_where=some)
    op.add_column("child", sa.Column("former_team_until", sa.Date(), nullable=True))
    op.create_table(
        "restriction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("lapses_at", UtcInstant(), nullable=True),
        sa.Column("ended_at", UtcInstant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    op.create_table(
        "named_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restriction_id", sa.Integer(), nullable=False),
        _person("user_id"),
        _row("named_person", "restriction_id", "restriction"),
        _row("named_person", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_person")),
        sa.UniqueConstraint("restriction_id", "user_id", name=op.f("uq_named_person_restriction_id_user_id")),
    )
    op.create_table(
        "restriction_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restriction_id", sa.Integer(), nullable=False),
        _word("kind", "set", "name", "remove", "lift"),
        _person("person_id", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _person("asked_by_id"),
        sa.Column("asked_at", UtcInstant(), nullable=False),
        _person("decided_by_id", nullable=True),
        sa.Column("decided_at", UtcInstant(), nullable=True),
        sa.Column("is_agreed", sa.Boolean(), nullable=True),
        sa.Column("decision_words", sa.Text(), nullable=False),
        _row("restriction_request", "restriction_id", "restriction"),
        *(_row("restriction_request", name, "user_account") for name in ("person_id", "asked_by_id", "decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction_request")),
    )
    op.create_table(
        "sight",
        sa.Column("id", sa.Integer(), nullable=False),
        _word("kind", "chair", "acting_manager", "duty", "glass"),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        _person("user_id"),
        sa.Column("from_at", UtcInstant(), nullable=False),
        sa.Column("until_at", UtcInstant(), nullable=True),
        sa.Column("ended_at", UtcInstant(), nullable=True),
        sa.Column("conference_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _person("given_by_id"),
        sa.Column("reviewed_at", UtcInstant(), nullable=True),
        _person("reviewed_by_id", nullable=True),
        _word("review_outcome", "right", "not_needed", "misuse", nullable=True),
        sa.Column("review_words", sa.Text(), nullable=False),
        _row("sight", "child_id", "child"),
        *(_row("sight", name, "user_account") for name in ("user_id", "given_by_id", "reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sight")),
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        _person("user_id"),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        _word("kind", "own_family", "neighbour", "friend", "other"),
        sa.Column("words", sa.Text(), nullable=False),
        _person("declared_by_id"),
        sa.Column("declared_at", UtcInstant(), nullable=False),
        sa.Column("ended_at", UtcInstant(), nullable=True),
        _person("ended_by_id", nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        _row("conflict", "child_id", "child"),
        *(_row("conflict", name, "user_account") for name in ("user_id", "declared_by_id", "ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    op.create_table(
        "stand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        _person("away_id"),
        _person("stand_in_id"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        _person("named_by_id"),
        sa.Column("named_at", UtcInstant(), nullable=False),
        *(_row("stand_in", name, "user_account") for name in ("away_id", "stand_in_id", "named_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
    )
    op.create_index("ix_sight_user_child", "sight", ["user_id", "child_id"], unique=False)
    for table, column in (
        ("named_person", "user_id"),
        ("restriction_request", "restriction_id"),
        ("sight", "child_id"),
        ("conflict", "user_id"),
        ("conflict", "child_id"),
        ("stand_in", "away_id"),
        ("stand_in", "stand_in_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _person(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _row(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _word(name: str, *words: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Enum(*words, name=name, native_enum=False, length=32), nullable=nullable)

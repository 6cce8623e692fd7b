"""The audit becomes a chain. Events that are there already are linked too, in their order."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.audit_locks import lock_audit
from gcp_tracker.models.audit import Head, chained
from gcp_tracker.models.base import UtcInstant

revision = "0010"
down_revision = "0009"

OLD = "audit_event_before_chain"
MANY = 5000


def upgrade() -> None:
    connection = op.get_bind()
    # A table of its own, since the old one lets nothing be changed; its triggers go with it.
    op.execute(f"CREATE TABLE {OLD} AS SELECT * FROM audit_event")  # noqa: S608 - a name from above
    op.drop_table("audit_event")
    if connection.dialect.name == "postgresql":
        for name in ("lock_0_audit_event", "lock_1_audit_event"):
            op.execute(f"DROP FUNCTION {name}()")
    events = _create_tables()
    head = _link(connection, events)
    op.execute(sa.text("INSERT INTO audit_head VALUES (1, :position, :hash)").bindparams(
        position=head.position, hash=head.hash
    ))  # fmt: skip
    op.drop_table(OLD)
    lock_audit(connection)


def _create_tables() -> sa.Table:
    events = op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=200), nullable=False),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_fields", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("salt_hash", sa.String(length=64), nullable=True),
        sa.Column("before_commitment", sa.String(length=64), nullable=True),
        sa.Column("after_commitment", sa.String(length=64), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_child_at", "audit_event", ["child_id", "at"], unique=False)
    op.create_index("ix_audit_event_actor_at", "audit_event", ["actor_id", "at"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    assert events is not None  # noqa: S101 - for the type checker: it was just created
    return events


def _link(connection: sa.Connection, events: sa.Table) -> Head:
    """Each event gets its place in the order of the old numbers, in which a write that was undone left gaps."""
    kept = ("at", "actor_id", "session_key", "action", "subject_kind", "subject_id", "child_id", "reason",
            "changed_fields")  # fmt: skip
    old = sa.table(OLD, sa.column("id"), *(sa.column(name, events.c[name].type) for name in kept))
    new = {"actor_role": "", "relation": "", "salt": None, "salt_hash": None, "before_commitment": None,
           "after_commitment": None}  # fmt: skip
    head, last = Head(), 0
    while True:
        page = sa.select(old).where(old.c.id > last).order_by(old.c.id).limit(MANY)
        rows = [dict(row._mapping) for row in connection.execute(page)]
        if not rows:
            return head
        last = rows[-1]["id"]
        linked = chained([row | new for row in rows], head)
        connection.execute(events.insert(), linked)
        head = Head(linked[-1]["id"], linked[-1]["hash"])

"""What an authority sets for itself has a day from which it acts; who worked where and when; teams that are closed."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.locks import lock_as_added
from gcp_tracker.models.base import UtcInstant
from gcp_tracker.unit_of_work import LONDON

revision = "0013"
down_revision = "0012"

# What two columns of the authority held, with what was usual.
MOVED = (("profile_every_days", "profile_every", 91), ("retention_years", "retention", 17))
ALWAYS = date(1990, 1, 1)


def upgrade() -> None:
    op.create_table(
        "authority_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", UtcInstant(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_authority_setting_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_authority_setting_set_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_setting")),
    )
    op.create_index(op.f("ix_authority_setting_authority_id"), "authority_setting", ["authority_id"], unique=False)
    op.create_table(
        "work_spell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "practitioner",
                "duty_practitioner",
                "manager",
                "chair",
                "partnership_lead",
                "data_officer",
                "administrator",
                name="rolename",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_work_spell_team_id_team")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_work_spell_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_spell")),
    )
    op.create_index(op.f("ix_work_spell_user_id"), "work_spell", ["user_id"], unique=False)
    op.add_column("team", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("user_account", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("user_account", sa.Column("last_signed_in_at", UtcInstant(), nullable=True))
    _move_settings()
    _begin_spells()
    for column, _, _ in MOVED:
        op.drop_column("authority", column)
    lock_as_added(op.get_bind(), "authority_setting", "a setting is changed by adding one from a later day")


def _move_settings() -> None:
    """Those that were changed. They hold for every day before, as they did."""
    settings = sa.table(
        "authority_setting",
        *(sa.column(name) for name in ("authority_id", "key", "value", "reason")),
        sa.column("from_on", sa.Date()),
        sa.column("set_at", UtcInstant()),
    )
    authority = sa.table("authority", sa.column("id"), *(sa.column(column) for column, _, _ in MOVED))
    for column, key, usual in MOVED:
        changed = sa.select(
            authority.c.id,
            sa.literal(key),
            authority.c[column],
            sa.literal("Set before changes had a date and a reason"),
            sa.literal(ALWAYS, sa.Date()),
            sa.func.now() if op.get_bind().dialect.name == "postgresql" else sa.func.datetime("now"),
        ).where(authority.c[column] != usual)
        op.execute(
            settings.insert().from_select(["authority_id", "key", "value", "reason", "from_on", "set_at"], changed)
        )


def _begin_spells() -> None:
    """Of open accounts, from the day on which each was made: what came between is in the audit alone."""
    user = sa.table(
        "user_account",
        *(sa.column(name) for name in ("id", "team_id")),
        sa.column("active", sa.Boolean()),
        sa.column("created_at", UtcInstant()),
    )
    role = sa.table("role", sa.column("id"), sa.column("name"))
    held = sa.table("user_role", sa.column("user_id"), sa.column("role_id"))
    spell = sa.table(
        "work_spell", *(sa.column(name) for name in ("user_id", "role", "team_id")), sa.column("from_on", sa.Date())
    )
    found = op.get_bind().execute(
        sa.select(user.c.id, role.c.name, user.c.team_id, user.c.created_at)
        .join(held, held.c.user_id == user.c.id)
        .join(role, role.c.id == held.c.role_id)
        .where(user.c.active)
    )
    rows = [
        {"user_id": user_id, "role": name, "team_id": team_id, "from_on": made.astimezone(LONDON).date()}
        for user_id, name, team_id, made in found
    ]
    if rows:
        op.bulk_insert(spell, rows)

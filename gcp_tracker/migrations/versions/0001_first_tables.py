"""The first tables, and the triggers that keep what is signed and what is logged as it was."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.locks import lock_tables
from gcp_tracker.models.base import UtcInstant

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lea_code", sa.String(length=3), nullable=True),
        sa.Column("retention_years", sa.Integer(), nullable=False),
        sa.Column("emergency_numbers", sa.String(), nullable=False),
        sa.Column("profile_every_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("lea_code", name=op.f("uq_authority_lea_code")),
        sa.UniqueConstraint("name", name=op.f("uq_authority_name")),
    )
    op.create_table(
        "family",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
    )
    op.create_table(
        "instrument_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("first_seen_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_version")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_instrument_version_key_version")),
    )
    op.create_table(
        "ended_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("forget_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ended_session")),
    )
    op.create_index(op.f("ix_ended_session_key"), "ended_session", ["key"], unique=False)
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "adult",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("first_language", sa.String(), nullable=False),
        sa.Column("interpreter_needed", sa.Boolean(), nullable=False),
        sa.Column("not_to_be_contacted", sa.Boolean(), nullable=False),
        sa.Column("no_contact_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_adult_family_id_family")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adult")),
    )
    op.create_index(op.f("ix_adult_family_id"), "adult", ["family_id"], unique=False)
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_household_family_id_family")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
    )
    op.create_index(op.f("ix_household_family_id"), "household", ["family_id"], unique=False)
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_intake", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_team_authority_id_authority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
    )
    op.create_table(
        "child",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=True),
        sa.Column("family_name", sa.String(), nullable=True),
        sa.Column("known_as", sa.String(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=True),
        sa.Column(
            "pronoun", sa.Enum("he", "she", "they", name="pronoun", native_enum=False, length=32), nullable=False
        ),
        sa.Column("ethnicity", sa.String(length=4), nullable=True),
        sa.Column("first_language", sa.String(), nullable=True),
        sa.Column("interpreter_needed", sa.Boolean(), nullable=False),
        sa.Column("disability", sa.Text(), nullable=False),
        sa.Column("la_child_id", sa.String(length=60), nullable=True),
        sa.Column("nhs_number", sa.String(length=10), nullable=True),
        sa.Column("upn", sa.String(length=13), nullable=True),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_child_authority_id_authority")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_child_family_id_family")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_child_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child")),
        sa.UniqueConstraint("authority_id", "la_child_id", name=op.f("uq_child_authority_id_la_child_id")),
    )
    op.create_index(op.f("ix_child_family_id"), "child", ["family_id"], unique=False)
    op.create_index(op.f("ix_child_nhs_number"), "child", ["nhs_number"], unique=False)
    op.create_index(op.f("ix_child_team_id"), "child", ["team_id"], unique=False)
    op.create_index(op.f("ix_child_upn"), "child", ["upn"], unique=False)
    op.create_index(
        "uq_child_nhs_number",
        "child",
        ["authority_id", "nhs_number"],
        unique=True,
        sqlite_where=sa.text("nhs_number IS NOT NULL"),
        postgresql_where=sa.text("nhs_number IS NOT NULL"),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_user_account_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_account_fs_uniquifier")),
    )
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_allocation_child_id_child")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_allocation_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    op.create_index(op.f("ix_allocation_child_id"), "allocation", ["child_id"], unique=False)
    op.create_index("ix_allocation_user_open", "allocation", ["user_id", "to_on"], unique=False)
    op.create_index(
        "uq_allocation_open_lead",
        "allocation",
        ["child_id"],
        unique=True,
        sqlite_where=sa.text("is_lead AND to_on IS NULL"),
        postgresql_where=sa.text("is_lead AND to_on IS NULL"),
    )
    op.create_index(
        "uq_allocation_open_worker",
        "allocation",
        ["child_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("to_on IS NULL"),
        postgresql_where=sa.text("to_on IS NULL"),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_fields", sa.JSON(), nullable=True),
        sa.Column("before_commitment", sa.String(length=64), nullable=True),
        sa.Column("after_commitment", sa.String(length=64), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_audit_event_actor_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_child_at", "audit_event", ["child_id", "at"], unique=False)
    op.create_table(
        "care_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adult_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column(
            "relationship_to_child",
            sa.Enum(
                "mother",
                "father",
                "step_parent",
                "partner",
                "grandparent",
                "aunt_or_uncle",
                "adult_sibling",
                "foster_carer",
                "friend",
                "other",
                name="relationship",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_carer", sa.Boolean(), nullable=False),
        sa.Column("has_parental_responsibility", sa.Boolean(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["adult_id"], ["adult.id"], name=op.f("fk_care_relation_adult_id_adult")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_care_relation_child_id_child")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_care_relation_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_relation")),
        sa.UniqueConstraint("adult_id", "child_id", name=op.f("uq_care_relation_adult_id_child_id")),
    )
    op.create_index(op.f("ix_care_relation_adult_id"), "care_relation", ["adult_id"], unique=False)
    op.create_index(op.f("ix_care_relation_child_id"), "care_relation", ["child_id"], unique=False)
    op.create_table(
        "child_identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_child_identifier_child_id_child")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_identifier")),
        sa.UniqueConstraint("child_id", "kind", "value", name=op.f("uq_child_identifier_child_id_kind_value")),
    )
    op.create_index(op.f("ix_child_identifier_child_id"), "child_identifier", ["child_id"], unique=False)
    op.create_index(op.f("ix_child_identifier_value"), "child_identifier", ["value"], unique=False)
    op.create_table(
        "help_episode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "open_case",
                "early_help",
                "child_in_need",
                "child_protection",
                "pre_proceedings",
                "looked_after",
                name="helpkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "category",
            sa.Enum("NEG", "PHY", "SAB", "EMO", "MUL", name="abusecategory", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "initial_category",
            sa.Enum("NEG", "PHY", "SAB", "EMO", "MUL", name="abusecategory", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("previous_plans", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("source_key", sa.String(length=80), nullable=True),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_help_episode_ends_after_start")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_help_episode_child_id_child")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_episode")),
        sa.UniqueConstraint("child_id", "source_key", name=op.f("uq_help_episode_child_id_source_key")),
    )
    op.create_index(op.f("ix_help_episode_child_id"), "help_episode", ["child_id"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_import_run_authority_id_authority")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_import_run_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_file_hash"), "import_run", ["file_hash"], unique=False)
    op.create_index(op.f("ix_import_run_authority_id"), "import_run", ["authority_id"], unique=False)
    op.create_table(
        "returned_child",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_returned_child_child_id_child")),
        sa.PrimaryKeyConstraint("child_id", name=op.f("pk_returned_child")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("initial_conference", "review_conference", name="meetingkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("source_key", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_meeting_child_id_child")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("child_id", "kind", "held_on", name=op.f("uq_meeting_child_id_kind_held_on")),
    )
    op.create_index(op.f("ix_meeting_child_id"), "meeting", ["child_id"], unique=False)
    op.create_table(
        "profile",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("carer_id", sa.Integer(), nullable=True),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column(
            "state", sa.Enum("open", "completed", name="profilestate", native_enum=False, length=32), nullable=False
        ),
        sa.Column("rule_version", sa.String(length=20), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("completed_at", UtcInstant(), nullable=True),
        sa.Column("completed_by_id", sa.Integer(), nullable=True),
        sa.Column("shared_on", sa.Date(), nullable=True),
        sa.Column("shared_with_id", sa.Integer(), nullable=True),
        sa.Column("not_shared_reason", sa.Text(), nullable=False),
        sa.Column("carer_comment", sa.Text(), nullable=False),
        sa.Column(
            "carer_agrees",
            sa.Enum("yes", "partly", "no", "not_said", name="careragrees", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("sharing_recorded_at", UtcInstant(), nullable=True),
        sa.CheckConstraint("household_id IS NOT NULL OR carer_id IS NOT NULL", name=op.f("ck_profile_whose_care")),
        sa.ForeignKeyConstraint(["carer_id"], ["adult.id"], name=op.f("fk_profile_carer_id_adult")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_profile_child_id_child")),
        sa.ForeignKeyConstraint(
            ["completed_by_id"], ["user_account.id"], name=op.f("fk_profile_completed_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_profile_household_id_household")),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument_version.id"], name=op.f("fk_profile_instrument_id_instrument_version")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user_account.id"], name=op.f("fk_profile_opened_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["shared_with_id"], ["adult.id"], name=op.f("fk_profile_shared_with_id_adult")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
    )
    op.create_index(op.f("ix_profile_child_id"), "profile", ["child_id"], unique=False)
    op.create_table(
        "residence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_residence_child_id_child")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_residence_household_id_household")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence")),
    )
    op.create_index(op.f("ix_residence_child_id"), "residence", ["child_id"], unique=False)
    op.create_index(
        "uq_residence_open",
        "residence",
        ["child_id", "household_id"],
        unique=True,
        sqlite_where=sa.text("to_on IS NULL"),
        postgresql_where=sa.text("to_on IS NULL"),
    )
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_role_id_role")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_role_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "signed", "replaced", "withdrawn", "discarded", name="visitstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("carer_id", sa.Integer(), nullable=True),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column("band_reason", sa.Text(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.Time(), nullable=True),
        sa.Column(
            "place",
            sa.Enum(
                "home", "school", "clinic", "office", "outside", "remote", name="place", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "held",
                "no_access",
                "cancelled_by_family",
                "cancelled_by_us",
                "declined",
                name="visitoutcome",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("outcome_detail", sa.Text(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("child_seen", sa.Boolean(), nullable=False),
        sa.Column("child_seen_alone", sa.Boolean(), nullable=False),
        sa.Column("bedroom_seen", sa.Boolean(), nullable=False),
        sa.Column("interpreter_needed", sa.Boolean(), nullable=False),
        sa.Column("interpreter_used", sa.Boolean(), nullable=False),
        sa.Column("came_with_me", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcInstant(), nullable=False),
        sa.Column("saved_at", UtcInstant(), nullable=False),
        sa.Column("signed_at", UtcInstant(), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.Column("amendment_reason", sa.Text(), nullable=False),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("household_id IS NOT NULL OR carer_id IS NOT NULL", name=op.f("ck_visit_whose_care")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_visit_author_id_user_account")),
        sa.ForeignKeyConstraint(["carer_id"], ["adult.id"], name=op.f("fk_visit_carer_id_adult")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_visit_child_id_child")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user_account.id"], name=op.f("fk_visit_closed_by_id_user_account")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_visit_household_id_household")),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument_version.id"], name=op.f("fk_visit_instrument_id_instrument_version")
        ),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user_account.id"], name=op.f("fk_visit_signed_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_child_state", "visit", ["child_id", "state", "visited_on"], unique=False)
    op.create_index(op.f("ix_visit_first_id"), "visit", ["first_id"], unique=False)
    op.create_table(
        "grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("graded", "not_seen", "not_applicable", name="answer", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "saw", "child_said", "carer_said", "professional_said", name="source", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("child_words", sa.Text(), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.CheckConstraint("(answer = 'graded') = (value IS NOT NULL)", name=op.f("ck_grade_value_when_graded")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_grade_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade")),
        sa.UniqueConstraint("visit_id", "item_key", name=op.f("uq_grade_visit_id_item_key")),
    )
    op.create_table(
        "profile_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("graded_on", sa.Date(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_profile_grade_profile_id_profile")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_profile_grade_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_grade")),
        sa.UniqueConstraint("profile_id", "item_key", name=op.f("uq_profile_grade_profile_id_item_key")),
    )
    op.create_table(
        "profile_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("visit_first_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_profile_visit_profile_id_profile")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_visit")),
        sa.UniqueConstraint("profile_id", "visit_first_id", name=op.f("uq_profile_visit_profile_id_visit_first_id")),
    )
    op.create_index(op.f("ix_profile_visit_visit_first_id"), "profile_visit", ["visit_first_id"], unique=False)
    op.create_table(
        "safety_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UtcInstant(), nullable=False),
        sa.Column("asked_by_items", sa.Text(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("yes", "yes_with_steps", "no", name="safetonight", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("who_was_told", sa.Text(), nullable=False),
        sa.Column("told_at_words", sa.String(), nullable=False),
        sa.Column("what_was_agreed", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcInstant(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_safety_check_answered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_safety_check_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_check")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_safety_check_visit_id")),
    )
    op.create_table(
        "visit_adult",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("adult_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["adult_id"], ["adult.id"], name=op.f("fk_visit_adult_adult_id_adult")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_adult_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_adult")),
        sa.UniqueConstraint("visit_id", "adult_id", name=op.f("uq_visit_adult_visit_id_adult_id")),
    )
    op.create_table(
        "visit_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "morning",
                "school",
                "after",
                "evening",
                "night",
                "day_like",
                "child_words",
                "going_well",
                name="notekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_note_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_note")),
        sa.UniqueConstraint("visit_id", "kind", name=op.f("uq_visit_note_visit_id_kind")),
    )
    lock_tables(op.get_bind())

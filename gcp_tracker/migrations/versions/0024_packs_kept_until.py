"""An issued pack is kept until the authority’s retention date, as signed visits are."""

import sqlalchemy as sa
from alembic import op

from gcp_tracker.migrations.pack_locks import FROZEN, keep_packs_until_their_day

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("pack", sa.Column("kept_until", sa.Date(), nullable=True))
    # As long as what it was drawn from. One without a signed visit has no day, and is kept.
    op.execute(
        sa.text(
            "UPDATE pack SET kept_until = (SELECT max(kept_until) FROM visit WHERE visit.child_id = pack.child_id"  # noqa: S608 - a constant
            f" AND visit.state <> 'draft') WHERE state IN {FROZEN}"
        )
    )
    keep_packs_until_their_day(op.get_bind())

"""Alembic's entry: always online, on the connection it is handed."""

from alembic import context

from gcp_tracker.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=False,
)
with context.begin_transaction():
    context.run_migrations()

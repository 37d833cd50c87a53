"""What Alembic runs around the scripts: they work on the connection that the caller has opened."""

from alembic import context

from explorer.runs.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()

"""Alembic's entry: migrations of the urn run on the connection that `voting.store.schema` hands over."""

from alembic import context

from voting.store.urn.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()

"""Alembic's environment: runs the migrations on the connection that ``Store.migrate`` hands over.

There is no ``__init__.py`` here on purpose: the action server imports every module it finds in the
package ``actions``, and this one runs migrations when imported.
"""

from alembic import context

from actions.clinic.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()

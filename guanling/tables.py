"""Making the tables of an empty database quickly."""

from django.db.migrations.operations.base import Operation


class CreateTables(Operation):
    """Create many tables, with the triggers that their options name, as one operation of a migration.

    One CreateModel after the other has Django render every related model of the project anew for each
    table: with some four hundred tables that is nine tenths of a first start. Here the state takes all of
    them before it is rendered once.
    """

    reversible = True

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        """Return how a migration writes it."""
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label, state):
        """Add all models; what has been rendered is dropped first."""
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Create the tables, then their triggers."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)
        for operation in self.operations:
            model = to_state.apps.get_model(app_label, operation.name)
            for trigger in getattr(model._meta, "triggers", ()):
                schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Drop the tables, the last first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        """Return what ``migrate`` says of it."""
        return f"Create {len(self.operations)} tables"
